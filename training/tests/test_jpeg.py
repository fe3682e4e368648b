"""The tensor JPEG against libjpeg (Pillow writes and decodes, jpeglib reads the coefficients), on pictures made here."""

from __future__ import annotations

from pathlib import Path

import jpeglib
import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from training.jpeg import clip_for_network, jpeg_roundtrip, plain_coefficients
from training.jpeg_tables import equivalent_quality, sample_tables, standard_tables, table_bank

HEIGHT, WIDTH = 160, 208


def _scene(seed: int, colour: float) -> np.ndarray:
    """uint8 [H,W,3]: smooth light, shapes, lettering and grain; colour 0 is grey, 1 saturated."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [128 + 90 * np.sin(x / random.uniform(8, 60) + random.uniform(0, 6)) * np.cos(y / random.uniform(8, 60)) for _ in range(3)]
    image = Image.fromarray(np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        left, top = int(random.integers(0, WIDTH - 20)), int(random.integers(0, HEIGHT - 20))
        box = (left, top, left + int(random.integers(4, 60)), top + int(random.integers(4, 40)))
        draw.ellipse(box, fill=tuple(int(v) for v in random.integers(0, 256, 3)))
    for row in range(0, HEIGHT, 40):
        draw.text((5, row), f"Total 1{seed}.{row} EUR", fill=(0, 0, 0))
    rgb = np.asarray(image, dtype=np.float64)
    grey = rgb.mean(-1, keepdims=True)
    rgb = grey + colour * 1.6 * (rgb - grey) + random.normal(0, 4, rgb.shape)
    return np.clip(np.round(rgb), 0, 255).astype(np.uint8)


def _libjpeg(picture: np.ndarray, table_y: torch.Tensor, table_c: torch.Tensor, subsample: bool, path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    tables = [table_y.tolist(), table_c.tolist()]
    Image.fromarray(picture).save(path, "JPEG", qtables=tables, subsampling=2 if subsample else 0)
    read = jpeglib.read_dct(str(path))
    luma = read.Y.transpose(0, 2, 1, 3).reshape(picture.shape[:2])
    return luma.astype(np.int64), read.qt[read.quant_tbl_no[0]].reshape(64), np.asarray(Image.open(path).convert("RGB"))


def _cases() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    qualities = torch.tensor([50, 60, 70, 75, 80, 85, 90, 92, 95, 97, 98, 100])
    standard = standard_tables(qualities)
    drawn = sample_tables(torch.Generator().manual_seed(3), 36, 50, 100, {"bank": 1, "mixture": 1, "scaled": 1})
    table_y, table_c = torch.cat((standard[0], drawn[0])), torch.cat((standard[1], drawn[1]))
    count = len(table_y)
    pictures = torch.stack([torch.from_numpy(_scene(i, (0.0, 0.15, 1.0)[i % 3])).permute(2, 0, 1) for i in range(count)])
    return pictures, table_y, table_c, torch.arange(count) % 2 == 0


def test_equals_libjpeg(tmp_path: Path) -> None:
    pictures, table_y, table_c, subsample = _cases()
    encoded = jpeg_roundtrip(pictures, table_y, table_c, subsample)
    wrong_coefficients = wrong_pixels = largest_pixel = total = 0
    for i in range(len(pictures)):
        luma, table, pixels = _libjpeg(pictures[i].permute(1, 2, 0).numpy(), table_y[i], table_c[i], bool(subsample[i]), tmp_path / f"{i}.jpg")
        assert np.array_equal(table, table_y[i].numpy()), "the file must carry our table in natural order"
        difference = np.abs(encoded.coefficients_y[i].numpy() - luma)
        assert difference.max() <= 1
        wrong_coefficients += int((difference > 0).sum())
        pixel_difference = np.abs(encoded.rgb[i].permute(1, 2, 0).numpy().astype(int) - pixels)
        largest_pixel = max(largest_pixel, int(pixel_difference.max()))
        wrong_pixels += int((pixel_difference > 0).sum())
        total += luma.size
    print(f"coefficients differing {wrong_coefficients}/{total}, pixel values differing {wrong_pixels}/{3 * total}, largest {largest_pixel}")
    assert wrong_coefficients <= 1e-4 * total
    assert largest_pixel <= 1


def test_shapes_types_and_refusals() -> None:
    pictures, table_y, table_c, subsample = (part[:4] for part in _cases())
    encoded = jpeg_roundtrip(pictures, table_y, table_c, subsample)
    assert encoded.coefficients_y.dtype == torch.int16 and encoded.coefficients_y.shape == (4, HEIGHT, WIDTH)
    assert encoded.table_y.dtype == torch.int32 and encoded.rgb.dtype == torch.uint8 and encoded.rgb.shape == pictures.shape
    one_by_one = torch.cat([jpeg_roundtrip(pictures[i : i + 1], table_y[i : i + 1], table_c[i : i + 1], subsample[i : i + 1]).rgb for i in range(4)])
    assert torch.equal(encoded.rgb, one_by_one), "samples of a batch must not influence one another"
    with pytest.raises(ValueError, match="multiples of 16"):
        jpeg_roundtrip(pictures[..., :100], table_y, table_c, subsample)


def test_second_save_on_the_same_grid_is_nearly_stable() -> None:
    pictures, table_y, table_c, _ = (part[:6] for part in _cases())
    first = jpeg_roundtrip(pictures, table_y, table_c, torch.zeros(6, dtype=torch.bool))
    second = jpeg_roundtrip(first.rgb, table_y, table_c, torch.zeros(6, dtype=torch.bool))
    same = (first.coefficients_y == second.coefficients_y).float().mean()
    shifted = jpeg_roundtrip(first.rgb.roll((3, 5), (2, 3)), table_y, table_c, torch.zeros(6, dtype=torch.bool))
    moved = (first.coefficients_y == shifted.coefficients_y).float().mean()
    assert same > 0.98 and moved < same - 0.05


def test_plain_coefficients() -> None:
    from scipy.fft import dctn

    picture = _scene(1, 1.0)
    coefficients, table = plain_coefficients(torch.from_numpy(picture).permute(2, 0, 1)[None])
    weighted = picture.astype(np.int64) @ np.array([299, 587, 114])
    luma = (weighted + 500) // 1000 - 128
    blocks = luma.reshape(HEIGHT // 8, 8, WIDTH // 8, 8).astype(np.float64)
    exact = dctn(blocks, axes=(1, 3), norm="ortho").reshape(HEIGHT, WIDTH)
    assert np.abs(coefficients[0].numpy() - exact).max() < 0.5 + 2e-3
    assert torch.equal(table, torch.ones(1, 64, dtype=torch.int32))
    # A flat block whose mean lies on an exact half: 8 * 16.0625 = 128.5 rounds away from zero.
    flat = np.full((8, 8), 144)
    flat.flat[:4] += 1
    dc = plain_coefficients(torch.from_numpy(flat.astype(np.uint8)).expand(1, 3, 8, 8))[0][0, 0, 0]
    assert int(dc) == 129


def test_clip_for_network() -> None:
    values = torch.tensor([[-1024, -21, -20, -1, 0, 3, 19, 20, 1023]], dtype=torch.int16)
    clipped = clip_for_network(values)
    assert clipped.dtype == torch.uint8 and clipped.tolist() == [[20, 20, 20, 1, 0, 3, 19, 20, 20]]


def test_standard_tables_are_libjpegs(tmp_path: Path) -> None:
    for quality in (30, 50, 75, 90, 100):
        Image.new("RGB", (16, 16)).save(tmp_path / "q.jpg", quality=quality)
        luma, chroma = standard_tables(torch.tensor([quality]))
        found = Image.open(tmp_path / "q.jpg").quantization
        assert list(found[0]) == luma[0].tolist() and list(found[1]) == chroma[0].tolist()


def test_sampled_tables() -> None:
    luma, chroma, quality, count = table_bank()
    assert len(luma) == len(chroma) == len(quality) == len(count) >= 100 and int(count.min()) >= 1
    assert torch.equal(equivalent_quality(standard_tables(torch.arange(30, 101))[0]), torch.arange(30, 101))
    for kind in ("standard", "bank", "scaled", "mixture"):
        table_y, table_c = sample_tables(torch.Generator().manual_seed(5), 300, 70, 95, {kind: 1.0})
        assert table_y.dtype == torch.int32 and table_y.shape == table_c.shape == (300, 64)
        assert int(min(table_y.min(), table_c.min())) >= 1 and int(max(table_y.max(), table_c.max())) <= 255
        # A rescaled real table keeps its own shape, so its nearest standard table may lie a little outside the range.
        slack = 6 if kind == "scaled" else 0
        found = equivalent_quality(table_y)
        assert int(found.min()) >= 70 - slack and int(found.max()) <= 95 + slack
        assert len(torch.unique(found)) > 10
    again = sample_tables(torch.Generator().manual_seed(5), 300, 70, 95, {"mixture": 1.0})[0]
    assert torch.equal(again, table_y), "same seed, same tables"
    with pytest.raises(ValueError, match="unknown table kinds"):
        sample_tables(torch.Generator(), 2, 70, 90, {"phone": 1.0})
