"""Frequency Perception Head (DTD, Qu et al. 2023) and its fusion with the visual features."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.configs import ModelConfig
from training.model.blocks import ConvNormAct, SpatialChannelExcitation
from training.model.scene import Scene, scene_mean

BINS = 21  # |coefficient| 0..19 and "20 or more"


class MBConv(nn.Module):
    """EfficientNet's inverted bottleneck with squeeze-and-excitation (a quarter of the input width), stride 1, identity skip."""

    def __init__(self, channels: int, expand: int, momentum: float) -> None:
        super().__init__()
        hidden = channels * expand
        squeezed = max(8, channels // 4)
        self.expand = ConvNormAct(channels, hidden, 1, activation=nn.SiLU(), momentum=momentum)
        self.depthwise = ConvNormAct(hidden, hidden, 3, groups=hidden, activation=nn.SiLU(), momentum=momentum)
        self.excite = nn.Sequential(nn.Conv2d(hidden, squeezed, 1), nn.SiLU(), nn.Conv2d(squeezed, hidden, 1), nn.Sigmoid())
        self.project = nn.Sequential(nn.Conv2d(hidden, channels, 1, bias=False), nn.BatchNorm2d(channels, momentum=momentum))

    def forward(self, x: Tensor, scene: Scene | None = None) -> Tensor:
        y = self.depthwise(self.expand(x))
        return x + self.project(y * self.excite(scene_mean(y, scene, 8)[:, :, None, None]))


class FrequencyHead(nn.Module):
    """FPH. dct uint8 [B,H,W] (|quantised luma coefficient| clipped to 20, each block's 64 values at the block's own pixels) and
    qt int [B,64] (luma table, natural order, 1..255; larger entries are clamped) -> [B,C,H/8,W/8].

    Computed with the 64 positions inside a block as a batch dimension. Everything before the 8x8/stride-8 convolution treats each
    position alike or compares equal positions of neighbouring blocks, so a 3x3 convolution with dilation 8 is a plain 3x3 one there,
    the table embedding is one factor per channel, and the 8x8/stride-8 convolution is one matrix product (test_model_frequency.py)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        stem, squeeze, width = config.frequency_stem, config.frequency_squeeze, config.frequency_width
        momentum = config.frequency_momentum
        self.coordinates = config.frequency_coordinates
        channels = 2 * squeeze + (3 if self.coordinates else 0)
        self.register_buffer("levels", torch.arange(BINS, dtype=torch.int32).view(1, BINS, 1, 1), persistent=False)
        # A 3x3 convolution over whole blocks: dilation 8 in pixels.
        self.neighbours = nn.Sequential(nn.Conv2d(BINS, stem, 3, padding=1), nn.BatchNorm2d(stem, momentum=momentum), nn.ReLU())
        self.squeeze = ConvNormAct(stem, squeeze, 1, momentum=momentum)
        self.table = nn.Embedding(256, squeeze)
        with torch.no_grad():  # DTD has 64 rows and fails on larger entries; the rest starts as copies of its last row
            self.table.weight[64:] = self.table.weight[63]
        self.gather = nn.Parameter(torch.empty(width, channels, 8, 8))
        nn.init.kaiming_uniform_(self.gather, a=5 ** 0.5)
        self.gather_norm = nn.Sequential(nn.BatchNorm2d(width, momentum=momentum), nn.ReLU())
        self.blocks = nn.Sequential(*(MBConv(width, config.frequency_expand, momentum) for _ in range(config.frequency_blocks)))

    def forward(self, dct: Tensor, qt: Tensor, scene: Scene | None = None) -> Tensor:
        batch, height, width = dct.shape
        rows, columns = height // 8, width // 8
        phases = dct.view(batch, rows, 8, columns, 8).permute(0, 2, 4, 1, 3).reshape(batch * 64, rows, columns)
        volume = self._one_hot(phases.int().clamp(0, BINS - 1))
        plain = self.squeeze(self.neighbours(volume))
        factor = self.table(qt.reshape(batch * 64).int().clamp(0, 255))[:, :, None, None].to(plain.dtype)
        parts = [plain * factor, plain]
        if self.coordinates:
            parts.append(self._coordinate_planes(batch, rows, columns, plain))
        features = torch.cat(parts, 1)
        channels = features.shape[1]
        blocks = features.permute(0, 2, 3, 1).reshape(batch, 64, rows, columns, channels)
        blocks = blocks.permute(0, 2, 3, 1, 4).reshape(batch, rows, columns, 64 * channels)
        weight = self.gather.permute(0, 2, 3, 1).reshape(-1, 64 * channels)
        gathered = nn.functional.linear(blocks, weight).permute(0, 3, 1, 2)
        x = self.gather_norm(gathered)
        for block in self.blocks:
            x = block(x, scene)
        return x

    def _one_hot(self, phases: Tensor) -> Tensor:
        """int [N,rows,columns] of 0..BINS-1 -> [N,BINS,rows,columns]. In training a lookup, which writes channels-last memory in the convolution's own type; else
        by comparison, for a lookup and a transpose cost a tenth of the exported network's time."""
        weight = self.neighbours[0].weight
        if not self.training:
            return (phases[:, None] == self.levels).to(weight.dtype)
        kind = weight.device.type
        rows = torch.eye(BINS, device=weight.device, dtype=torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else weight.dtype)
        return nn.functional.embedding(phases, rows).permute(0, 3, 1, 2)

    def _coordinate_planes(self, batch: int, rows: int, columns: int, like: Tensor) -> Tensor:
        """[B*64,3,rows,columns]: row and column in -1..1 and DTD's distance from (.5,.5), for each position inside the block."""
        y = _axis(rows * 8, like.device)
        x = _axis(columns * 8, like.device)
        y = y.view(rows, 8).t().reshape(8, 1, rows, 1).expand(8, 8, rows, columns)
        x = x.view(columns, 8).t().reshape(1, 8, 1, columns).expand(8, 8, rows, columns)
        radius = torch.sqrt((x - 0.5) ** 2 + (y - 0.5) ** 2)
        planes = torch.stack([y, x, radius], 2).reshape(64, 3, rows, columns).to(like.dtype)
        return planes.repeat(batch, 1, 1, 1)


class Fusion(nn.Module):
    """F_fused = F_rgb + zero-initialised 1x1 of (SCSE of both, 3x3 conv, BN, ReLU) (FFDN's residual form of DTD's fusion), so that at
    the first step both modalities agree and neither has a head start at the gate."""

    def __init__(self, visual: int, frequency: int, reduction: int) -> None:
        super().__init__()
        self.attention = SpatialChannelExcitation(visual + frequency, reduction)
        self.mix = ConvNormAct(visual + frequency, visual, 3)
        self.residual = nn.Conv2d(visual, visual, 1)
        nn.init.zeros_(self.residual.weight)
        nn.init.zeros_(self.residual.bias)

    def forward(self, rgb: Tensor, frequency: Tensor, scene: Scene | None = None) -> Tensor:
        return rgb + self.residual(self.mix(self.attention(torch.cat([rgb, frequency], 1), scene, 8)))


def _axis(length: int, device: torch.device) -> Tensor:
    return torch.arange(length, device=device, dtype=torch.float32) * (2 / (length - 1)) - 1
