"""Dynamic Weight Filters, the decoder's switches and the pyramid pooling."""

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F

from training.model.decoder import DynamicWeightFilter, pooling_matrix
from training.tests.model_inputs import TINY, inputs, lively


@pytest.mark.parametrize("dilation", [2, 3, 6])
def test_dynamic_kernel_equals_weighted_sum(dilation: int) -> None:
    torch.manual_seed(0)
    layer = DynamicWeightFilter(12, dilation, True)
    x = torch.randn(3, 12, 16, 20, requires_grad=True)
    a = torch.rand(3, 4, requires_grad=True)
    gradients = []
    for form in (layer.filter, layer.filter_by_kernel):
        y = form(x, a)
        gradients.append([y, *torch.autograd.grad((y * torch.arange(20.0)).sum(), [x, a, layer.weight])])
    for one, other in zip(*gradients, strict=True):
        torch.testing.assert_close(one, other, atol=2e-3, rtol=1e-4)
    # The kernels are per sample: with another sample's A the result differs.
    assert not torch.allclose(layer.filter(x, a), layer.filter(x, a.roll(1, 0)))


def test_coefficients_are_independent_sigmoids_of_both_vectors() -> None:
    layer = DynamicWeightFilter(8, 2, True)
    x, context = torch.randn(4, 8, 6, 6), torch.randn(4, 8)
    a = layer.coefficients(x.mean((2, 3)), context)
    assert a.shape == (4, 4) and (a > 0).all() and (a < 1).all() and not torch.allclose(a.sum(1), torch.ones(4))
    assert not torch.allclose(a, layer.coefficients(x.mean((2, 3)) + 1, context)) and not torch.allclose(a, layer.coefficients(x.mean((2, 3)), context + 1))


@pytest.mark.parametrize(("decoder", "varies"), [("dynamic", True), ("fixed", False)])
def test_without_dw_filters_are_the_same_for_every_sample(decoder: str, varies: bool) -> None:
    model = lively(replace(TINY, decoder=decoder))
    with torch.no_grad():
        kernels = model(*inputs(2))["kernels"]
    assert [a.shape for a in kernels] == [(2, 4)] * 5
    assert any(not torch.allclose(a[0], a[1], atol=1e-4) for a in kernels) == varies


def test_plain_decoder_has_no_filters() -> None:
    model = lively(replace(TINY, decoder="plain"))
    assert not any(isinstance(module, DynamicWeightFilter) for module in model.modules())
    with torch.no_grad():
        assert model(*inputs(2))["kernels"] == []


def test_global_vector_comes_from_the_configured_level() -> None:
    for level, name in ((3, "F4"), (0, "F1")):
        decoder = lively(replace(TINY, global_vector=name)).decoder
        maps = [torch.randn(1, 16, 32 >> i, 32 >> i) for i in range(4)]
        seen = []
        decoder.parallel[0].register_forward_hook(lambda module, arguments, output, seen=seen: seen.append(arguments[1]))
        decoder(maps)
        torch.testing.assert_close(seen[0], maps[level].mean((2, 3)))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 16, 31])
@pytest.mark.parametrize("bins", [1, 2, 3, 6])
def test_pooling_matrix_equals_adaptive_pooling(size: int, bins: int) -> None:
    x = torch.randn(1, 2, size, size + 3)
    pooled = pooling_matrix(bins, size, x) @ x @ pooling_matrix(bins, size + 3, x).t()
    torch.testing.assert_close(pooled, F.adaptive_avg_pool2d(x, bins), atol=1e-5, rtol=1e-5)
