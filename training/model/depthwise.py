"""Depthwise convolution whose weights learn at the speed it runs at.

oneDNN takes ten to fifty times as long for the gradient of a depthwise kernel as for the convolution itself: a sixth of a training step on processor
cores. The gradient is a sum of products of shifted pixels, which Inductor writes as one loop. Everything else is PyTorch's own convolution."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# One for each shape of a layer; far more than any run has.
SHAPES = 256


def depthwise(x: Tensor, weight: Tensor, bias: Tensor | None = None, dilation: int = 1) -> Tensor:
    """x [B,C,h,w], weight [C,1,k,k] with k odd, bias [C] -> [B,C,h,w], zeros beyond the border."""
    if x.device.type == "cpu" and torch.is_grad_enabled() and weight.requires_grad and _compiled() is not None:
        return _Depthwise.apply(x, weight, bias, dilation)
    return _convolve(x, weight, bias, dilation)


class DepthwiseConv2d(nn.Conv2d):
    """nn.Conv2d with a group for each channel; in training its gradient is computed as above."""

    def __init__(self, channels: int, kernel: int) -> None:
        super().__init__(channels, channels, kernel, padding=kernel // 2, groups=channels)

    def forward(self, x: Tensor) -> Tensor:
        return depthwise(x, self.weight, self.bias) if self.training else super().forward(x)


def kernel_gradient(x: Tensor, gradient: Tensor, kernel: int, dilation: int) -> Tensor:
    """Gradient of [C,1,kernel,kernel] from the input and the gradient of the output, [B,C,h,w] both; float32."""
    border = dilation * (kernel // 2)
    padded = F.pad(x.permute(0, 2, 3, 1), (0, 0, border, border, border, border))
    seen = padded.unfold(1, x.shape[2], dilation).unfold(2, x.shape[3], dilation)  # [B,k,k,C,h,w]
    products = seen.float() * gradient[:, None, None].float()
    return products.sum((0, 4, 5)).permute(2, 0, 1)[:, None].contiguous()


class _Depthwise(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, bias: Tensor | None, dilation: int) -> Tensor:
        ctx.save_for_backward(x, weight)
        ctx.dilation, ctx.with_bias = dilation, bias is not None
        return _convolve(x, weight, bias, dilation)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor | None, Tensor, Tensor | None, None]:
        x, weight = ctx.saved_tensors
        inputs = x.to(gradient.dtype)
        kernel = weight.shape[2]
        border = [ctx.dilation * (kernel // 2)] * 2
        towards = None
        if ctx.needs_input_grad[0]:
            towards = torch.ops.aten.convolution_backward(
                gradient, inputs, weight.to(gradient.dtype), None, [1, 1], border, [ctx.dilation] * 2, False, [0, 0], weight.shape[0], [True, False, False]
            )[0].to(x.dtype)
        weights = _compiled()(inputs, gradient, kernel, ctx.dilation).to(weight.dtype)
        return towards, weights, gradient.sum((0, 2, 3)).to(weight.dtype) if ctx.with_bias else None, None


def _convolve(x: Tensor, weight: Tensor, bias: Tensor | None, dilation: int) -> Tensor:
    return F.conv2d(x, weight, bias, padding=dilation * (weight.shape[2] // 2), dilation=dilation, groups=weight.shape[0])


@functools.cache
def _compiled() -> Callable[[Tensor, Tensor, int, int], Tensor] | None:
    """`kernel_gradient` as one loop, or None where there is no C++ compiler to make it."""
    if shutil.which("g++") is None:
        return None
    torch._dynamo.config.recompile_limit = SHAPES
    return torch.compile(kernel_gradient, dynamic=False)
