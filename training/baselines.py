"""Three classical localisers, the floor that the network must clear, and the command that measures them on a folder.

Each maps a Picture to float32 [H,W] in 0..1 with the fixed threshold .5. Where a method has nothing to go on, the map is zero and
`inapplicable` says why. The constants below were set once, to the best mean F1 at the fixed threshold on 170 splices made by script from training
photographs (elliptic and rectangular pastes of another photograph into a host saved at q 60-95, the result saved at q 70-98, 30 % as PNG; F1 there:
ELA .34, noise .23, double quantisation .28, and .60 where the last save is at least 8 quality steps finer). No evaluation set was looked at.

Run: python -m training.baselines DIR --out FILE.json      (DIR holds images/ and masks/, and may hold authentic/)
"""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.fft import dctn, idctn
from scipy.special import ndtr

from training.metrics import Scores, bootstrap_interval, false_positive_area, image_auc, mask_scores, mean_scores, peak_score
from training.picture import Picture, load_mask, load_picture

Localiser = Callable[[Picture], np.ndarray]

ELA_QUALITY = 90
ELA_LIMIT = 1.5
NOISE_LIMIT = 1.25
NOISE_WINDOW = 32
DOUBLE_QUANTISATION_LIMIT = 0.25
DOUBLE_QUANTISATION_GAIN = 0.35

# Row-major indices of the first 15 frequencies in zig-zag order, the ones with enough non-zero values for a histogram.
_LOW_FREQUENCIES = (0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4)


def error_level_analysis(picture: Picture) -> np.ndarray:
    """ELA: how much one more save at q90 (4:4:4) changes each place; N. Krawetz, "A Picture's Worth", Black Hat USA 2007.

    Mean absolute change per 8x8 block over the three channels, smoothed over 3x3 blocks; the map is a logistic of how many robust deviations
    (1.4826 MAD, at least a tenth of the median) a block lies above the picture's median, .5 at ELA_LIMIT.
    """
    buffer = io.BytesIO()
    Image.fromarray(picture.rgb).save(buffer, "JPEG", quality=ELA_QUALITY, subsampling=0)
    saved = np.asarray(Image.open(buffer).convert("RGB"), dtype=np.float32)
    change = np.abs(saved - picture.rgb).mean(-1)
    level = ndimage.uniform_filter(_block_mean(change), 3, mode="nearest")
    return _enlarge(_logistic(_robust_deviation(level) - ELA_LIMIT), picture)


def noise_residual(picture: Picture) -> np.ndarray:
    """Local noise level that differs from the picture's; estimator of J. Immerkaer, "Fast noise variance estimation", CVIU 1996, applied
    locally as in B. Mahdian and S. Saic, "Using noise inconsistencies for blind image forensics", Image and Vision Computing 2009.

    Local sigma = sqrt(pi/2)/6 mean |luma * [[1,-2,1],[-2,4,-2],[1,-2,1]]| over a window of 32; the map is a logistic of |log2 (sigma / median
    sigma)|, .5 at NOISE_LIMIT octaves. Sigma below 0.25 grey levels counts as 0.25: saturated and synthetic areas have no noise to compare.
    """
    luma = picture.rgb.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
    residual = np.abs(ndimage.convolve(luma, kernel, mode="nearest"))
    sigma = np.sqrt(np.pi / 2) / 6 * ndimage.uniform_filter(residual, NOISE_WINDOW, mode="nearest")
    sigma = np.maximum(sigma, 0.25)
    octaves = np.abs(np.log2(sigma / np.median(sigma)))
    return _logistic(4 * (octaves - NOISE_LIMIT)).astype(np.float32)


def double_quantisation(picture: Picture) -> np.ndarray:
    """Blocks that lack the double-quantisation trace of the rest; the idea of Z. Lin et al., "Fast, automatic and fine-grained tampered JPEG
    image detection via DCT coefficient analysis", Pattern Recognition 2009, with the mixture model of T. Bianchi and A. Piva, "Image forgery
    localization via block-grained analysis of JPEG artifacts", IEEE TIFS 2012 (aligned case).

    For each low frequency the histogram of a single save is estimated from the decoded luma shifted by 4 pixels; the observed histogram is fitted
    as a mixture of it and of its doubly quantised version for every first step q1. Frequencies whose fit improves by DOUBLE_QUANTISATION_GAIN
    vote with the log-likelihood ratio of each block's value; the map is a logistic of the 3x3-block mean of the sum.
    """
    evidence = _double_quantisation_evidence(picture)
    if evidence is None:
        return np.zeros(picture.rgb.shape[:2], dtype=np.float32)
    smooth = ndimage.uniform_filter(evidence, 3, mode="nearest")
    return _enlarge(_logistic(2 * (smooth - DOUBLE_QUANTISATION_LIMIT)), picture)


