"""Pictures drawn for tests: no file of anybody is needed."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from training.synthesis.sources import DOMAINS, Source, SourceStore


def drawn_picture(domain: str, number: int, width: int = 224, height: int = 208) -> Source:
    """A textured scene with shapes, text lines on documents and signs, and grain; objects and boxes where the domain has them."""
    rng = np.random.default_rng([DOMAINS.index(domain), number])
    axis_x, axis_y = np.linspace(0, 1, width), np.linspace(0, 1, height)
    base = 140 + 60 * np.sin(4 * axis_x[None, :] + number) * np.cos(3 * axis_y[:, None])
    if domain == "document":
        base = np.full((height, width), 235.0)
    picture = Image.fromarray(np.repeat(base[..., None], 3, 2).clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    objects = Image.new("L", (width, height), 0)
    boxes = []
    if domain in ("document", "scenetext"):
        font = ImageFont.load_default(16)
        for line in range(8):
            y = 8 + 24 * line
            draw.text((10, y), f"Item {rng.integers(100, 999)}  {rng.integers(10, 99)}.{rng.integers(10, 99)}", fill=(30, 30, 40), font=font)
            boxes.append((10, y, 150, y + 20))
    else:
        for shape in range(5):
            x, y, radius = int(rng.integers(20, width - 20)), int(rng.integers(20, height - 20)), int(rng.integers(12, 40))
            box = (x - radius, y - radius, x + radius, y + radius)
            draw.ellipse(box, fill=tuple(int(v) for v in rng.integers(20, 240, 3)))
            if shape == 0:
                ImageDraw.Draw(objects).ellipse(box, fill=1)
    pixels = np.asarray(picture, dtype=np.float64) + rng.normal(0, 2.5, (height, width, 1))
    source = Source(f"{domain}-{number}", domain, torch.from_numpy(pixels.round().clip(0, 255).astype(np.uint8).transpose(2, 0, 1).copy()), was_jpeg=number % 2 == 0, boxes=boxes)
    if domain == "natural":
        source.objects = torch.from_numpy(np.asarray(objects).copy())
    return source


def drawn_store(per_domain: int = 3) -> SourceStore:
    return SourceStore([drawn_picture(domain, number) for domain in DOMAINS for number in range(per_domain)])


def write_data(root: Path, per_domain: int = 3) -> None:
    """The same pictures as a training folder: files, masks, annotations, manifest; two of three for training, the third for validation; no development pictures."""
    folders = {"natural": "objmask", "document": "documents", "face": "faces", "scenetext": "scenetext"}
    fields = ("path", "domain", "format", "mask", "mask_kind", "ann", "sha1")
    rows = []
    for domain, folder in folders.items():
        (root / "train" / folder).mkdir(parents=True)
        for number in range(per_domain):
            source = drawn_picture(domain, number)
            path, mask, annotation = f"{folder}/p{number}.jpg", f"{folder}/p{number}.mask.png", f"{folder}/p{number}.json"
            Image.fromarray(source.rgb.permute(1, 2, 0).numpy()).save(root / "train" / path, quality=90)
            if source.objects is not None:
                Image.fromarray(source.objects.numpy()).save(root / "train" / mask)
            words = [{"bbox": [left, top, right - left, bottom - top]} for left, top, right, bottom in source.boxes]
            (root / "train" / annotation).write_text(json.dumps({"words": words}))
            digest = hashlib.sha1(path.encode()).hexdigest()[:-1] + ("0" if number % 3 == 2 else "1")
            rows.append(dict(zip(fields, (path, folder, "jpg", mask if source.objects is not None else "", "label_ids", annotation, digest))))
    with open(root / "train" / "MANIFEST.csv", "w", newline="") as handle:
        writer = csv.DictWriter(handle, fields)
        writer.writeheader()
        writer.writerows(rows)
    (root / "dev-hashes.json").write_text("[]")
