"""One picture as the analysis sees it: stored pixels, luma coefficients, table. The Python twin of the engine's intake, for evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import jpeglib
import numpy as np
import torch
from PIL import Image

from training.jpeg import plain_coefficients

JPEG_FORMATS = ("JPEG", "MPO")


@dataclass(frozen=True)
class Picture:
    """rgb: uint8 [H,W,3], stored orientation. coefficients: int16 [H8,W8], quantised luma, spatial block layout, H8 and W8 the next multiples
    of 8. table: int32 [64], natural order, ones where the file is no JPEG. is_jpeg: whether the coefficients were read from the file."""

    rgb: np.ndarray
    coefficients: np.ndarray
    table: np.ndarray
    is_jpeg: bool


def load_picture(path: Path | str) -> Picture:
    """Read any image file that Pillow opens. The type is told by content; EXIF orientation and alpha are ignored; 16-bit values keep their high
    byte. JPEG: coefficients of component 0 as stored. Others: see picture_from_pixels. Raises OSError where the file cannot be decoded."""
    with Image.open(path) as image:
        is_jpeg = image.format in JPEG_FORMATS
        rgb = _to_rgb(image)
    if not is_jpeg:
        return picture_from_pixels(rgb)
    coefficients, table = read_luma_coefficients(path)
    rows, columns = _ceil8(rgb.shape[0]), _ceil8(rgb.shape[1])
    # Files whose sampling factors pad to whole MCUs may carry blocks beyond the picture; nothing is shown of them.
    fitted = np.zeros((rows, columns), dtype=np.int16)
    part = coefficients[:rows, :columns]
    fitted[: part.shape[0], : part.shape[1]] = part
    return Picture(rgb, fitted, table, True)


def picture_from_pixels(rgb: np.ndarray) -> Picture:
    """A picture that is no JPEG: edge pixels repeated to the next multiples of 8, then training.jpeg.plain_coefficients. rgb: uint8 [H,W,3]."""
    height, width = rgb.shape[:2]
    padded = np.pad(rgb, ((0, _ceil8(height) - height), (0, _ceil8(width) - width), (0, 0)), mode="edge")
    coefficients, table = plain_coefficients(torch.from_numpy(padded).permute(2, 0, 1)[None])
    return Picture(rgb, coefficients[0].numpy(), table[0].numpy(), False)


def read_luma_coefficients(path: Path | str) -> tuple[np.ndarray, np.ndarray]:
    """Component 0 of a JPEG file: int16 [8 * block rows, 8 * block columns] in spatial block layout, and its table int32 [64], natural order."""
    read = jpeglib.read_dct(str(path))
    block_rows, block_columns = read.Y.shape[:2]
    coefficients = np.ascontiguousarray(read.Y.transpose(0, 2, 1, 3)).reshape(8 * block_rows, 8 * block_columns)
    return coefficients.astype(np.int16), read.qt[read.quant_tbl_no[0]].reshape(64).astype(np.int32)


def load_mask(path: Path | str) -> np.ndarray:
    """A truth mask as bool [H,W]: above half of the value range (127 of 255; above 0 where the file is one-bit) means altered."""
    with Image.open(path) as image:
        if image.mode == "1":
            return np.asarray(image).astype(bool)
        return np.asarray(image.convert("L")) > 127


def _to_rgb(image: Image.Image) -> np.ndarray:
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image).astype(np.float64)
        wide = image.mode != "F" or values.max(initial=0) > 255
        grey = np.clip(values / (256 if wide else 1), 0, 255).astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=2)
    if image.mode in ("RGBA", "LA", "PA"):
        # Pillow's own conversion of palette-with-alpha and grey-with-alpha keeps the stored colour and drops the alpha.
        image = image.convert("RGBA")
        return np.ascontiguousarray(np.asarray(image)[..., :3])
    return np.array(image.convert("RGB"))


def _ceil8(size: int) -> int:
    return -(-size // 8) * 8