BASELINES: dict[str, Localiser] = {
    "ela": error_level_analysis,
    "noise_residual": noise_residual,
    "double_quantisation": double_quantisation,
}


def inapplicable(name: str, picture: Picture) -> str | None:
    """Why the method has nothing to go on for this picture (its map is then zero), or None."""
    if name != "double_quantisation":
        return None
    if not picture.is_jpeg:
        return "not a JPEG file: no quantised coefficients to compare"
    if _double_quantisation_evidence(picture) is None:
        return "no frequency shows the histogram of two saves"
    return None


def _double_quantisation_evidence(picture: Picture) -> np.ndarray | None:
    """Sum over voting frequencies of log P(value | saved once) - log P(value | saved twice), float64 [block rows, block columns]."""
    if not picture.is_jpeg:
        return None
    blocks = picture.coefficients.reshape(picture.coefficients.shape[0] // 8, 8, -1, 8).astype(np.float64)
    steps = picture.table.reshape(8, 8).astype(np.float64)
    if min(blocks.shape[0], blocks.shape[2]) < 8:
        return None
    luma = idctn(blocks * steps[None, :, None, :], axes=(1, 3), norm="ortho").reshape(picture.coefficients.shape)
    shifted = luma[4:-4, 4:-4].reshape(blocks.shape[0] - 1, 8, blocks.shape[2] - 1, 8)
    reference = dctn(shifted, axes=(1, 3), norm="ortho") / steps[None, :, None, :]

    evidence = np.zeros((blocks.shape[0], blocks.shape[2]))
    votes = 0
    for frequency in _LOW_FREQUENCIES:
        row, column = divmod(frequency, 8)
        values = blocks[:, row, :, column].astype(np.int64)
        ratio = _fit_first_step(values, np.rint(reference[:, row, :, column]).astype(np.int64), steps[row, column])
        if ratio is None:
            continue
        reach = len(ratio) // 2
        evidence -= np.log(ratio[np.clip(values, -reach, reach) + reach])
        votes += 1
    return evidence if votes else None


def _fit_first_step(values: np.ndarray, single: np.ndarray, step: float) -> np.ndarray | None:
    """P(value | saved twice) / P(value | saved once) for values -reach..reach of the best first step, or None without evidence of two saves."""
    reach = int(np.clip(np.quantile(np.abs(values), 0.99), 2, 60))
    edges = np.arange(-reach, reach + 2) - 0.5
    observed = np.histogram(values, edges)[0].astype(np.float64)
    once = np.histogram(single, edges)[0] + 0.5
    inside = np.arange(-reach, reach + 1)
    # The zero bin says more about the picture's smoothness than about its saves.
    used = inside != 0
    if observed[used].sum() < 200:
        return None
    observed, once = observed / observed.sum(), once / once.sum()
    weight = used / np.sqrt(once)
    plain = float((((observed - once) * weight) ** 2).sum())
    best, best_ratio = plain, None
    for first_step in range(1, 41):
        if first_step == step:
            continue
        ratio = _double_ratio(inside, first_step, step)
        twice = once * ratio
        twice /= twice.sum()
        direction = (twice - once) * weight
        energy = float((direction**2).sum())
        if energy < 1e-6:
            continue
        share = np.clip(float(((observed - once) * weight * direction).sum()) / energy, 0, 1)
        if share < 0.3:
            continue
        error = float((((observed - once) * weight - share * direction) ** 2).sum())
        if error < best:
            best, best_ratio = error, twice / once
    if best_ratio is None or best > (1 - DOUBLE_QUANTISATION_GAIN) * plain:
        return None
    # No single frequency may decide a block: the ratio is kept within what rounding noise leaves certain.
    return np.clip(best_ratio, 0.05, 20)


def _double_ratio(values: np.ndarray, first_step: float, step: float) -> np.ndarray:
    """How many times likelier a quantised value becomes by an earlier quantisation with first_step: the number of first-save levels that land
    in the value's bin, times first_step / step (Bianchi and Piva 2012, eq. 10), blurred by the rounding noise between the saves (sigma .5)."""
    highest = int(np.ceil((np.abs(values).max() + 2) * step / first_step))
    centres = np.arange(-highest, highest + 1) * first_step
    upper, lower = (values + 0.5) * step, (values - 0.5) * step
    share_of_level = ndtr((upper[:, None] - centres[None]) / 0.5) - ndtr((lower[:, None] - centres[None]) / 0.5)
    return np.maximum(share_of_level.sum(1) * first_step / step, 1e-3)


def _block_mean(plane: np.ndarray) -> np.ndarray:
    height, width = plane.shape
    padded = np.pad(plane, ((0, -height % 8), (0, -width % 8)), mode="edge")
    return padded.reshape(padded.shape[0] // 8, 8, padded.shape[1] // 8, 8).mean((1, 3))


def _robust_deviation(values: np.ndarray) -> np.ndarray:
    median = float(np.median(values))
    spread = 1.4826 * float(np.median(np.abs(values - median)))
    return (values - median) / max(spread, 0.1 * median, 1e-6)


def _logistic(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))


def _enlarge(blocks: np.ndarray, picture: Picture) -> np.ndarray:
    height, width = picture.rgb.shape[:2]
    return np.repeat(np.repeat(blocks, 8, 0), 8, 1)[:height, :width].astype(np.float32)


def evaluate_folder(folder: Path, localisers: dict[str, Localiser] = BASELINES) -> dict[str, Any]:
    """Measure localisers on a folder: images/ with masks/ (altered) and, where present, authentic/.

    A mask belongs to the image of the same stem, else to the one whose stem it extends or begins (imd2020's `_mask`, comofod's `_B`).
    Returns {"set", "methods": {name: {pictures, iou, precision, recall, f1, f1_interval, inapplicable, false_positive_area, image_auc}},
    "pictures": one row a picture and method, "errors": unreadable or unmatched files}. Raises ValueError where no picture could be measured.
    """
    masks = {path.stem: path for path in _files(folder / "masks")}
    rows: list[dict[str, Any]] = []
    errors: list[str] = []
    scores: dict[str, list[Scores]] = {name: [] for name in localisers}
    peaks: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in localisers}
    areas: dict[str, list[float]] = {name: [] for name in localisers}
    refused = {name: 0 for name in localisers}
    work = [(path, True) for path in _files(folder / "images")] + [(path, False) for path in _files(folder / "authentic")]
    for path, altered in work:
        try:
            picture = load_picture(path)
            truth = _truth(path, masks, picture) if altered else None
        except (OSError, ValueError) as error:
            errors.append(f"{path.name}: {error}")
            continue
        for name, localise in localisers.items():
            probability = localise(picture)
            reason = inapplicable(name, picture)
            refused[name] += reason is not None
            peak = peak_score(probability)
            row: dict[str, Any] = {"file": path.name, "method": name, "altered": altered, "score": round(peak, 6), "inapplicable": reason}
            peaks[name][0 if altered else 1].append(peak)
            if truth is None:
                areas[name].append(false_positive_area(probability))
                row["false_positive_area"] = round(areas[name][-1], 6)
            else:
                found = mask_scores(probability, truth)
                scores[name].append(found)
                row |= {key: round(value, 6) for key, value in asdict(found).items()}
            rows.append(row)
    methods = {}
    for name in localisers:
        if not scores[name]:
            raise ValueError(f"no picture of {folder} could be measured: it needs images/ and masks/ with matching names; {errors[:3]}")
        methods[name] = {
            "pictures": len(scores[name]),
            **asdict(mean_scores(scores[name])),
            "f1_interval": bootstrap_interval([one.f1 for one in scores[name]]),
            "inapplicable": refused[name],
            "authentic_pictures": len(areas[name]),
            "false_positive_area": float(np.mean(areas[name])) if areas[name] else None,
            "image_auc": image_auc(*peaks[name]),
        }
    return {"set": folder.name, "methods": methods, "pictures": rows, "errors": errors}


