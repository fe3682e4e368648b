"""From file bytes to mask once more, in Python: Pillow, libjpeg (through jpeglib), ONNX Runtime and numpy, sharing no code with the engine.

    python3 test/parity/make_reference.py                       # references of the shipped model and of the probe, kept in the repository
    python3 test/parity/make_reference.py --model DIR --full --out X.json   # one model, every pixel: for the live test
    python3 test/parity/make_reference.py --pictures            # makes test/parity/pictures anew (from cases/sample)

Run the first after each new export. The probe (make_probe.py) answers to its inputs far more strongly than a trained network does. Masks are bytes (255 * probability, rounded), kept at every `step`-th pixel of both axes."""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import math
import zlib
from pathlib import Path

import jpeglib
import numpy as np
import onnxruntime
from PIL import Image
from stages import Staged, Tile

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLE = ROOT / "cases" / "sample" / "images"
PICTURES = HERE / "pictures"

# Tiles smaller than the engine's own, so that small pictures are tiled; parity.test.ts asks for the same.
TILE, OVERLAP, OVERVIEW_SIDE, OVERVIEW_WEIGHT, CLIP = 256, 64, 512, 0.15, 20
WHOLE_IN_TILES = 1.5
GRID_CONFIDENT = 0.99
MAPS = ("mask", "coarse_rgb", "coarse_fused", "quality")


# --- reading


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray, tuple[int, int]]:
    """rgb uint8 [H,W,3]; |coefficients| clipped, uint8 [H8,W8] on the canvas; table int32 [64]; canvas shift (x, y)."""
    with Image.open(path) as image:
        # RGB-coded files (Adobe marker, transform 0, three components) hold no luma: their coefficients come from pixels.
        is_jpeg = image.format == "JPEG" and not (image.mode == "RGB" and image.info.get("adobe_transform") == 0)
        rgb = np.asarray(image.convert("RGB"))
    if is_jpeg:
        dct = jpeglib.read_dct(str(path))
        blocks = dct.Y
        plane = np.abs(blocks.transpose(0, 2, 1, 3).reshape(8 * blocks.shape[0], 8 * blocks.shape[1]).astype(np.int32))
        rows, columns = (8 * math.ceil(side / 8) for side in rgb.shape[:2])
        return rgb, np.minimum(plane[:rows, :columns], CLIP).astype(np.uint8), dct.qt[dct.quant_tbl_no[0]].reshape(64).astype(np.int32), (0, 0)
    x, y, confidence = estimate_grid(luma(rgb))
    shift = ((8 - x) % 8, (8 - y) % 8) if confidence >= GRID_CONFIDENT else (0, 0)
    return rgb, plain(rgb, shift), np.ones(64, np.int32), shift


def luma(rgb: np.ndarray) -> np.ndarray:
    return (rgb.astype(np.int64) @ np.array([299, 587, 114]) + 500) // 1000


def canvas(size: int, shift: int, length: int) -> np.ndarray:
    """Picture coordinate at each of `length` canvas coordinates: mirrored before, edge repeated to whole blocks, whole blocks mirrored after."""
    inner = 8 * math.ceil((size + shift) / 8)
    at = np.arange(length) % (2 * inner)
    at = np.where(at < inner, at, 2 * inner - 1 - at) - shift
    return np.clip(np.where(at < 0, -1 - at, at), 0, size - 1)


def blocks_beyond(inner: int, length: int) -> np.ndarray:
    """Coefficient coordinate at each canvas coordinate: beyond the canvas blocks come mirrored, their inner order kept."""
    at, count = np.arange(length), inner // 8
    block = (at >> 3) % (2 * count)
    return np.where(block < count, block, 2 * count - 1 - block) * 8 + (at & 7)


