"""The training loss: the paper's L = L_MG + L_AE + L_DWD, with Dice, the image score, the reliability and the grid label."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from training.model.gate import gate_labels
from training.model.network import OmniIML

RARER_CLASS_CAP = 5.0
RATE_MOMENTUM = 0.98


def total_loss(model: OmniIML, out: dict[str, Any], batch: dict[str, Any], step: int) -> tuple[Tensor, dict[str, Tensor]]:
    """Sum of every term, and the detached terms by name.

    out: the model's output. batch: 'mask' float [B,H,W] in {0,1}; 'ignore' optional bool [B,H,W]; 'boxes' list of float [n,4] xyxy in
    pixels; 'grid_valid' float [B], 1 the file's grid is the content's, 0 not, -1 unknown; 'altered' float [B]. `step` is unused by
    the terms; it is part of the call so that a schedule can enter without changing callers.
    'gate_label_rate' and 'gate_vision_rate' among the parts are rates to log, not terms."""
    config = model.config
    mask, ignore = batch["mask"].float(), batch.get("ignore")
    weight = torch.ones_like(mask) if ignore is None else (~ignore).float()
    altered = batch["altered"].float()
    terms = {
        "mask": pixel_loss(out["mask"], mask, weight, config.positive_weight),
        "dice": config.dice_weight * dice_loss(out["mask"], mask, weight, altered),
        "coarse_rgb": pixel_loss(out["coarse_rgb"], mask, weight, config.positive_weight),
        "score": config.score_weight * F.binary_cross_entropy_with_logits(out["score"].float(), altered),
        "quality": config.quality_weight * quality_loss(out["quality"], out["mask"], mask, weight),
        "coarse": pixel_loss(out["coarse"], mask, weight, config.positive_weight),
    }
    rates: dict[str, Tensor] = {}
    if config.modality != "vision":
        terms["coarse_fused"] = pixel_loss(out["coarse_fused"], mask, weight, config.positive_weight)
    if config.modality == "gate":
        labels = gate_labels(out["coarse_rgb"], out["coarse_fused"], mask, ignore)
        terms["gate"] = gate_loss(model, out["gate"], labels)
        terms["grid"] = config.grid_weight * grid_loss(out["grid"], batch["grid_valid"].float())
        rates = {"gate_label_rate": labels.mean(), "gate_vision_rate": (out["gate"].detach() > 0).float().mean()}
    if model.detector is not None:
        found = model.detector.loss(out["detector_features"], batch["boxes"])
        terms |= {key: config.enhancement_weight * value for key, value in found.items()}
    loss = torch.stack(list(terms.values())).sum()
    return loss, {key: value.detach() for key, value in (terms | rates).items()}


def pixel_loss(logits: Tensor, mask: Tensor, weight: Tensor, positive_weight: float) -> Tensor:
    """Mean cross-entropy over the pixels that count; two classes as one logit. [B,H,W] each."""
    if positive_weight != 1:
        weight = weight * (1 + (positive_weight - 1) * mask)
    loss = F.binary_cross_entropy_with_logits(logits, mask, reduction="none")
    return (loss * weight).sum() / weight.sum().clamp(min=1)


def dice_loss(logits: Tensor, mask: Tensor, weight: Tensor, altered: Tensor) -> Tensor:
    """Mean over altered images of 1 - Dice, each image on its own; 0 where the batch has none."""
    probability = torch.sigmoid(logits) * weight
    mask = mask * weight
    overlap = (probability * mask).sum((1, 2))
    each = 1 - (2 * overlap + 1) / (probability.sum((1, 2)) + mask.sum((1, 2)) + 1)
    return (each * altered).sum() / altered.sum().clamp(min=1)


def quality_loss(quality: Tensor, logits: Tensor, mask: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy against the true-class probability of the (detached) mask, TruFor's target for reliability."""
    probability = torch.sigmoid(logits.detach())
    target = torch.where(mask > 0.5, probability, 1 - probability)
    loss = F.binary_cross_entropy_with_logits(quality, target, reduction="none")
    return (loss * weight).sum() / weight.sum().clamp(min=1)


def gate_loss(model: OmniIML, gate: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy with the rarer label weighted up to 5 times, by a running share of pure-vision labels kept in the model."""
    assert model.gate is not None
    if model.training:
        with torch.no_grad():
            model.gate.label_rate.lerp_(labels.mean(), 1 - RATE_MOMENTUM)
    rate = model.gate.label_rate.clamp(1e-3, 1 - 1e-3)
    weight = torch.where(labels > 0.5, (1 - rate) / rate, rate / (1 - rate)).clamp(1, RARER_CLASS_CAP)
    return (F.binary_cross_entropy_with_logits(gate.float(), labels, reduction="none") * weight).mean()


def grid_loss(grid: Tensor, valid: Tensor) -> Tensor:
    """Cross-entropy over the samples whose grid state is known (valid >= 0)."""
    known = (valid >= 0).float()
    loss = F.binary_cross_entropy_with_logits(grid.float(), valid.clamp(0, 1), reduction="none")
    return (loss * known).sum() / known.sum().clamp(min=1)
