"""The operating point: a constant on the logit, chosen by F1 within a bound on false area, and only outside training."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from training.model import build_model
from training.operating_point import OFFSETS, choose
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


def test_choice_respects_the_bound():
    f1 = np.linspace(0.1, 0.5, len(OFFSETS))
    area = np.linspace(0.01, 0.11, len(OFFSETS))
    assert choose(f1, area, 1.0) == OFFSETS[-1]
    assert choose(f1, area, 0.06) == OFFSETS[np.flatnonzero(area <= 0.06)[-1]]
    assert choose(f1, area, 0.0) == 0.0
