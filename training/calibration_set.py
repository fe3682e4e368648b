"""Sets for `palimpsest calibrate`: `python -m training.calibration_set --data DATA --out DIR`.

From the validation pictures only (last hex digit of the manifest's SHA-1 is 0), which no training saw. DIR/<set>/{images,masks,authentic}, manifest.csv
(image, class, source, domain, operation) and DIR/descriptions.json. Every source gives one untouched and one altered version of the same file name:

- `shared`: every picture, altered or not, then the same chain with the same numbers for both (model.md 5.5): reduced, sharpened a little, saved as JPEG
  4:2:0 of quality 71-92, no metadata.
- `as-found`: pictures that name their camera, and documents. Untouched: the file's own bytes. Altered: saved once more with the file's own tables,
  sampling, EXIF and colour profile, as a careful forger would. Which kind of picture a file then is, its facts decide.
- `screens`, with `--screens FOLDER` of PNG files (`scripts/screens.ts` takes them from a real browser that shows pages of this project's making):
  untouched as they are, altered as a forger of screenshots would (text above all), saved as PNG.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFilter, JpegImagePlugin

from .synthesis.dice import Dice
from .synthesis.forgery import FORGERIES, SCREEN_MIXTURE
from .synthesis.operations import MIXTURE, OPERATIONS, Altered, Host
from .synthesis.sources import Source, SourceStore, load_sources, screen_source

SEED = 20_261_121
# Long sides that networks and messengers reduce to; a smaller picture keeps its size.
SHARED_SIDES = (2048, 1600, 1280, 1080, 960, 800, 640)
LARGEST_CANVAS = 1024
LEAST_ALTERED = 64  # pixels, after the chain
FIELDS = ("image", "class", "source", "domain", "operation")
DESCRIPTIONS = {
    "shared": "validation pictures of the training pack (public research collections; photographs, portraits, documents, signs), reduced and saved again as by social networks; "
    "altered by this project's own synthesis before that",
    "screens": "screenshots that one Chromium took of pages of twelve kinds set for this (articles, chats, mail, statements, shops, tables, tickets and others; texts of software documentation, photographs of the "
    "validation pictures) at 14 common screen sizes; altered by this project's own synthesis, text above all, and saved as PNG. No screenshot of anybody's device",
    "as-found": "validation pictures of the training pack that name their camera, and documents, as the files are; altered by this project's own synthesis and saved with the file's own tables and EXIF",
}


@dataclass(frozen=True)
class Alteration:
    """rgb uint8 [H,W,3]; mask bool [H,W]."""

    rgb: np.ndarray
    mask: np.ndarray
    operation: str


def alter(dice: Dice, store: SourceStore, source: Source, mixture: dict[str, float] | None = None) -> Alteration:
    """One drawn alteration of the mixture (default: the domain's) in a square of the picture, at its native resolution; the rest stays as it is."""
    height, width = source.rgb.shape[1:]
    side = max(16, min(height, width, LARGEST_CANVAS) // 16 * 16)
    x, y = dice.integer(0, (width - side) // 8 + 1) * 8, dice.integer(0, (height - side) // 8 + 1) * 8
    canvas = source.rgb[:, y : y + side, x : x + side].float()
    host = Host(canvas, source, source.domain, _boxes_inside(source, x, y, side), (x, y), 1.0)
    left = dict(mixture or MIXTURE[source.domain])
    while left:
        name = dice.choice(left)
        made = (OPERATIONS | FORGERIES)[name](dice, host, store)
        if made is not None and _altered_pixels(canvas, made) >= LEAST_ALTERED:
            return _placed(source, made, x, y, side)
        if made is None:
            del left[name]
    raise ValueError(f"nothing can be altered in {source.name}")


def _altered_pixels(canvas: torch.Tensor, made: Altered) -> int:
    """Pixels of the mask that differ visibly from what was there: empty paper copied onto empty paper is no alteration."""
    return int(((made.picture - canvas).abs().amax(0)[made.mask > 0.5] > 4).sum())


def _boxes_inside(source: Source, x: int, y: int, side: int) -> list[tuple[int, int, int, int]]:
    moved = [(max(0, left - x), max(0, top - y), min(side, right - x), min(side, bottom - y)) for left, top, right, bottom in source.boxes]
    return [box for box in moved if box[2] - box[0] >= 10 and box[3] - box[1] >= 8]


def _placed(source: Source, made: Altered, x: int, y: int, side: int) -> Alteration:
    rgb = source.rgb.permute(1, 2, 0).numpy().copy()
    mask = np.zeros(rgb.shape[:2], dtype=bool)
    rgb[y : y + side, x : x + side] = made.picture.round().clamp(0, 255).to(torch.uint8).permute(1, 2, 0).numpy()
    mask[y : y + side, x : x + side] = made.mask.numpy() > 0.5
    return Alteration(rgb, mask, made.operation)


def share(dice: Dice, versions: list[np.ndarray]) -> list[bytes]:
    """JPEG files of several versions (uint8 [H,W,3]) of one picture after one sharing chain, drawn once for all of them."""
    height, width = versions[0].shape[:2]
    long = max(height, width)
    fitting = [side for side in SHARED_SIDES if side < long]
    side = fitting[dice.integer(0, len(fitting))] if fitting else long
    size = (max(16, round(width * side / long)), max(16, round(height * side / long)))
    kernel = Image.Resampling.LANCZOS if dice.chance(0.5) else Image.Resampling.BICUBIC
    sharpen = round(100 * dice.uniform(0.1, 0.3)) if dice.chance(0.5) else 0
    quality, progressive = dice.integer(71, 93), dice.chance(0.5)
    files = []
    for rgb in versions:
        picture = Image.fromarray(rgb)
        if picture.size != size:
            picture = picture.resize(size, kernel)
        if sharpen:
            picture = picture.filter(ImageFilter.UnsharpMask(radius=1, percent=sharpen, threshold=0))
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, subsampling="4:2:0", progressive=progressive)
        files.append(buffer.getvalue())
    return files


def save_like(path: Path, rgb: np.ndarray) -> bytes:
    """The pixels as a file like the one at `path`: same format, channels, tables, sampling, EXIF and colour profile."""
    with Image.open(path) as found:
        found.load()
        picture = Image.fromarray(rgb).convert("L") if found.mode in ("L", "1") else Image.fromarray(rgb)
        kept = {key: found.info[key] for key in ("exif", "icc_profile", "dpi") if found.info.get(key)}
        buffer = io.BytesIO()
        if found.format in ("JPEG", "MPO"):
            sampling = JpegImagePlugin.get_sampling(found)
            tables = {"qtables": list(found.quantization.values())[:3]}
            # 4:4:0, which Pillow cannot write, becomes 4:2:2.
            picture.save(buffer, "JPEG", **tables, **kept, **({} if picture.mode == "L" else {"subsampling": sampling if sampling in (0, 1, 2) else 1}))
        else:
            picture.save(buffer, found.format, **kept)
    return buffer.getvalue()


def write_sets(store: SourceStore, data: Path, out: Path, screens: Path | None = None) -> None:
    """All sets. Same store and screens, same files."""
    sources = sorted((source for pool in store.by_domain.values() for source in pool), key=lambda source: source.name)
    rows: dict[str, list[dict[str, str]]] = {"shared": [], "as-found": []} | ({} if screens is None else {"screens": []})
    for name in rows:
        for part in ("images", "masks", "authentic"):
            (out / name / part).mkdir(parents=True, exist_ok=True)
    for source in sources:
        number = int.from_bytes(hashlib.sha256(source.name.encode()).digest()[:6], "big")
        rows["shared"] += _write_shared(Dice(SEED, 1, number), store, source, out / "shared")
        kind = found_kind(data / "train" / source.name, source)
        if kind is not None:
            rows["as-found"] += _write_as_found(Dice(SEED, 2, number), store, source, kind, data / "train" / source.name, out / "as-found")
    for path in [] if screens is None else sorted(screens.glob("*.png")):
        rows["screens"] += _write_screen(Dice(SEED, 3, int.from_bytes(hashlib.sha256(path.name.encode()).digest()[:6], "big")), store, path, out / "screens")
    for name, listed in rows.items():
        with open(out / name / "manifest.csv", "w", newline="") as handle:
            writer = csv.DictWriter(handle, FIELDS)
            writer.writeheader()
            writer.writerows(listed)
    (out / "descriptions.json").write_text(json.dumps({name: DESCRIPTIONS[name] for name in rows}, indent=1) + "\n")


def found_kind(path: Path, source: Source) -> str | None:
    """What a file as found is made to stand for: a camera's picture where EXIF names one, a scan where it is a document without; else None."""
    with Image.open(path) as found:
        exif = found.getexif()
    if exif.get(0x010F) and exif.get(0x0110):
        return "camera_original"
    return "scan" if source.domain == "document" else None


def _write_shared(dice: Dice, store: SourceStore, source: Source, folder: Path) -> list[dict[str, str]]:
    for _ in range(8):
        altered = alter(dice, store, source)
        untouched = source.rgb.permute(1, 2, 0).numpy()
        first, second = share(dice, [untouched, altered.rgb])
        with Image.open(io.BytesIO(second)) as saved:
            mask = np.asarray(Image.fromarray(altered.mask.astype(np.uint8) * 255).resize(saved.size, Image.Resampling.BILINEAR)) > 127
        if np.count_nonzero(mask) >= LEAST_ALTERED:
            return _write(folder, source, "shared", ".jpg", first, second, mask, altered.operation)
    raise ValueError(f"nothing of an alteration is left of {source.name} after eight tries")


def _write_as_found(dice: Dice, store: SourceStore, source: Source, kind: str, path: Path, folder: Path) -> list[dict[str, str]]:
    altered = alter(dice, store, _full(source, path))
    return _write(folder, source, kind, path.suffix, path.read_bytes(), save_like(path, altered.rgb), altered.mask, altered.operation)


def _write_screen(dice: Dice, store: SourceStore, path: Path, folder: Path) -> list[dict[str, str]]:
    source = screen_source(path)
    altered = alter(dice, store, source, SCREEN_MIXTURE)
    buffer = io.BytesIO()
    Image.fromarray(altered.rgb).save(buffer, "PNG")
    return _write(folder, source, "screenshot", ".png", path.read_bytes(), buffer.getvalue(), altered.mask, altered.operation)


def _full(source: Source, path: Path) -> Source:
    """The source at its file's own size, where memory holds it halved."""
    with Image.open(path) as found:
        if found.size == (source.rgb.shape[2], source.rgb.shape[1]):
            return source
        rgb = np.asarray(found.convert("RGB")).transpose(2, 0, 1).copy()
    factor = rgb.shape[2] // source.rgb.shape[2]
    return replace(source, rgb=torch.from_numpy(rgb), objects=None, boxes=[tuple(value * factor for value in box) for box in source.boxes])


def _write(folder: Path, source: Source, kind: str, suffix: str, untouched: bytes, altered: bytes, mask: np.ndarray, operation: str) -> list[dict[str, str]]:
    stem = Path(source.name).with_suffix("").as_posix().replace("/", "-")
    (folder / "authentic" / f"{stem}{suffix}").write_bytes(untouched)
    (folder / "images" / f"{stem}{suffix}").write_bytes(altered)
    Image.fromarray(mask.astype(np.uint8) * 255).save(folder / "masks" / f"{stem}.png")
    shared = {"class": kind, "source": stem, "domain": source.domain}
    return [{"image": f"authentic/{stem}{suffix}", **shared, "operation": "none"}, {"image": f"images/{stem}{suffix}", **shared, "operation": operation}]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--screens", type=Path, help="folder of screenshots as PNG")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.out.exists() and any(options.out.iterdir()):
        parser.error(f"{options.out} is not empty; name a new folder")
    write_sets(load_sources(options.data, "validation"), options.data, options.out, options.screens)


if __name__ == "__main__":
    main()
