"""Small networks and batches for the tests of training/model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from training.configs import CONFIGS, ModelConfig
from training.model import OmniIML, build_model

TINY = replace(
    CONFIGS["nano"], name="tiny", depths=(1, 1, 1, 1), dims=(16, 24, 32, 48), drop_path=0.0, high_pass_width=8, frequency_width=24,
    frequency_blocks=1, gate_widths=(16, 16, 16), auxiliary_width=16, enhancement_width=16, enhancement_queries=4, detector_width=16,
    detector_hidden=24, detector_proposals=24, detector_rois=12, decoder_width=16, coarse_widths=(4, 8),
)


def inputs(batch: int = 2, height: int = 64, width: int = 96, seed: int = 0) -> tuple[Tensor, Tensor, Tensor]:
    """Random rgb, dct, qt of the network's types."""
    generator = torch.Generator().manual_seed(seed)
    rgb = torch.randint(0, 256, (batch, 3, height, width), dtype=torch.uint8, generator=generator)
    dct = torch.randint(0, 21, (batch, height, width), dtype=torch.uint8, generator=generator)
    qt = torch.randint(1, 256, (batch, 64), dtype=torch.int32, generator=generator)
    return rgb, dct, qt


def targets(batch: int = 2, height: int = 64, width: int = 96) -> dict[str, Any]:
    """Labels: even samples hold one altered rectangle, odd ones are authentic."""
    mask = torch.zeros(batch, height, width)
    mask[::2, 16:48, 24:72] = 1
    boxes = [torch.tensor([[24.0, 16, 72, 48]]) if index % 2 == 0 else torch.zeros(0, 4) for index in range(batch)]
    altered = (torch.arange(batch) % 2 == 0).float()
    return {"mask": mask, "boxes": boxes, "altered": altered, "grid_valid": torch.arange(batch).remainder(3).float() - 1}


def lively(config: ModelConfig, seed: int = 0) -> OmniIML:
    """A network in evaluation mode whose outputs vary: weights drawn wide, zero-started layers too, BatchNorm statistics from data."""
    torch.manual_seed(seed)
    model = build_model(config)
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            fan = module.weight[0].numel()
            nn.init.normal_(module.weight, std=(2 / fan) ** 0.5)
        if isinstance(module, nn.BatchNorm2d):
            module.momentum = None
    model.train()
    with torch.no_grad():
        for index in range(3):
            model(*inputs(4, 96, 96, seed=100 + index))
    return model.eval()
