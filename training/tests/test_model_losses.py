"""Each loss term against hand-worked values, and which weights each term moves."""

from dataclasses import replace

import pytest
import torch

from training.losses import dice_loss, grid_loss, pixel_loss, quality_loss, total_loss
from training.model import TrainingRoute
from training.tests.model_inputs import TINY, inputs, lively, targets

ONES = torch.ones(1, 2, 2)


def test_pixel_loss_is_the_mean_over_counted_pixels() -> None:
    logits, mask = torch.tensor([[[0.0, 10.0], [-10.0, 10.0]]]), torch.tensor([[[1.0, 1.0], [0.0, 0.0]]])
    weight = torch.tensor([[[1.0, 1.0], [1.0, 0.0]]])  # the last pixel, badly wrong, is ignored
    assert pixel_loss(logits, mask, weight, 1.0).item() == pytest.approx(0.6931 / 3, abs=1e-3)
    assert pixel_loss(logits, mask, ONES, 1.0).item() == pytest.approx((0.6931 + 10) / 4, abs=1e-3)
    assert pixel_loss(logits, mask, ONES, 3.0).item() == pytest.approx((3 * 0.6931 + 10) / 8, abs=1e-3)


def test_dice_sees_altered_images_only_and_each_alone() -> None:
    mask = torch.zeros(3, 8, 8)
    mask[0, :4] = 1
    mask[1, 0, 0] = 1
    perfect = torch.where(mask > 0, 40.0, -40.0)
    altered = torch.tensor([1.0, 1.0, 0.0])
    weight = torch.ones_like(mask)
    assert dice_loss(perfect, mask, weight, altered).item() == pytest.approx(0, abs=1e-5)
    wrong = perfect.clone()
    wrong[1] = -40.0
    assert dice_loss(wrong, mask, weight, altered).item() == pytest.approx(0.25, abs=1e-5)  # (1 - 1/2) / 2, smoothing 1
    wrong[2] = 40.0
    assert dice_loss(wrong, mask, weight, altered).item() == pytest.approx(0.25, abs=1e-5)
    assert dice_loss(wrong, mask, weight, torch.zeros(3)).item() == 0


def test_unknown_grids_do_not_count() -> None:
    logits = torch.tensor([0.0, 50.0, -50.0])
    assert grid_loss(logits, torch.tensor([1.0, -1.0, -1.0])).item() == pytest.approx(0.6931, abs=1e-3)
    assert grid_loss(logits, torch.full((3,), -1.0)).item() == 0


def test_quality_targets_the_probability_of_the_truth() -> None:
    logits, mask = torch.tensor([[[2.0, -2.0]]]), torch.tensor([[[1.0, 1.0]]])
    probability = torch.sigmoid(logits)  # .88 right, .12 right
    best = torch.logit(probability)
    at_best = quality_loss(best, logits, mask, torch.ones(1, 1, 2))
    assert quality_loss(-best, logits, mask, torch.ones(1, 1, 2)) > at_best
    logits.requires_grad_(True)
    quality = torch.zeros(1, 1, 2, requires_grad=True)
    quality_loss(quality, logits, mask, torch.ones(1, 1, 2)).backward()
    assert logits.grad is None and quality.grad is not None


def test_total_is_the_sum_of_its_terms() -> None:
    model = lively(TINY).train()
    batch = targets(4)
    out = model(*inputs(4), TrainingRoute(batch["mask"], 0.5))
    loss, parts = total_loss(model, out, batch, 0)
    rates = {"gate_label_rate", "gate_vision_rate"}
    assert loss.item() == pytest.approx(sum(value.item() for key, value in parts.items() if key not in rates), rel=1e-5)
    assert set(parts) - rates == {"mask", "dice", "coarse_rgb", "coarse_fused", "score", "quality", "coarse", "gate", "grid",
                                  "rpn_class", "rpn_box", "roi_class", "roi_box"}
    assert not any(value.requires_grad for value in parts.values())


def test_ignored_pixels_leave_every_pixel_term_unchanged() -> None:
    model = lively(TINY)
    batch = targets(2)
    with torch.no_grad():
        out = model(*inputs(2))
        ignore = torch.zeros(2, 64, 96, dtype=torch.bool)
        ignore[:, :, 80:] = True
        one = total_loss(model, out, batch | {"ignore": ignore}, 0)[1]
        changed = batch["mask"].clone()
        changed[:, :, 80:] = 1
        other = total_loss(model, out, batch | {"ignore": ignore, "mask": changed}, 0)[1]
    for key in ("mask", "dice", "coarse", "coarse_rgb", "coarse_fused", "quality", "gate"):
        assert one[key].item() == pytest.approx(other[key].item(), rel=1e-6), key


def test_a_few_steps_lower_the_loss() -> None:
    torch.manual_seed(0)
    model = lively(replace(TINY, positive_weight=2.0)).train()
    batch, data = targets(4), inputs(4)
    optimiser = torch.optim.AdamW(model.parameters(), 2e-3)
    history = []
    for step in range(15):
        loss, parts = total_loss(model, model(*data, TrainingRoute(batch["mask"], 0.5)), batch, step)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        history.append(parts["mask"].item())
    assert history[-1] < 0.7 * history[0]
