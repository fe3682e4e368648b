"""Makes cases/sample: sixteen pictures of this project's own, eight of them altered in ways that are written down.

    python3 scripts/sample/make_sample.py [folder]

Every original is drawn, put through a model of a camera or scanner and compressed; the altered ones start from that compressed
file, are edited and saved again, so their history is as real as their subject is not. The results are committed: nobody has to
run this. Same seeds, same pictures; the bytes may differ with another version of Pillow or other fonts.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

import originals as o
import scenes
from edits import Edit, clone, ellipse, paste, patch, retype
from files import decode, describe, encode, jpeg, png
from originals import Original
from portraits import portrait
from render import camera, to_float, to_image, warp

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "sample"


@dataclass(frozen=True)
class Alteration:
    operation: str
    description: str
    apply: Callable[[np.ndarray, Original, np.random.Generator], Edit]


@dataclass(frozen=True)
class Recipe:
    stem: str
    domain: str
    make: Callable[[np.random.Generator], Original]
    first: dict
    last: dict | None = None
    alteration: Alteration | None = None


def both(one: Edit, other: Callable[[np.ndarray], Edit]) -> Edit:
    picture, mask = other(one[0])
    return picture, one[1] | mask


def amount(photo: np.ndarray, original: Original, rng: np.random.Generator) -> Edit:
    first = retype(photo, original.matrix, original.boxes["amount2"], "1,412.00", "sans", 26, offset=(-390, 0), page=original.page)
    return both(first, lambda p: retype(p, original.matrix, original.boxes["total"], "2,680.88", "sans-bold", 34, offset=(0, 90), page=original.page))


def receipt_line(photo: np.ndarray, original: Original, rng: np.random.Generator) -> Edit:
    ink = (62, 60, 66)
    first = patch(photo, original.matrix, original.boxes["line3"], (0, 352), original.page)
    return both(first, lambda p: retype(p, original.matrix, original.boxes["total"], "23.70", "mono-bold", 30, offset=(-130, 0), page=original.page, ink=ink, margin=5))


def letter_date(photo: np.ndarray, original: Original, rng: np.random.Generator) -> Edit:
    return retype(photo, original.matrix, original.boxes["date"], "28 September 2026", "serif", 29, offset=(0, 70), page=original.page)


def card_portrait(photo: np.ndarray, original: Original, rng: np.random.Generator) -> Edit:
    other = decode(encode(to_float(o.face(o.MARCO, rng)), jpeg(78)))
    left, top, right, bottom = original.boxes["portrait"]
    wide, tall = right - left - 4, bottom - top - 4
    fitted = to_float(to_image(other).resize((wide, tall), Image.Resampling.LANCZOS)) * 0.92
    place = original.matrix @ np.array([[1, 0, left + 2], [0, 1, top + 2], [0, 0, 1]], float)
    size = (photo.shape[1], photo.shape[0])
    alpha = np.clip(warp(np.ones((tall, wide), np.float32), place, size), 0, 1)
    return paste(photo, np.clip(warp(fitted, place, size), 0, 1), alpha, (0, 0), 0.6)


def sign_name(photo: np.ndarray, original: Original, rng: np.random.Generator) -> Edit:
    return retype(photo, original.matrix, original.boxes["name"], "GARDEN ROAD", "condensed", 62, offset=None, page=original.page, ink=(218, 222, 224), anchor="ma", margin=5, softness=1.0)


def second_fruit(photo: np.ndarray, original: Original, rng: np.random.Generator) -> Edit:
    size = (photo.shape[1], photo.shape[0])
    shape = ellipse(size, FRUIT[0], FRUIT[1]) | ellipse(size, (FRUIT[0][0] + 75, FRUIT[0][1] + 52), (112, 34))
    return clone(photo, shape, FRUIT[2], 2.5)


# Middle, radii and move of the red fruit, in pixels.
FRUIT = ((463, 431), (75, 76), (196, 126))


def other_eyes(photo: np.ndarray, original: Original, rng: np.random.Generator) -> Edit:
    size = (photo.shape[1], photo.shape[0])
    donor = decode(encode(camera(portrait(o.LEILA, size, rng), rng, noise=1.3, softness=0.9), jpeg(82)))
    unit = size[1] / 2.4
    middle = (size[0] / 2, size[1] * 0.47 - 0.075 * unit)
    shape = ellipse(size, (middle[0] - 0.185 * unit, middle[1]), (0.135 * unit, 0.085 * unit)) | ellipse(size, (middle[0] + 0.185 * unit, middle[1]), (0.135 * unit, 0.085 * unit))
    ring = shape & ~ellipse(size, middle, (0.31 * unit, 0.05 * unit))
    matched = np.clip(donor * (photo[ring].mean(0) / donor[ring].mean(0)), 0, 1)
    return paste(photo, matched, shape.astype(float), (0, 0), 4.0)


def balloon(photo: np.ndarray, original: Original, rng: np.random.Generator) -> Edit:
    cut = scenes.balloon(190, rng)
    shown = decode(encode(camera(cut[..., :3] * 0.95, rng, noise=1.2), jpeg(80)))
    return paste(photo, shown, cut[..., 3], (640, 70), 0.6)


RECIPES = [
    Recipe("invoice-01", "document", o.invoice_born, png()),
    Recipe("invoice-02", "document", o.invoice_scan, jpeg(85), jpeg(90), Alteration("retype", "One amount and the total were typed over with higher figures.", amount)),
    Recipe("receipt-01", "document", o.receipt([("2 Espresso", 5.2), ("1 Apple strudel", 5.9), ("1 Sparkling water", 3.4), ("1 Club sandwich", 11.5), ("2 Orange juice", 9.0)], [[230, 60], [560, 96], [602, 930], [170, 900]], (0.46, 0.31, 0.19), 0.10), jpeg(None, "4:2:0", table=4.0)),
    Recipe("receipt-02", "document", o.receipt([("1 Cappuccino", 3.9), ("1 Breakfast large", 13.4), ("1 Fresh juice", 6.4), ("2 Wine Riesling", 14.8)], [[206, 92], [566, 70], [620, 890], [196, 936]], (0.40, 0.33, 0.27), 0.07), jpeg(None, "4:2:2", table=3.0), jpeg(88), Alteration("remove", "One line was covered with blank paper and the total lowered to match.", receipt_line)),
    Recipe("letter-01", "document", o.letter("3 February 2026", "Dr Lindqvist", -0.006, (820, 1160)), jpeg(75, grey=True)),
    Recipe("letter-02", "document", o.letter("12 June 2026", "Ms Okafor", 0.009, (760, 1074)), jpeg(80, grey=True), png(grey=True), Alteration("retype", "The date was replaced; the scan was a JPEG, the altered file is a PNG.", letter_date)),
    Recipe("card-01", "identity", o.card(o.ANNA, [("Surname", "Lindholm"), ("Given name", "Anna"), ("Born", "17 08 1991"), ("Height", "172 cm"), ("Number", "4471902"), ("Valid to", "01 2034")], [[120, 110], [900, 84], [930, 586], [96, 620]], (0.52, 0.40, 0.28)), jpeg(92, "4:4:4")),
    Recipe("card-02", "identity", o.card(o.OTTO, [("Surname", "Hansen"), ("Given name", "Otto"), ("Born", "02 11 1958"), ("Height", "181 cm"), ("Number", "3390175"), ("Valid to", "06 2031")], [[96, 128], [884, 96], [912, 604], [112, 632]], (0.34, 0.30, 0.28)), jpeg(90), jpeg(86), Alteration("paste", "The portrait was replaced by that of another person.", card_portrait)),
    Recipe("street-01", "scene", o.street(["HARBOUR ST", "2 - 18"], "14"), jpeg(86, progressive=True)),
    Recipe("street-02", "scene", o.street(["LINDEN WAY", "21 - 47"], "33"), jpeg(None, "4:2:0", table=3.5), jpeg(80), Alteration("retype", "The name on the street sign was replaced.", sign_name)),
    Recipe("product-01", "product", o.groceries, jpeg(95, "4:4:4")),
    Recipe("product-02", "product", o.still_life, jpeg(90), jpeg(84), Alteration("clone", "The red fruit was copied within the picture, so that there are two.", second_fruit)),
    Recipe("portrait-01", "portrait", o.sitter(o.ANNA), jpeg(None, "4:2:2", table=2.0)),
    Recipe("portrait-02", "portrait", o.sitter(o.OTTO), jpeg(92), jpeg(87, "4:4:4"), Alteration("paste", "The eyes were taken from another portrait.", other_eyes)),
    Recipe("landscape-01", "scene", o.view(0.75), jpeg(80)),
    Recipe("landscape-02", "scene", o.view(0.10), jpeg(88), jpeg(78), Alteration("paste", "A balloon from another photograph was put into the sky.", balloon)),
]


def produce(recipe: Recipe, seed: int) -> tuple[bytes, np.ndarray | None]:
    rng = np.random.default_rng([2026, seed])
    original = recipe.make(rng)
    first = encode(original.picture, recipe.first)
    if recipe.alteration is None or recipe.last is None:
        return first, None
    altered, mask = recipe.alteration.apply(decode(first), original, rng)
    return encode(altered, recipe.last), mask


def main(folder: Path) -> None:
    for name in ("images", "masks"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    rows, total = [], 0
    for seed, recipe in enumerate(RECIPES):
        data, mask = produce(recipe, seed)
        final = recipe.last or recipe.first
        name = f"{recipe.stem}.{'png' if final['format'] == 'PNG' else 'jpg'}"
        (folder / "images" / name).write_bytes(data)
        row: dict = {"file": f"images/{name}", "sha256": hashlib.sha256(data).hexdigest(), "domain": recipe.domain, "altered": mask is not None}
        row["history"] = [describe(spec) for spec in (recipe.first, recipe.last) if spec is not None]
        if mask is not None and recipe.alteration is not None:
            Image.fromarray(mask.astype(np.uint8) * 255).save(folder / "masks" / f"{recipe.stem}.png", optimize=True)
            row |= {"operation": recipe.alteration.operation, "description": recipe.alteration.description, "mask": f"masks/{recipe.stem}.png", "share": round(float(mask.mean()), 4)}
        rows.append(row)
        total += len(data)
        print(f"{name:18s} {len(data) / 1000:7.0f} kB")
    (folder / "truth.json").write_text(json.dumps({"schema": 1, "made by": "scripts/sample/make_sample.py", "pictures": rows}, indent=2) + "\n", encoding="utf-8")
    print(f"{len(rows)} pictures, {total / 1e6:.2f} MB in {folder.name}/")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
