"""The modal gate: its label, its routing, and that it never bends what it judges."""

from dataclasses import replace

import torch

from training.losses import gate_loss
from training.model import TrainingRoute, gate_labels
from training.model.gate import choose_route
from training.tests.model_inputs import TINY, inputs, lively


def logits(*boxes: tuple[int, int, int, int]) -> torch.Tensor:
    """[n,128,128] logits, one map per (y0,y1,x0,x1)."""
    maps = torch.full((len(boxes), 128, 128), -5.0)
    for one, (y0, y1, x0, x1) in zip(maps, boxes, strict=True):
        one[y0:y1, x0:x1] = 5.0
    return maps


def test_label_is_vision_only_where_it_is_better_by_the_margin() -> None:
    mask = (logits((0, 100, 0, 100)) > 0).float()
    full, most, half = logits((0, 100, 0, 100)), logits((0, 95, 0, 100)), logits((0, 50, 0, 100))
    assert gate_labels(full, half, mask).item() == 1
    assert gate_labels(full, most, mask).item() == 0  # better, but by .05 only
    assert gate_labels(half, full, mask).item() == 0
    assert gate_labels(full, full, mask).item() == 0


def test_empty_masks_compare_false_positives() -> None:
    empty = torch.zeros(1, 128, 128)
    clean, noisy, speck = logits((0, 0, 0, 0)), logits((0, 40, 0, 40)), logits((0, 2, 0, 3))
    assert gate_labels(clean, clean, empty).item() == 0  # both clean: fused
    assert gate_labels(clean, noisy, empty).item() == 1
    assert gate_labels(noisy, clean, empty).item() == 0
    assert gate_labels(clean, speck, empty).item() == 0  # six pixels are within the smoothing


def test_ignored_pixels_do_not_count() -> None:
    mask = (logits((0, 64, 0, 64)) > 0).float()
    good, bad = logits((0, 64, 0, 64)), logits((0, 64, 0, 128))
    ignore = torch.zeros(1, 128, 128, dtype=torch.bool)
    assert gate_labels(good, bad, mask, ignore).item() == 1
    ignore[:, :, 64:] = True
    assert gate_labels(good, bad, mask, ignore).item() == 0


def test_route_follows_gate_label_and_flips() -> None:
    torch.manual_seed(0)
    mask = (logits((0, 100, 0, 100)) > 0).float().expand(4000, -1, -1)
    good, bad = logits((0, 100, 0, 100)).expand(4000, -1, -1), logits((0, 10, 0, 100)).expand(4000, -1, -1)
    fused = torch.full((4000,), -3.0)
    assert not choose_route(fused, good, bad, None).any()
    assert choose_route(-fused, good, bad, None).all()
    assert choose_route(fused, good, bad, TrainingRoute(mask, 1.0, 0.0)).all()
    assert not choose_route(fused, good, bad, TrainingRoute(mask, 0.0, 0.0)).any()
    half = choose_route(fused, good, bad, TrainingRoute(mask, 0.5, 0.0)).float().mean().item()
    flipped = choose_route(fused, good, bad, TrainingRoute(mask, 0.0)).float().mean().item()
    assert abs(half - 0.5) < 0.04 and abs(flipped - 0.05) < 0.015


def test_gate_loss_reaches_the_gate_and_nothing_else() -> None:
    model = lively(TINY).train()
    out = model(*inputs())
    (gate_loss(model, out["gate"], torch.tensor([1.0, 0.0])) + out["grid"].sum()).backward()
    touched = {name.split(".")[0] for name, p in model.named_parameters() if p.grad is not None and p.grad.abs().sum() > 0}
    assert touched == {"gate"}


def test_rarer_label_weighs_more_up_to_the_cap() -> None:
    model = lively(TINY)  # evaluation mode: the running rate stays
    model.gate.label_rate.fill_(0.25)
    gate = torch.zeros(1)
    rare, common = (gate_loss(model, gate, torch.tensor([value])).item() for value in (1.0, 0.0))
    assert abs(rare / common - 3) < 1e-4
    model.gate.label_rate.fill_(0.001)
    assert abs(gate_loss(model, gate, torch.ones(1)).item() / common - 5) < 1e-4
    model.train()
    gate_loss(model, gate, torch.ones(1))
    assert model.gate.label_rate.item() > 0.001


def test_each_sample_takes_its_own_route() -> None:
    model = lively(TINY)
    rgb, dct, qt = inputs(2)
    with torch.no_grad():
        mixed = model(rgb, dct, qt, torch.tensor([True, False]))["mask"]
        vision = model(rgb[:1], dct[:1], qt[:1], torch.tensor([True]))["mask"]
        fused = model(rgb[1:], dct[1:], qt[1:], torch.tensor([False]))["mask"]
        other = model(rgb[:1], dct[:1], qt[:1], torch.tensor([False]))["mask"]
    torch.testing.assert_close(mixed, torch.cat([vision, fused]), atol=1e-4, rtol=1e-4)
    assert (vision - other).abs().max() > 1e-2


def test_the_vision_route_does_not_read_coefficients() -> None:
    model = lively(TINY)
    rgb, dct, qt = inputs(1)
    with torch.no_grad():
        a = model(rgb, dct, qt, torch.tensor([True]))["mask"]
        b = model(rgb, torch.zeros_like(dct), qt + 3, torch.tensor([True]))["mask"]
        c = model(rgb, torch.zeros_like(dct), qt + 3, torch.tensor([False]))["mask"]
    assert torch.equal(a, b) and not torch.equal(a, c)


def test_soft_gate_mixes_and_learns_from_the_mask() -> None:
    model = lively(replace(TINY, gate_mode="soft"))
    rgb, dct, qt = inputs(1)
    model.gate.classify.weight.data.zero_()
    masks = []
    with torch.no_grad():
        for bias in (30.0, -30.0, 0.0):
            model.gate.classify.bias.fill_(bias)
            masks.append(model(rgb, dct, qt)["mask"])
        torch.testing.assert_close(masks[0], model(rgb, dct, qt, torch.tensor([True]))["mask"])
        torch.testing.assert_close(masks[1], model(rgb, dct, qt, torch.tensor([False]))["mask"])
    assert not torch.allclose(masks[2], masks[0]) and not torch.allclose(masks[2], masks[1])
    model(rgb, dct, qt)["mask"].sum().backward()
    assert model.gate.classify.bias.grad[0].abs() > 0
