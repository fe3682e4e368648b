"""Metrics at the fixed threshold .5, as model.md 1.11: per picture first, then means. Never a best threshold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

THRESHOLD = 0.5


@dataclass(frozen=True)
class Scores:
    """Foreground scores of one altered picture, each 0..1."""

    iou: float
    precision: float
    recall: float
    f1: float


def mask_scores(probability: np.ndarray, truth: np.ndarray) -> Scores:
    """probability: float [H,W] in 0..1; truth: bool [H,W], not empty. Predicted = probability > .5. Precision of an empty prediction is 0."""
    if probability.shape != truth.shape:
        raise ValueError(f"probability {probability.shape} and truth {truth.shape} must have one shape")
    if not truth.any():
        raise ValueError("mask_scores needs a truth mask with altered pixels; use false_positive_area for authentic pictures")
    predicted = probability > THRESHOLD
    hit = int(np.count_nonzero(predicted & truth))
    found, wanted = int(np.count_nonzero(predicted)), int(np.count_nonzero(truth))
    return Scores(
        iou=hit / (found + wanted - hit),
        precision=hit / found if found else 0.0,
        recall=hit / wanted,
        f1=2 * hit / (found + wanted),
    )


def average_precision(logit: np.ndarray, truth: np.ndarray) -> float:
    """Area under precision over recall of pixels ranked by `logit`; logit float, truth bool and not empty, of one shape. Tied pixels count as one step."""
    ranked = np.argsort(-logit, axis=None, kind="stable")
    hits = np.cumsum(truth.ravel()[ranked])
    values = logit.ravel()[ranked]
    last = np.append(values[1:] != values[:-1], True)
    recall = np.concatenate(([0.0], hits[last] / hits[-1]))
    precision = hits[last] / (np.flatnonzero(last) + 1)
    return float(np.sum(np.diff(recall) * precision))


def false_positive_area(probability: np.ndarray) -> float:
    """Share of an authentic picture that is marked as altered, 0..1."""
    return float(np.mean(probability > THRESHOLD))


def peak_score(probability: np.ndarray, share: float = 0.01) -> float:
    """Image-level score of a method that has none of its own: the mean of the highest `share` of the map (at least one pixel)."""
    flat = probability.ravel()
    count = max(1, int(round(share * flat.size)))
    return float(np.partition(flat, flat.size - count)[flat.size - count :].mean())


def image_auc(altered: Sequence[float], authentic: Sequence[float]) -> float | None:
    """Area under the ROC curve of image scores (Mann-Whitney, ties half); None where a class is empty."""
    if not altered or not authentic:
        return None
    first, second = np.asarray(altered, dtype=np.float64)[:, None], np.asarray(authentic, dtype=np.float64)[None, :]
    return float(((first > second) + 0.5 * (first == second)).mean())


def mean_scores(scores: Sequence[Scores]) -> Scores:
    """Mean over pictures of each score (F1 is the mean of F1s, not the F1 of means)."""
    if not scores:
        raise ValueError("mean_scores needs at least one picture")
    table = np.array([[one.iou, one.precision, one.recall, one.f1] for one in scores])
    return Scores(*(float(value) for value in table.mean(0)))


def domain_means(by_set: Mapping[str, float], domain_of: Mapping[str, str]) -> tuple[dict[str, float], float]:
    """Unweighted mean of the sets of each domain, and the unweighted mean of the domains."""
    grouped: dict[str, list[float]] = {}
    for name, value in by_set.items():
        grouped.setdefault(domain_of[name], []).append(value)
    means = {domain: float(np.mean(values)) for domain, values in grouped.items()}
    return means, float(np.mean(list(means.values())))


def bootstrap_interval(values: Sequence[float], resamples: int = 2000, level: float = 0.95, seed: int = 0) -> tuple[float, float]:
    """Percentile bootstrap interval of the mean over pictures (Efron 1979)."""
    data = np.asarray(values, dtype=np.float64)
    if data.size == 0:
        raise ValueError("bootstrap_interval needs at least one value")
    drawn = np.random.default_rng(seed).integers(0, data.size, (resamples, data.size))
    low, high = np.quantile(data[drawn].mean(1), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
