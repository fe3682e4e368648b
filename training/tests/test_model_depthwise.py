"""The depthwise convolution's own gradient against PyTorch's."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from training.model import depthwise as module
from training.model.depthwise import DepthwiseConv2d, depthwise
from training.model.frequency import BINS, FrequencyHead
from training.tests.model_inputs import TINY


@pytest.mark.parametrize(("side", "kernel", "dilation"), [(8, 7, 1), (3, 7, 1), (9, 3, 5)])
def test_every_gradient_is_that_of_the_plain_convolution(side: int, kernel: int, dilation: int) -> None:
    torch.manual_seed(side)
    x = torch.randn(2, 6, side, side + 2).to(memory_format=torch.channels_last).requires_grad_()
    weight, bias = torch.randn(6, 1, kernel, kernel, requires_grad=True), torch.randn(6, requires_grad=True)
    ours = depthwise(x, weight, bias, dilation)
    plain = F.conv2d(x, weight, bias, padding=dilation * (kernel // 2), dilation=dilation, groups=6)
    assert torch.equal(ours, plain)
    towards = torch.randn_like(ours)
    for mine, theirs in zip(torch.autograd.grad(ours, (x, weight, bias), towards), torch.autograd.grad(plain, (x, weight, bias), towards), strict=True):
        assert mine.shape == theirs.shape and mine.dtype == theirs.dtype
        assert torch.allclose(mine, theirs, atol=1e-4)


def test_in_bfloat16_the_weights_still_get_float32_gradients() -> None:
    torch.manual_seed(1)
    layer = DepthwiseConv2d(8, 7)
    x = torch.randn(2, 8, 12, 12)
    layer(x).square().sum().backward()
    exact = layer.weight.grad.clone()
    layer.zero_grad()
    with torch.autocast("cpu", torch.bfloat16):
        layer(x).float().square().sum().backward()
    assert layer.weight.grad.dtype == torch.float32
    assert (layer.weight.grad - exact).norm() < 0.02 * exact.norm()


def test_without_a_compiler_it_is_the_plain_convolution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.shutil, "which", lambda _: None)
    module._compiled.cache_clear()
    try:
        layer = DepthwiseConv2d(4, 7)
        out = layer(torch.randn(1, 4, 8, 8))
        assert "Depthwise" not in type(out.grad_fn).__name__
    finally:
        module._compiled.cache_clear()


def test_the_coefficients_are_the_same_planes_in_training_and_outside() -> None:
    head = FrequencyHead(TINY)
    phases = torch.randint(0, BINS, (5, 4, 6), dtype=torch.int32)
    assert torch.equal(head.train()._one_hot(phases), head.eval()._one_hot(phases))
