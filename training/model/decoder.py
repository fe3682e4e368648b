"""Neck (PPM and FPN) and the Dynamic Weight Decoder."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.configs import ModelConfig
from training.model.blocks import ConvNormAct, prediction, separable, upsample
from training.model.depthwise import depthwise
from training.model.scene import Scene, scene_mean

POOL_SCALES = (1, 2, 3, 6)
KERNELS = 4


def pooling_matrix(bins: int, size: int | Tensor, like: Tensor) -> Tensor:
    """[bins,size] averaging matrix of adaptive average pooling: bin i covers floor(i*size/bins) .. ceil((i+1)*size/bins).
    Written with arange and comparisons so that the exported graph computes it for any size; AdaptiveAvgPool cannot be exported so."""
    index = torch.arange(size, device=like.device)
    first = torch.arange(bins, device=like.device) * size
    start = torch.div(first, bins, rounding_mode="floor").unsqueeze(1)
    end = torch.div(first + size + bins - 1, bins, rounding_mode="floor").unsqueeze(1)
    inside = ((index >= start) & (index < end)).to(like.dtype)
    return inside / inside.sum(1, keepdim=True)


class PyramidPooling(nn.Module):
    """PPM with bins 1, 2, 3, 6. [B,C,h,w] -> [B,D,h,w]. No BatchNorm on the pooled maps: a batch holds too few values there."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.reduce = nn.ModuleList(nn.Conv2d(channels, width, 1) for _ in POOL_SCALES)
        self.mix = ConvNormAct(channels + len(POOL_SCALES) * width, width, 3)

    def forward(self, x: Tensor, scene: Scene | None = None) -> Tensor:
        height, width = x.shape[2:]
        pooled = [pooling_matrix(scale, height, x) @ x @ pooling_matrix(scale, width, x).t() for scale in POOL_SCALES]
        reduced = [F.relu(reduce(one)) for reduce, one in zip(self.reduce, pooled, strict=True)]
        enlarged = [F.interpolate(one, size=(height, width), mode="bilinear", align_corners=False) for one in reduced]
        if scene is not None:
            scene.notes.append({"kind": "pyramid", "stride": 32, "features": x, "pooled": pooled, "reduced": reduced, "enlarged": enlarged})
        return self.mix(torch.cat([x, *enlarged], 1))


class Neck(nn.Module):
    """E1..E4 (strides 4, 8, 16, 32) -> F1..F4, all D channels: PPM on E4, lateral 1x1, top-down bilinear sum, 3x3."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        width = config.decoder_width
        self.pool = PyramidPooling(config.dims[3], width)
        self.lateral = nn.ModuleList(ConvNormAct(channels, width, 1) for channels in config.dims[:3])
        finest = separable(width, width) if config.light else ConvNormAct(width, width, 3)
        self.smooth = nn.ModuleList([finest, ConvNormAct(width, width, 3), ConvNormAct(width, width, 3)])

    def forward(self, maps: list[Tensor], scene: Scene | None = None) -> list[Tensor]:
        top = self.pool(maps[3], scene)
        outputs = [top]
        for level in (2, 1, 0):
            top = self.lateral[level](maps[level]) + upsample(top, 2)
            outputs.append(self.smooth[level](top))
        return outputs[::-1]


class DynamicWeightFilter(nn.Module):
    """DWF_n. A = sigmoid(FC([GAP(x), V_g])) in (0,1)^4; depthwise 3x3 (dilation n) with sum_i A_i W_i; then 1x1, BN, ReLU.

    The filter is linear in its kernel, so outside training the four fixed convolutions are summed with weights A: the exported graph
    then needs no convolution with computed weights. With `dynamic` off ("w.o. DW") A is a learnt constant, the same for every sample."""

    def __init__(self, width: int, dilation: int, dynamic: bool) -> None:
        super().__init__()
        self.width, self.dilation = width, dilation
        # [C*4,1,3,3]: kernel i of channel c at 4c+i. A starts at .5, so each kernel has half of unit gain.
        self.weight = nn.Parameter(torch.empty(width * KERNELS, 1, 3, 3))
        nn.init.normal_(self.weight, std=0.5 * (2 / 9) ** 0.5)
        self.select = nn.Linear(2 * width, KERNELS) if dynamic else None
        self.constant = None if dynamic else nn.Parameter(torch.zeros(KERNELS))
        if self.select is not None:
            nn.init.zeros_(self.select.bias)
        self.point = ConvNormAct(width, width, 1)

    def coefficients(self, current: Tensor, context: Tensor) -> Tensor:
        """A [B,4] from GAP(x) [B,C] and V_g [B,C]."""
        if self.select is None:
            return torch.sigmoid(self.constant).expand(current.shape[0], -1)
        return torch.sigmoid(self.select(torch.cat([current, context], 1)))

    def filter(self, x: Tensor, a: Tensor) -> Tensor:
        """sum_i A_i conv(x, W_i)."""
        batch, channels, height, width = x.shape
        responses = F.conv2d(x, self.weight, padding=self.dilation, dilation=self.dilation, groups=channels)
        responses = responses.unflatten(1, (channels, KERNELS))
        return (responses * a.to(responses.dtype)[:, None, :, None, None]).sum(2)

    def filter_by_kernel(self, x: Tensor, a: Tensor) -> Tensor:
        """conv(x, sum_i A_i W_i), the paper's form: equal to `filter`, and cheaper to train with."""
        batch, channels, height, width = x.shape
        kernels = torch.einsum("bi,ciyx->bcyx", a, self.weight.view(channels, KERNELS, 3, 3)).reshape(batch * channels, 1, 3, 3)
        y = depthwise(x.reshape(1, batch * channels, height, width), kernels, dilation=self.dilation)
        return y.view(batch, channels, height, width).contiguous(memory_format=torch.channels_last)

    def forward(self, x: Tensor, context: Tensor, current: Tensor) -> tuple[Tensor, Tensor]:
        """x [B,C,h,w], V_g and the mean GAP(x) [B,C] -> filtered x, A."""
        a = self.coefficients(current, context)
        return self.point(self.filter_by_kernel(x, a) if self.training else self.filter(x, a)), a


