"""The pristine pictures in memory: pixels, object masks and text boxes of the training pack, split by the hash in its manifest."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image

DOMAINS = ("natural", "document", "face", "scenetext")
_DOMAIN_OF = {"natural": "natural", "objmask": "natural", "documents": "document", "faces": "face", "scenetext": "scenetext"}


@dataclass
class Source:
    """One picture. rgb uint8 [3,H,W]; objects uint8 [H,W] (0 = background, k = object) or None; boxes [n,4] xyxy of text or []."""

    name: str
    domain: str
    rgb: torch.Tensor
    was_jpeg: bool
    objects: torch.Tensor | None = None
    boxes: list[tuple[int, int, int, int]] = field(default_factory=list)


class SourceStore:
    """Pictures of one split, by domain; `objects` are those with object masks, `screens` screenshots, which count in no domain."""

    def __init__(self, sources: list[Source], screens: Sequence[Source] = ()):
        self.screens = tuple(screens)
        self.by_domain = {domain: [source for source in sources if source.domain == domain] for domain in DOMAINS}
        self.objects = [source for source in sources if source.objects is not None]
        if not self.objects:
            raise ValueError("no picture with an object mask among the sources")

    def pick(self, dice, domain: str) -> Source:
        pool = self.by_domain[domain]
        return pool[dice.integer(0, len(pool))]

    def pick_object(self, dice) -> Source:
        return self.objects[dice.integer(0, len(self.objects))]

    def pick_screen(self, dice) -> Source:
        if not self.screens:
            raise ValueError("samples of screenshots are asked for, and the store has none")
        return self.screens[dice.integer(0, len(self.screens))]


def difference_hash(picture: Image.Image) -> int:
    """64-bit perceptual hash: sign of horizontal differences of a 9x8 grey thumbnail."""
    grey = np.asarray(picture.convert("L").resize((9, 8), Image.Resampling.BOX), dtype=np.int16)
    bits = (grey[:, 1:] > grey[:, :-1]).flatten()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def development_hashes(root: Path) -> list[int]:
    """Hashes of every development picture and of its mirror image; what lies near one of them is not trained on.

    From `root`/dev, or from `root`/dev-hashes.json where the data travel without that folder. Raises FileNotFoundError where there is neither.
    """
    kept = root / "dev-hashes.json"
    if kept.exists():
        return [int(value, 16) for value in json.loads(kept.read_text())]
    folder = root / "dev"
    if not folder.is_dir():
        raise FileNotFoundError(f"neither {kept} nor {folder}: without them no picture can be kept out of training")
    hashes = []
    for path in sorted(folder.glob("*/images/*")) + sorted(folder.glob("*/authentic/*")):
        with Image.open(path) as picture:
            small = picture.convert("RGB")
            hashes += [difference_hash(small), difference_hash(small.transpose(Image.Transpose.FLIP_LEFT_RIGHT))]
    return hashes


def load_sources(root: Path, split: str, limit: int | None = None, device: str = "cpu", screens: Path | None = None) -> SourceStore:
    """Load `root`/train (its MANIFEST.csv) for split 'train' or 'validation' (last hex digit of the manifest's SHA-1 is 0).

    Pictures within 9 bits of a picture in `root`/dev are left out. Over 2200 pixels a side are halved. Takes about half a minute. `screens`: a folder of screenshots as PNG (scripts/screens.ts).
    """
    train = root / "train"
    unwanted = development_hashes(root)
    with open(train / "MANIFEST.csv", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if (row["sha1"][-1] == "0") == (split == "validation") and (train / row["path"]).exists()]
    if limit is not None:
        rows = rows[:: max(1, len(rows) // limit)]
    sources, dropped = [], 0
    for row in rows:
        with Image.open(train / row["path"]) as picture:
            rgb = picture.convert("RGB")
        near = difference_hash(rgb)
        if any((near ^ other).bit_count() <= 9 for other in unwanted):
            dropped += 1
            continue
        sources.append(_source(train, row, rgb, device))
    print(f"sources: {split} {len(sources)} pictures, {dropped} left out for being near a development picture", flush=True)
    return SourceStore(sources, [screen_source(path, device) for path in sorted(screens.glob("*.png"))] if screens else [])


def screen_source(path: Path, device: str = "cpu") -> Source:
    """A screenshot: a document that no JPEG save has touched as a whole."""
    with Image.open(path) as picture:
        rgb = np.asarray(picture.convert("RGB"))
    return Source(path.name, "document", torch.from_numpy(rgb.transpose(2, 0, 1).copy()).to(device), was_jpeg=False)


def _source(train: Path, row: dict[str, str], picture: Image.Image, device: str) -> Source:
    factor = 2 if max(picture.size) > 2200 else 1
    if factor == 2:
        picture = picture.reduce(2)
    rgb = torch.from_numpy(np.asarray(picture).transpose(2, 0, 1).copy()).to(device)
    source = Source(row["path"], _DOMAIN_OF[row["domain"]], rgb, row["format"] == "jpg" and factor == 1)
    if row["domain"] == "objmask" and row["mask"]:
        with Image.open(train / row["mask"]) as mask:
            labels = np.asarray(mask.convert("L") if mask.mode not in ("L", "P", "I") else mask)
        if not row["mask_kind"].startswith("label"):
            labels = (labels > 127).astype(np.uint8)
        if labels.shape == rgb.shape[1:]:
            source.objects = torch.from_numpy(labels.astype(np.uint8).copy())
    if row["ann"]:
        source.boxes = [tuple(value // factor for value in box) for box in _boxes(json.loads((train / row["ann"]).read_text()))]
    return source


def _boxes(annotation: dict) -> list[tuple[int, int, int, int]]:
    boxes = []
    for item in annotation.get("lines", []) + annotation.get("words", []):
        if "box" in item:
            xs, ys = item["box"][0::2], item["box"][1::2]
            boxes.append((min(xs), min(ys), max(xs), max(ys)))
        elif "bbox" in item:
            x, y, width, height = item["bbox"]
            boxes.append((x, y, x + width, y + height))
    return [tuple(int(value) for value in box) for box in boxes]