def _truth(path: Path, masks: dict[str, Path], picture: Picture) -> np.ndarray:
    related = [stem for stem in masks if stem.startswith(path.stem) or path.stem.startswith(stem)]
    stem = path.stem if path.stem in masks else max(related, key=len, default=None)
    if stem is None:
        raise ValueError("no mask with this name in masks/")
    truth = load_mask(masks[stem])
    if truth.shape != picture.rgb.shape[:2]:
        raise ValueError(f"mask is {truth.shape[1]}x{truth.shape[0]}, picture {picture.rgb.shape[1]}x{picture.rgb.shape[0]}")
    if not truth.any():
        raise ValueError("mask is empty; an unaltered picture belongs in authentic/")
    return truth


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")) if folder.is_dir() else []


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the classical baselines on folders of images/, masks/ and, optionally, authentic/.")
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--out", type=Path, required=True, help="JSON file to write")
    arguments = parser.parse_args()
    results = []
    for folder in arguments.folders:
        result = evaluate_folder(folder)
        results.append(result)
        for name, row in result["methods"].items():
            low, high = row["f1_interval"]
            auc = "-" if row["image_auc"] is None else f"{row['image_auc']:.3f}"
            area = "-" if row["false_positive_area"] is None else f"{row['false_positive_area']:.3f}"
            print(
                f"{result['set']:<12} {name:<20} n {row['pictures']:>4}  F1 {row['f1']:.3f} [{low:.3f}, {high:.3f}]  IoU {row['iou']:.3f}  "
                f"P {row['precision']:.3f}  R {row['recall']:.3f}  AUC {auc}  false-positive area {area}  not applicable {row['inapplicable']}"
            )
        for error in result["errors"]:
            print(f"{result['set']:<12} left out: {error}")
    arguments.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
