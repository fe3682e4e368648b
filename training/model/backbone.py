"""ConvNeXt (Liu et al. 2022), and the high-pass bank beside its stem."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.configs import ModelConfig
from training.model.blocks import ChannelNorm, DropPath
from training.model.depthwise import DepthwiseConv2d

RGB_MEAN = (123.675, 116.28, 103.53)
RGB_STD = (58.395, 57.12, 57.375)


class ConvNeXtBlock(nn.Module):
    """Depthwise 7x7, LayerNorm, 1x1 to 4C, GELU, 1x1 back, LayerScale, DropPath, residual."""

    def __init__(self, channels: int, drop_path: float, layer_scale: float) -> None:
        super().__init__()
        self.dwconv = DepthwiseConv2d(channels, 7)
        self.norm = ChannelNorm(channels)
        self.pwconv1 = nn.Conv2d(channels, 4 * channels, 1)
        self.pwconv2 = nn.Conv2d(4 * channels, channels, 1)
        self.gamma = nn.Parameter(torch.full((channels, 1, 1), layer_scale))
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor) -> Tensor:
        y = self.pwconv2(F.gelu(self.pwconv1(self.norm(self.dwconv(x)))))
        return x + self.drop_path(self.gamma * y)


class HighPass(nn.Module):
    """Noise residuals: three SRM kernels on luma, one on each colour difference (fixed), and three constrained Bayar filters (learnt:
    the centre is -1 and the rest sums to 1). Residuals are clipped, then reduced to stride 4 beside the stem, because the clip and the
    activation between them are what a linear 4x4 stem cannot express. [B,3,H,W] of 0..255 -> [B,C,H/4,W/4]."""

    CLIP = 4.0  # grey levels

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__()
        self.register_buffer("srm", _srm_bank(), persistent=False)
        self.bayar = nn.Parameter(torch.randn(3, 3, 5, 5) * 0.1 + 1.0 / 24)
        self.reduce = nn.Conv2d(8, width, 3, stride=2, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(width)
        self.expand = nn.Conv2d(width, outputs, 2, stride=2)

    def bayar_kernels(self) -> Tensor:
        """[3,3,5,5]; per input channel the centre is -1 and the other 24 sum to 1 (divided by 3: the channels' residuals are averaged)."""
        centre = torch.zeros(5, 5, device=self.bayar.device, dtype=self.bayar.dtype)
        centre[2, 2] = 1
        ring = self.bayar * (1 - centre)
        # Bayar and Stamm divide by the sum; shifting to the wanted sum keeps the constraint and cannot divide by nearly nothing.
        ring = (ring + (1 - ring.sum((2, 3), keepdim=True)) / 24) * (1 - centre)
        return (ring - centre) / 3

    def forward(self, rgb: Tensor) -> Tensor:
        residual = F.conv2d(rgb, torch.cat([self.srm, self.bayar_kernels()]), padding=2)
        residual = residual.clamp(-self.CLIP, self.CLIP) / self.CLIP
        return self.expand(F.relu(self.norm(self.reduce(residual))))


class VisualHead(nn.Module):
    """VPH: ConvNeXt stem and stages 1-2 with a norm on each output. rgb [B,3,H,W] of 0..255 -> E1 [B,C1,H/4,W/4], F_rgb [B,C2,H/8,W/8]."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        first, second = config.dims[:2]
        rates = drop_rates(config)
        self.register_buffer("mean", torch.tensor(RGB_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("scale", 1 / torch.tensor(RGB_STD).view(1, 3, 1, 1), persistent=False)
        self.stem = nn.Conv2d(3, first, 4, stride=4)
        self.high_pass = HighPass(config.high_pass_width, first) if config.high_pass else None
        self.stem_norm = ChannelNorm(first)
        self.stage1 = stage(first, rates[0], config.layer_scale)
        self.down = downsample(first, second)
        self.stage2 = stage(second, rates[1], config.layer_scale)
        self.norm1 = ChannelNorm(first)
        self.norm2 = ChannelNorm(second)
        initialise(self.stem, self.stage1, self.down, self.stage2)

    def forward(self, rgb: Tensor) -> tuple[Tensor, Tensor]:
        x = self.stage1(self.stem_norm(self._stem(rgb)))
        return self.norm1(x), self.norm2(self.stage2(self.down(x)))

    def _stem(self, rgb: Tensor) -> Tensor:
        if torch.is_autocast_enabled(rgb.device.type):
            # bfloat16 would round the filters and the pixels by up to half a grey level, the size of the traces looked for.
            with torch.autocast(rgb.device.type, enabled=False):
                return self._stem(rgb)
        x = self.stem((rgb - self.mean) * self.scale)
        return x if self.high_pass is None else x + self.high_pass(rgb)


class DeepStages(nn.Module):
    """ConvNeXt stages 3-4 on the gate's choice [B,C2,H/8,W/8] -> E3 [B,C3,H/16,W/16], E4 [B,C4,H/32,W/32]."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        _, second, third, fourth = config.dims
        rates = drop_rates(config)
        self.down3 = downsample(second, third)
        self.stage3 = stage(third, rates[2], config.layer_scale)
        self.down4 = downsample(third, fourth)
        self.stage4 = stage(fourth, rates[3], config.layer_scale)
        self.norm3 = ChannelNorm(third)
        self.norm4 = ChannelNorm(fourth)
        initialise(self)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        third = self.stage3(self.down3(x))
        return self.norm3(third), self.norm4(self.stage4(self.down4(third)))


def drop_rates(config: ModelConfig) -> list[list[float]]:
    """Per stage, the drop-path rate of each block: linear from 0 to `config.drop_path` over the whole depth."""
    total = sum(config.depths)
    flat = [config.drop_path * i / max(1, total - 1) for i in range(total)]
    starts = [sum(config.depths[:i]) for i in range(len(config.depths))]
    return [flat[start:start + depth] for start, depth in zip(starts, config.depths, strict=True)]


def stage(channels: int, rates: list[float], layer_scale: float) -> nn.Sequential:
    return nn.Sequential(*(ConvNeXtBlock(channels, rate, layer_scale) for rate in rates))


def downsample(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(ChannelNorm(inputs), nn.Conv2d(inputs, outputs, 2, stride=2))


def initialise(*modules: nn.Module) -> None:
    """ConvNeXt's own initialisation: truncated normal .02, zero biases."""
    for module in modules:
        for layer in module.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.trunc_normal_(layer.weight, std=0.02)
                if layer.bias is not None:
                    nn.init.zeros_(layer.bias)


def _srm_bank() -> Tensor:
    """[5,3,5,5]: the three SRM kernels of Zhou et al. 2018 (from Fridrich and Kodovsky 2012) on luma, the second one on B-Y and R-Y."""
    first = torch.zeros(5, 5)
    first[2, 1:4] = torch.tensor([1.0, -2.0, 1.0]) / 2
    second = torch.zeros(5, 5)
    second[1:4, 1:4] = torch.tensor([[-1.0, 2, -1], [2, -4, 2], [-1, 2, -1]]) / 4
    third = torch.tensor([[-1.0, 2, -2, 2, -1], [2, -6, 8, -6, 2], [-2, 8, -12, 8, -2], [2, -6, 8, -6, 2], [-1, 2, -2, 2, -1]]) / 12
    luma = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)
    blue = torch.tensor([-0.169, -0.331, 0.5]).view(3, 1, 1)
    red = torch.tensor([0.5, -0.419, -0.081]).view(3, 1, 1)
    return torch.stack([first * luma, second * luma, third * luma, second * blue, second * red])