def plain(rgb: np.ndarray, shift: tuple[int, int]) -> np.ndarray:
    height, width = rgb.shape[:2]
    rows, columns = 8 * math.ceil((height + shift[1]) / 8), 8 * math.ceil((width + shift[0]) / 8)
    values = luma(rgb)[np.ix_(canvas(height, shift[1], rows), canvas(width, shift[0], columns))].astype(np.float64) - 128
    u, x = np.meshgrid(np.arange(8), np.arange(8), indexing="ij")
    basis = np.cos((2 * x + 1) * u * np.pi / 16) / 2
    basis[0] /= np.sqrt(2)
    blocks = values.reshape(rows // 8, 8, columns // 8, 8).transpose(0, 2, 1, 3)
    magnitude = np.floor(np.abs(basis @ blocks @ basis.T) + 0.5 + 1 / 1024)
    return np.minimum(magnitude, CLIP).astype(np.uint8).transpose(0, 2, 1, 3).reshape(rows, columns)


def estimate_grid(values: np.ndarray) -> tuple[int, int, float]:
    cell, edge = 32, 24
    cells_high, cells_wide = (values.shape[0] - 1) // cell, (values.shape[1] - 1) // cell
    if cells_high * cells_wide < 16:
        return 0, 0, 0.0
    part = values[: cells_high * cell + 1, : cells_wide * cell + 1]
    cross = np.abs(part[:-1, :-1] + part[1:, 1:] - part[:-1, 1:] - part[1:, :-1])
    cross[cross > edge] = 0
    cells = cross.reshape(cells_high, cell, cells_wide, cell).transpose(0, 2, 1, 3).reshape(-1, cell, cell)
    stride = max(1, math.ceil(len(cells) / 4096))
    axes = []
    for axis in (2, 1):
        energy = cells[::stride].sum(axis=3 - axis).reshape(-1, cell // 8, 8).sum(axis=1)
        ordered = np.sort(energy, axis=1)
        clear = ordered[:, -1] > ordered[:, -2]
        votes = np.bincount(energy[clear].argmax(axis=1), minlength=8)
        first, second = np.sort(votes)[::-1][:2]
        confidence = 0.0 if first == 0 else max(0.0, 1 - 7 * math.erfc((first - second) / math.sqrt(2 * (first + second))))
        axes.append(((int(votes.argmax()) + 1) % 8 if first else 0, confidence))
    return axes[0][0], axes[1][0], min(axes[0][1], axes[1][1])


# --- tiles


def plan(length: int, whole: bool) -> tuple[int, list[int], list[np.ndarray], list[tuple[int, int]]]:
    """Tile size, positions, weights of each tile's pixels, and the part (first, end) that each alone stands for."""
    length = 32 * math.ceil(length / 32)
    if whole or length <= TILE:
        return length, [0], [np.ones(length)], [(0, length)]
    steps = math.ceil((length - TILE) / (TILE - OVERLAP))
    # No larger than as many tiles need.
    size = min(TILE, max(2 * OVERLAP, 32 * math.ceil((length + steps * OVERLAP) / (steps + 1) / 32)))
    positions = [(length - size) * index // steps // 32 * 32 for index in range(steps + 1)]
    middles = [0, *((after + before + size) // 64 * 32 for before, after in zip(positions, positions[1:], strict=False)), length]
    shares = [(middles[index] - position, middles[index + 1] - position) for index, position in enumerate(positions)]
    windows = []
    for index, position in enumerate(positions):
        weights = np.ones(size)
        if index > 0:
            before = positions[index - 1] + size - position
            weights[:before] *= flank(before)
        if index + 1 < len(positions):
            after = position + size - positions[index + 1]
            weights[size - after :] *= flank(after)[::-1]
        windows.append(weights)
    total = np.zeros(length)
    for position, weights in zip(positions, windows, strict=True):
        total[position : position + size] += weights
    return size, positions, [weights / total[position : position + size] for position, weights in zip(positions, windows, strict=True)], shares


def flank(count: int) -> np.ndarray:
    inner = np.clip(((np.arange(count) + 0.5) / count - 0.25) / 0.5, 0, 1)
    return 0.5 - 0.5 * np.cos(np.pi * inner)


def run(session: onnxruntime.InferenceSession, rgb: np.ndarray, dct: np.ndarray, table: np.ndarray) -> dict[str, np.ndarray]:
    names = [*MAPS, "score"]
    return {name: value[0] for name, value in zip(names, session.run(names, feeds_of(rgb, dct, table)), strict=True)}


def feeds_of(rgb: np.ndarray, dct: np.ndarray, table: np.ndarray) -> dict[str, np.ndarray]:
    return {"rgb": np.ascontiguousarray(rgb.transpose(2, 0, 1)[None]), "dct": np.ascontiguousarray(dct[None]), "qt": table[None]}


def cut(rgb: np.ndarray, dct: np.ndarray, shift: tuple[int, int], height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """The canvas and what lies beyond, `height` by `width`."""
    rows, columns = canvas(rgb.shape[0], shift[1], height), canvas(rgb.shape[1], shift[0], width)
    return rgb[np.ix_(rows, columns)], dct[np.ix_(blocks_beyond(dct.shape[0], height), blocks_beyond(dct.shape[1], width))]


def shrink_matrix(source: int, target: int) -> np.ndarray:
    """[target, source]: share of each source pixel in each target pixel."""
    scale = source / target
    low = np.arange(target)[:, None] * scale
    at = np.arange(source)[None, :]
    return np.clip(np.minimum(at + 1, low + scale) - np.maximum(at, low), 0, None) / scale


def overview(session: onnxruntime.InferenceSession, rgb: np.ndarray) -> dict[str, np.ndarray]:
    height, width = rgb.shape[:2]
    scale = min(1, OVERVIEW_SIDE / max(height, width))
    small_height, small_width = max(1, math.floor(height * scale + 0.5)), max(1, math.floor(width * scale + 0.5))
    small = np.einsum("ay,yxc,bx->abc", shrink_matrix(height, small_height), rgb.astype(np.float64), shrink_matrix(width, small_width), optimize=True)
    small = np.floor(small + 0.5 + 1 / 1024).astype(np.uint8)
    padded = 32 * math.ceil(small_height / 32), 32 * math.ceil(small_width / 32)
    out = run(session, *cut(small, plain(small, (0, 0)), (0, 0), *padded), np.ones(64, np.int32))
    rows, columns = bilinear(height, small_height), bilinear(width, small_width)
    return {name: rows @ out[name][:small_height, :small_width].astype(np.float64) @ columns.T for name in ("mask", "quality")}


def bilinear(large: int, small: int) -> np.ndarray:
    at = np.clip((np.arange(large) + 0.5) * small / large - 0.5, 0, small - 1)
    first = np.floor(at).astype(int)
    second = np.minimum(small - 1, first + 1)
    matrix = np.zeros((large, small))
    np.add.at(matrix, (np.arange(large), first), 1 - (at - first))
    np.add.at(matrix, (np.arange(large), second), at - first)
    return matrix


def localise(session: onnxruntime.InferenceSession, staged: Staged | None, path: Path) -> dict[str, np.ndarray]:
    """Bytes of the four maps, [H,W]. `staged` where the network looks at its whole input and tiles must be joined."""
    rgb, dct, table, shift = read(path)
    height, width = rgb.shape[:2]
    whole = dct.size <= WHOLE_IN_TILES * TILE * TILE
    tile_height, tops, row_weights, row_shares = plan(dct.shape[0], whole)
    tile_width, lefts, column_weights, column_shares = plan(dct.shape[1], whole)
    full_height, full_width = tops[-1] + tile_height, lefts[-1] + tile_width
    big_rgb, big_dct = cut(rgb, dct, shift, full_height, full_width)
    sums = {name: np.zeros((full_height, full_width)) for name in MAPS}
    places = [(top, left, rows, columns) for top, rows in zip(tops, row_shares, strict=True) for left, columns in zip(lefts, column_shares, strict=True)]
    slices = [np.s_[top : top + tile_height, left : left + tile_width] for top, left, _, _ in places]
    if staged is not None and len(places) > 1:
        tiles = [Tile(top, left, feeds_of(big_rgb[place], big_dct[place], table), rows, columns) for (top, left, rows, columns), place in zip(places, slices, strict=True)]
        answers = [{name: values[name][0] for name in MAPS} for values in staged.run(tiles, full_height, full_width)]
    else:
        answers = [run(session, big_rgb[place], big_dct[place], table) for place in slices]
    for index, (out, place) in enumerate(zip(answers, slices, strict=True)):
        rows, columns = row_weights[index // len(lefts)], column_weights[index % len(lefts)]
        for name in MAPS:
            sums[name][place] += out[name] * rows[:, None] * columns[None, :]
    maps = {name: value[shift[1] : shift[1] + height, shift[0] : shift[0] + width] for name, value in sums.items()}
    if len(tops) * len(lefts) > 1:
        for name, value in overview(session, rgb).items():
            maps[name] = (1 - OVERVIEW_WEIGHT) * maps[name] + OVERVIEW_WEIGHT * value
    return {name: np.floor(np.clip(value, 0, 1) * 255 + 0.5).astype(np.uint8) for name, value in maps.items()}


# --- pictures and references


def make_pictures() -> None:
    """21 files of many kinds, cut out of the sample pictures and saved once more; three are larger than a tile."""
    PICTURES.mkdir(exist_ok=True)
    names = sorted(path.name for path in SAMPLE.iterdir())
    kinds = [
        ("jpg", {"quality": 95, "subsampling": 0}), ("jpg", {"quality": 90, "subsampling": 2}), ("jpg", {"quality": 75, "subsampling": 1}),
        ("jpg", {"quality": 50, "subsampling": 2}), ("jpg", {"quality": 30, "subsampling": 0}), ("jpg", {"quality": 85, "progressive": True}),
        ("jpg", {"quality": 92, "progressive": True, "subsampling": 0}), ("jpg", {"quality": 100, "subsampling": 0}), ("grey", {"quality": 80}),
        ("jpg", {"quality": 88, "restart_marker_blocks": 5}), ("jpg", {"quality": 60, "optimize": True}), ("png", {}), ("png", {}), ("history", {}),
        ("history", {}), ("bmp", {}), ("tif", {"compression": "tiff_lzw"}),
    ]
    for index, (kind, options) in enumerate(kinds):
        with Image.open(SAMPLE / names[index % len(names)]) as image:
            width, height = 150 + 17 * (index % 5), 130 + 23 * (index % 4)
            left, top = 96 + 13 * index, 120 + 11 * index
            part = image.convert("L" if kind == "grey" else "RGB").crop((left, top, left + width, top + height))
        suffix = {"grey": "jpg", "history": "png"}.get(kind, kind)
        path = PICTURES / f"{index + 1:02d}-{kind}.{suffix}"
        if kind == "history":
            # An earlier JPEG, cropped off its grid and saved without loss: the engine must find the phase.
            earlier = path.with_suffix(".tmp.jpg")
            part.resize((240, 220)).save(earlier, quality=55)
            with Image.open(earlier) as decoded:
                decoded.crop((3 + index % 2, 5, 233, 213)).save(path)
            earlier.unlink()
        else:
            part.save(path, **options)
    with Image.open(SAMPLE / "street-02.jpg") as image:
        image.crop((400, 200, 571, 333)).save(PICTURES / "21-rgb-coded.jpg", quality=90, keep_rgb=True)
    make_large("18-tiled.jpg", "card-02.jpg", (700, 540), None, {"quality": 85, "subsampling": 2})
    make_large("19-tiled.jpg", "portrait-01.jpg", (530, 640), None, {"quality": 75, "subsampling": 0, "progressive": True})
    make_large("20-tiled-history.png", "letter-02.png", (620, 520), 70, {})


def make_large(name: str, source: str, size: tuple[int, int], earlier_quality: int | None, options: dict[str, object]) -> None:
    with Image.open(SAMPLE / source) as image:
        part = image.crop((37, 53, 37 + size[0], 53 + size[1]))
    if earlier_quality is not None:
        earlier = PICTURES / "earlier.tmp.jpg"
        part.save(earlier, quality=earlier_quality)
        with Image.open(earlier) as decoded:
            part = decoded.crop((2, 7, size[0], size[1]))
        earlier.unlink()
    part.save(PICTURES / name, **options)


def paths() -> list[Path]:
    return sorted(PICTURES.iterdir())


def pack(values: np.ndarray) -> str:
    return base64.b64encode(zlib.compress(np.ascontiguousarray(values).tobytes(), 9)).decode()


def reference(model: Path, full: bool) -> dict[str, object]:
    data = (model / "model.onnx").read_bytes()
    session_options = onnxruntime.SessionOptions()
    session_options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(data, session_options, providers=["CPUExecutionProvider"])
    scene = json.loads((model / "manifest.json").read_text()).get("scene")
    staged = None if scene is None else Staged(model, scene)
    files = []
    for path in paths():
        maps = localise(session, staged, path)
        height, width = maps["mask"].shape
        step = 1 if full else 4 if width * height < 60_000 else 16
        rows = {name: pack(value[::step, ::step]) for name, value in maps.items()}
        files.append({"path": path.relative_to(ROOT).as_posix(), "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                      "width": width, "height": height, "step": step, "maps": rows})
    return {"schema": 1, "modelSha256": hashlib.sha256(data).hexdigest(), "files": files}


def main() -> None:
    parser = argparse.ArgumentParser(description="Reference masks in Python.")
    parser.add_argument("--model", type=Path, help="folder; without it the two kept references are made")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--full", action="store_true", help="keep every pixel")
    parser.add_argument("--pictures", action="store_true", help="make the small pictures anew and stop")
    options = parser.parse_args()
    if options.pictures:
        make_pictures()
        return
    if options.model is not None:
        write(reference(options.model, options.full), options.out or HERE / f"reference-{options.model.name}.json")
        return
    for model in (ROOT / "resources" / "models" / "omni-nano", HERE / "probe"):
        write(reference(model, False), HERE / f"reference-{model.name}.json")


def write(result: dict[str, object], path: Path) -> None:
    path.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
