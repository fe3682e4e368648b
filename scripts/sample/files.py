"""Encoding: JPEG with the tables of libjpeg or of an imagined camera, and PNG."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

from render import to_float, to_image


def camera_tables(strength: float) -> list[list[int]]:
    """Two tables of our own, finer at low frequencies than libjpeg's, in natural order."""
    row, column = np.mgrid[0:8, 0:8]
    frequency = np.hypot(row, column)
    luma = np.clip(np.round(strength * (1 + 0.55 * frequency**1.5)), 1, 255)
    chroma = np.clip(np.round(strength * (1.4 + 1.1 * frequency**1.4)), 1, 255)
    return [luma.astype(int).ravel().tolist(), chroma.astype(int).ravel().tolist()]


def jpeg(quality: int | None = None, subsampling: str = "4:2:0", *, table: float | None = None, progressive: bool = False, grey: bool = False) -> dict:
    return {"format": "JPEG", "quality": quality, "subsampling": subsampling, "table": table, "progressive": progressive, "grey": grey}


def png(grey: bool = False) -> dict:
    return {"format": "PNG", "grey": grey}


def encode(picture: np.ndarray, spec: dict) -> bytes:
    image = to_image(picture)
    if spec["grey"]:
        image = image.convert("L")
    sink = io.BytesIO()
    if spec["format"] == "PNG":
        image.save(sink, "PNG", optimize=True)
        return sink.getvalue()
    options: dict = {"optimize": True, "progressive": spec["progressive"]}
    if spec["table"] is not None:
        options["qtables"] = camera_tables(spec["table"])
    else:
        options["quality"] = spec["quality"]
    if not spec["grey"]:
        options["subsampling"] = spec["subsampling"]
    image.save(sink, "JPEG", **options)
    return sink.getvalue()


def decode(data: bytes) -> np.ndarray:
    return to_float(Image.open(io.BytesIO(data)))


def describe(spec: dict) -> str:
    colour = "grey" if spec["grey"] else spec.get("subsampling", "rgb")
    if spec["format"] == "PNG":
        return f"PNG {colour}"
    table = f"camera table x{spec['table']}" if spec["table"] is not None else f"libjpeg quality {spec['quality']}"
    return f"JPEG {'progressive ' if spec['progressive'] else ''}{table}, {colour}"