class Refinement(nn.Module):
    """Stride 8 to stride 4: upsampled decoder features beside F1, separable 3x3."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.narrow = nn.Conv2d(width, width // 2, 1)
        self.mix = separable(width + width // 2, width // 2)

    def forward(self, x: Tensor, finest: Tensor) -> Tensor:
        return self.mix(torch.cat([upsample(self.narrow(x), 2), finest], 1))


class Decoder(nn.Module):
    """F1..F4 -> dict: 'mask' and 'coarse' logits [B,1,H/4,W/4], 'features' [B,D',H/4,W/4], 'kernels' list of five A [B,4] (empty for the
    plain decoder)."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        width = config.decoder_width
        self.plain = config.decoder == "plain"
        self.stride = config.decoder_stride
        self.global_level = 3 if config.global_vector == "F4" else 0
        extra = 0 if self.plain else config.coarse_widths[1]
        # 1x1, except that the head without dynamic filters has UPerNet's 3x3 in their place.
        self.reduce = ConvNormAct(4 * width + extra, width, 3 if self.plain else 1)
        self.features_width = width
        self.coarse = prediction(width)
        if not self.plain:
            dynamic = config.decoder == "dynamic"
            self.coarse_features = nn.Sequential(nn.Conv2d(1, config.coarse_widths[0], 3, padding=1), nn.ReLU(),
                                                 ConvNormAct(config.coarse_widths[0], config.coarse_widths[1], 3))
            self.parallel = nn.ModuleList(DynamicWeightFilter(width, dilation, dynamic) for dilation in (2, 3, 6))
            self.merge = ConvNormAct(5 * width, width, 1)
            self.serial = nn.ModuleList(DynamicWeightFilter(width, 2, dynamic) for _ in range(2))
        self.refine = None
        if self.stride == 8:
            self.refine = Refinement(width)
            self.features_width = width // 2
        self.mask = prediction(self.features_width)

    def forward(self, maps: list[Tensor], scene: Scene | None = None) -> dict[str, Tensor | list[Tensor]]:
        coarse = self.coarse(maps[0])
        parts = [self._to_stride(level, 4 << index) for index, level in enumerate(maps)]
        if self.plain:
            return self._finish(self.reduce(torch.cat(parts, 1)), maps, coarse, [])
        context = scene_mean(maps[self.global_level], scene, 4 << self.global_level)
        parts.append(self.coarse_features(self._to_stride(torch.sigmoid(coarse), 4)))
        x = self.reduce(torch.cat(parts, 1))
        current = scene_mean(x, scene, self.stride)
        filtered = [layer(x, context, current) for layer in self.parallel]
        kernels = [a for _, a in filtered]
        x = self.merge(torch.cat([current[:, :, None, None].expand_as(x), *(y for y, _ in filtered), x], 1))
        for layer in self.serial:
            y, a = layer(x, context, scene_mean(x, scene, self.stride))
            x = x + y
            kernels.append(a)
        return self._finish(x, maps, coarse, kernels)

    def _to_stride(self, x: Tensor, stride: int) -> Tensor:
        if stride < self.stride:
            return F.avg_pool2d(x, self.stride // stride)
        return x if stride == self.stride else upsample(x, stride // self.stride)

    def _finish(self, x: Tensor, maps: list[Tensor], coarse: Tensor, kernels: list[Tensor]) -> dict[str, Tensor | list[Tensor]]:
        features = x if self.refine is None else self.refine(x, maps[0])
        return {"mask": self.mask(features), "coarse": coarse, "features": features, "kernels": kernels}
