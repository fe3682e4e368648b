"""Image score and per-pixel reliability (both after TruFor, Guillaro et al. 2023)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.model.blocks import ConvNormAct
from training.model.scene import Scene, scene_mean


class QualityHead(nn.Module):
    """Reliability of the mask: decoder features and mask logits, both detached so that it judges and never bends them
    ([B,D,h,w], [B,1,h,w]) -> logit [B,1,h,w]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        hidden = max(16, channels // 2)
        self.layers = nn.Sequential(ConvNormAct(channels + 1, hidden, 1), nn.Conv2d(hidden, hidden, 3, padding=1, groups=hidden, bias=False),
                                    nn.BatchNorm2d(hidden), nn.ReLU(), nn.Conv2d(hidden, 1, 1))

    def forward(self, features: Tensor, mask: Tensor) -> Tensor:
        return self.layers(torch.cat([features.detach(), torch.sigmoid(mask.detach()).to(features.dtype)], 1))


class ScoreHead(nn.Module):
    """Image-level logit [B] from GAP(F4) and statistics of the (detached) mask and reliability maps."""

    STATISTICS = 5

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(channels + self.STATISTICS, 64), nn.ReLU(), nn.Linear(64, 1))

    def forward(self, deepest: Tensor, mask: Tensor, quality: Tensor, scene: Scene | None = None) -> Tensor:
        logits = mask.detach().float().flatten(1)
        probability = torch.sigmoid(logits)
        trust = torch.sigmoid(quality.detach().float()).flatten(1)
        weight = torch.softmax(logits, 1)
        statistics = torch.stack([
            probability.mean(1), probability.amax(1), (probability * weight).sum(1), (trust * weight).sum(1),
            (probability * trust).sum(1) / trust.sum(1),
        ], 1)
        return self.layers(torch.cat([scene_mean(deepest, scene, 32), statistics.to(deepest.dtype)], 1)).squeeze(1)
