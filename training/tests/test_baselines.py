"""Classical baselines, picture loading and metrics, on pictures made here."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from training.baselines import BASELINES, double_quantisation, error_level_analysis, evaluate_folder, inapplicable, noise_residual
from training.metrics import Scores, bootstrap_interval, domain_means, false_positive_area, image_auc, mask_scores, mean_scores, peak_score
from training.picture import load_mask, load_picture, picture_from_pixels

HEIGHT, WIDTH = 256, 320


def _photograph(seed: int, grain: float = 3.0) -> np.ndarray:
    """uint8 [H,W,3] with structure at every scale (1/f noise) and sensor-like grain."""
    random = np.random.default_rng(seed)
    field = sum(ndimage.gaussian_filter(random.normal(0, 1, (HEIGHT, WIDTH)), scale, mode="wrap") * scale for scale in (1, 2, 4, 8, 16, 32))
    rgb = 128 + 35 * np.stack([field, 0.9 * field + 0.2, 0.8 * field], -1) + random.normal(0, grain, (HEIGHT, WIDTH, 3))
    return np.clip(np.round(rgb), 0, 255).astype(np.uint8)


def _through_jpeg(rgb: np.ndarray, quality: int) -> np.ndarray:
    buffer = io.BytesIO()
    Image.fromarray(rgb).save(buffer, "JPEG", quality=quality, subsampling=0)
    return np.asarray(Image.open(buffer))


def _disc() -> np.ndarray:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return (y - 120) ** 2 + (x - 190) ** 2 < 60**2


def _splice(path: Path, first_quality: int, last_quality: int) -> np.ndarray:
    truth = _disc()
    host = np.where(truth[..., None], _photograph(2), _through_jpeg(_photograph(1), first_quality))
    Image.fromarray(host).save(path, "JPEG", quality=last_quality, subsampling=0)
    return truth


def test_double_quantisation_finds_the_block_saved_once(tmp_path: Path) -> None:
    truth = _splice(tmp_path / "a.jpg", 60, 93)
    picture = load_picture(tmp_path / "a.jpg")
    assert inapplicable("double_quantisation", picture) is None
    assert mask_scores(double_quantisation(picture), truth).f1 > 0.7


def test_double_quantisation_says_when_there_is_nothing_to_find(tmp_path: Path) -> None:
    drawn = picture_from_pixels(_photograph(1))
    assert not double_quantisation(drawn).any() and "not a JPEG" in str(inapplicable("double_quantisation", drawn))
    Image.fromarray(_photograph(1)).save(tmp_path / "once.jpg", quality=90)
    once = load_picture(tmp_path / "once.jpg")
    assert not double_quantisation(once).any() and "two saves" in str(inapplicable("double_quantisation", once))
    Image.fromarray(_photograph(1)[:40, :40]).save(tmp_path / "small.jpg", quality=90)
    assert not double_quantisation(load_picture(tmp_path / "small.jpg")).any()


def test_error_level_analysis_finds_an_uncompressed_paste() -> None:
    truth = _disc()
    altered = np.where(truth[..., None], _photograph(2, 6.0), _through_jpeg(_photograph(1), 70))
    assert mask_scores(error_level_analysis(picture_from_pixels(altered)), truth).f1 > 0.7
    assert false_positive_area(error_level_analysis(picture_from_pixels(_photograph(1)))) < 0.15


def test_noise_residual_finds_a_noisier_region() -> None:
    truth = _disc()
    altered = np.where(truth[..., None], _photograph(1, 20.0), _photograph(1, 2.0))
    assert mask_scores(noise_residual(picture_from_pixels(altered)), truth).f1 > 0.7
    assert false_positive_area(noise_residual(picture_from_pixels(_photograph(1)))) < 0.05


@pytest.mark.parametrize("name", list(BASELINES))
def test_maps_have_the_picture_s_shape_and_range(name: str, tmp_path: Path) -> None:
    for size in ((1, 1), (7, 9), (65, 130)):
        Image.fromarray(_photograph(4)[: size[0], : size[1]]).save(tmp_path / "a.jpg")
        for picture in (load_picture(tmp_path / "a.jpg"), picture_from_pixels(np.zeros((*size, 3), np.uint8))):
            found = BASELINES[name](picture)
            assert found.shape == size and found.dtype == np.float32 and np.isfinite(found).all()
            assert 0 <= found.min() <= found.max() <= 1


def test_load_picture_reads_what_is_stored(tmp_path: Path) -> None:
    rgb = _photograph(3)[:45, :61]
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(rgb).save(tmp_path / "turned.png", "JPEG", quality=88, exif=exif)
    turned = load_picture(tmp_path / "turned.png")
    assert turned.is_jpeg and turned.rgb.shape == (45, 61, 3) and turned.coefficients.shape == (48, 64), "content decides; orientation as stored"
    assert list(turned.table) == list(Image.open(tmp_path / "turned.png").quantization[0])
    Image.fromarray(rgb).convert("L").save(tmp_path / "grey.jpg", quality=88)
    grey = load_picture(tmp_path / "grey.jpg")
    assert grey.is_jpeg and np.abs(grey.coefficients).max() > 0 and np.array_equal(grey.rgb[..., 0], grey.rgb[..., 2])

    Image.fromarray(np.dstack((rgb, np.zeros(rgb.shape[:2], np.uint8)))).save(tmp_path / "clear.png")
    plain = load_picture(tmp_path / "clear.png")
    assert not plain.is_jpeg and np.array_equal(plain.rgb, rgb) and set(plain.table) == {1} and plain.coefficients.shape == (48, 64)
    Image.fromarray(rgb[..., 0].astype(np.uint16) * 257).save(tmp_path / "deep.png")
    assert np.array_equal(load_picture(tmp_path / "deep.png").rgb[..., 1], rgb[..., 0])
    Image.fromarray(rgb).quantize(32).save(tmp_path / "palette.png")
    assert np.abs(load_picture(tmp_path / "palette.png").rgb.astype(int) - rgb).mean() < 20
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0nothing")
    with pytest.raises(OSError):
        load_picture(tmp_path / "broken.jpg")


def test_jpeg_coefficients_reproduce_the_decoded_luma(tmp_path: Path) -> None:
    from scipy.fft import idctn

    Image.fromarray(_photograph(5)).convert("L").save(tmp_path / "a.jpg", quality=80)
    picture = load_picture(tmp_path / "a.jpg")
    blocks = picture.coefficients.reshape(HEIGHT // 8, 8, WIDTH // 8, 8) * picture.table.reshape(1, 8, 1, 8)
    luma = np.clip(np.round(idctn(blocks.astype(np.float64), axes=(1, 3), norm="ortho").reshape(HEIGHT, WIDTH) + 128), 0, 255)
    assert np.abs(luma - picture.rgb[..., 0]).max() <= 1


def test_metrics_on_known_numbers() -> None:
    truth = np.zeros((4, 5), dtype=bool)
    truth[:2] = True
    probability = np.zeros((4, 5), dtype=np.float32)
    probability[1:3] = 0.9
    probability[3] = 0.5
    assert mask_scores(probability, truth) == Scores(iou=5 / 15, precision=0.5, recall=0.5, f1=0.5)
    assert mask_scores(np.zeros((4, 5)), truth) == Scores(0.0, 0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="altered pixels"):
        mask_scores(probability, np.zeros_like(truth))
    assert false_positive_area(probability) == 0.5
    assert peak_score(np.arange(100) / 100, 0.02) == pytest.approx(0.985)
    assert mean_scores([Scores(1, 1, 1, 1), Scores(0, 0.5, 0, 0)]) == Scores(0.5, 0.75, 0.5, 0.5)
    assert image_auc([0.9, 0.4, 0.4], [0.4, 0.1]) == pytest.approx((2 + 1.5 + 1.5) / 6)
    assert image_auc([0.9], []) is None
    assert domain_means({"a": 0.2, "b": 0.4, "c": 0.9}, {"a": "natural", "b": "natural", "c": "face"}) == (
        {"natural": pytest.approx(0.3), "face": 0.9},
        pytest.approx(0.6),
    )
    low, high = bootstrap_interval([0.0, 1.0] * 200)
    assert 0.44 < low < 0.5 < high < 0.56 and (low, high) == bootstrap_interval([0.0, 1.0] * 200)


def test_evaluate_folder_and_command(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    for name in ("images", "masks", "authentic"):
        (folder / name).mkdir(parents=True)
    truth = _splice(folder / "images" / "one.jpg", 60, 93)
    Image.fromarray(truth).save(folder / "masks" / "one_mask.png")
    assert np.array_equal(load_mask(folder / "masks" / "one_mask.png"), truth)
    Image.fromarray(_photograph(8)).save(folder / "images" / "orphan.png")
    (folder / "images" / "broken.jpg").write_bytes(b"no picture")
    Image.fromarray(_through_jpeg(_photograph(9), 60)).save(folder / "authentic" / "true.jpg", quality=93, subsampling=0)
    result = evaluate_folder(folder)
    row = result["methods"]["double_quantisation"]
    assert row["pictures"] == 1 and row["f1"] > 0.7 and row["image_auc"] == 1 and row["false_positive_area"] < 0.05
    assert sorted(error.split(":")[0] for error in result["errors"]) == ["broken.jpg", "orphan.png"]
    assert len(result["pictures"]) == 6

    done = subprocess.run([sys.executable, "-m", "training.baselines", str(folder), "--out", str(tmp_path / "out.json")], capture_output=True, text=True)
    assert done.returncode == 0 and "left out: orphan.png" in done.stdout, done.stderr
    written = json.loads((tmp_path / "out.json").read_text())
    assert written[0]["methods"]["double_quantisation"]["f1"] == row["f1"]
