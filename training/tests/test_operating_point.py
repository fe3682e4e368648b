"""The operating point: a constant on the logit, chosen by F1 within a bound on false area, and only outside training."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from training.model import build_model
from training.model.network import logit_spread
from training.operating_point import GATE_OFFSETS, OFFSETS, choose, fit_score, measure_gate, measure_score, trained_mixture
from training.synthesis.sample import SynthesisConfig, make_batch
from training.tests.drawn import drawn_store
from training.tests.test_train import tiny_config


def test_offset_moves_the_mask_and_nothing_else():
    batch = make_batch(drawn_store(), SynthesisConfig(), 1, 0, 4, 64)
    inputs = (batch["rgb"], batch["dct"], batch["qt"])
    plain = build_model(tiny_config()).eval()
    moved = build_model(dataclasses.replace(tiny_config(), mask_offset=0.7)).eval()
    moved.load_state_dict(plain.state_dict())
    with torch.no_grad():
        one, other = plain(*inputs), moved(*inputs)
    assert torch.allclose(other["mask"], one["mask"] + 0.7, atol=1e-5)
    for name in ("score", "quality", "coarse_rgb", "coarse_fused", "coarse", "gate"):
        assert torch.equal(one[name], other[name]), name


def test_gate_offset_moves_the_gate_and_with_it_the_choice():
    batch = make_batch(drawn_store(), SynthesisConfig(), 1, 0, 4, 64)
    inputs = (batch["rgb"], batch["dct"], batch["qt"])
    plain = build_model(tiny_config()).eval()
    with torch.no_grad():
        one = plain(*inputs)
        # So far that every sample changes sides.
        for offset, vision in ((float(one["gate"].max()) + 1, False), (float(one["gate"].min()) - 1, True)):
            moved = build_model(dataclasses.replace(tiny_config(), gate_offset=offset)).eval()
            moved.load_state_dict(plain.state_dict())
            other = moved(*inputs)
            assert torch.allclose(other["gate"], one["gate"] - offset, atol=1e-5) and other["route"].tolist() == [vision] * 4
            assert torch.equal(other["mask"], plain(*inputs, torch.full((4,), vision))["mask"])
    # Training sees the gate as it is.
    assert torch.allclose(moved.train()(*inputs)["gate"], plain.train()(*inputs)["gate"], atol=1e-5)


def test_gate_is_measured_by_the_map_it_chooses():
    model = build_model(tiny_config()).eval()
    precision = measure_gate(model, drawn_store(), 8, 64)
    assert precision.shape == (len(GATE_OFFSETS),) and ((precision > 0) & (precision <= 1)).all()
    never = build_model(dataclasses.replace(tiny_config(), modality="gate")).eval()
    never.load_state_dict(model.state_dict())
    with torch.no_grad():
        never.gate.load_state_dict({name: torch.zeros_like(value) for name, value in never.gate.state_dict().items()})
    # A gate that always says 0 never chooses pure vision, whatever is taken from it.
    assert len(set(measure_gate(never, drawn_store(), 8, 64).tolist())) == 1


def test_choice_respects_the_bound():
    f1 = np.linspace(0.1, 0.5, len(OFFSETS))
    area = np.linspace(0.01, 0.11, len(OFFSETS))
    assert choose(f1, area, 1.0) == OFFSETS[-1]
    assert choose(f1, area, 0.06) == OFFSETS[np.flatnonzero(area <= 0.06)[-1]]
    assert choose(f1, area, 0.0) == 0.0


def test_score_fit_moves_the_score_and_nothing_else():
    batch = make_batch(drawn_store(), SynthesisConfig(), 1, 0, 4, 64)
    inputs = (batch["rgb"], batch["dct"], batch["qt"])
    plain = build_model(tiny_config()).eval()
    fitted = build_model(dataclasses.replace(tiny_config(), score_fit=(2.0, 3.0, -1.0))).eval()
    fitted.load_state_dict(plain.state_dict())
    values, _ = measure_score(plain, drawn_store(), SynthesisConfig(), 8, 64)
    assert values.shape == (32, 2) and (values[:, 1] > 0).all()
    with torch.no_grad():
        one, other = plain(*inputs), fitted(*inputs)
        # The mask of the whole size is the enlarged one, so its spread is about the same.
        assert torch.allclose(other["score"], 2 * one["score"] + 3 * logit_spread(one["mask"][:, None]) - 1, atol=0.3)
        assert not torch.allclose(other["score"], one["score"], atol=0.5)
    for name in ("mask", "quality", "coarse_rgb", "coarse_fused", "coarse", "gate"):
        assert torch.equal(one[name], other[name]), name


def test_score_and_spread_count_the_same_and_their_sum_is_a_probability():
    rng = np.random.default_rng(4)
    altered = rng.random(4000) < 0.2
    values = np.column_stack([3 * (rng.normal(0, 0.5, 4000) + altered), rng.normal(0, 0.5, 4000) + altered - 7])
    gain, spread, constant = fit_score(values, altered)
    assert abs(spread / gain - 3) < 0.2
    # Two normal kinds of variance v and distance d: slope d / v, even odds in the middle. The sum of two independent ones has twice both.
    assert abs(spread - 4) < 0.5 and abs(constant + spread * (1 - 7)) < 0.4
    apart = fit_score(np.column_stack([altered.astype(float), np.zeros(4000)]), altered)
    assert np.isfinite(apart).all() and apart[0] > 5


def test_the_score_is_fitted_on_the_mixture_of_the_training():
    assert trained_mixture({}) == SynthesisConfig()
    trained = trained_mixture({"plain": 0.4, "padded": 0.25, "difficulty_low": 0.2, "rate": 1e-3})
    assert (trained.plain, trained.forger, trained.padded, trained.difficulty) == (0.4, 0.0, 0.25, 0.6)
    assert [trained_mixture({"screens": 0.1}, given).screens for given in (False, True)] == [0.0, 0.1]
