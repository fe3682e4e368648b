"""FPH against its definition in whole-image form, and the fusion's start."""

import pytest
import torch
import torch.nn.functional as F
from dataclasses import replace

from training.configs import CONFIGS
from training.model.frequency import BINS, FrequencyHead, Fusion
from training.tests.model_inputs import TINY, inputs


def reference(head: FrequencyHead, dct: torch.Tensor, qt: torch.Tensor) -> torch.Tensor:
    """DTD's own order of operations: dilated convolution, tiled table map, 8x8 stride-8 convolution on the plane."""
    batch, height, width = dct.shape
    volume = F.one_hot(dct.long(), BINS).permute(0, 3, 1, 2).float()
    convolution, norm, activation = head.neighbours
    x = activation(norm(F.conv2d(volume, convolution.weight, convolution.bias, padding=8, dilation=8)))
    plain = head.squeeze(x)
    table = head.table(qt.long()).view(batch, 8, 8, -1).permute(0, 3, 1, 2)
    parts = [plain * table.repeat(1, 1, height // 8, width // 8), plain]
    if head.coordinates:
        y = torch.linspace(-1, 1, height).view(1, 1, -1, 1).expand(batch, 1, height, width)
        x = torch.linspace(-1, 1, width).view(1, 1, 1, -1).expand(batch, 1, height, width)
        parts += [y, x, torch.sqrt((x - 0.5) ** 2 + (y - 0.5) ** 2)]
    return head.blocks(head.gather_norm(F.conv2d(torch.cat(parts, 1), head.gather, stride=8)))


@pytest.mark.parametrize("coordinates", [False, True])
def test_phase_form_equals_the_plane_form(coordinates: bool) -> None:
    torch.manual_seed(0)
    head = FrequencyHead(replace(TINY, frequency_coordinates=coordinates)).eval()
    _, dct, qt = inputs(2, 64, 96)
    torch.testing.assert_close(head(dct, qt), reference(head, dct, qt), atol=1e-5, rtol=1e-4)


def test_base_has_the_papers_size() -> None:
    count = sum(p.numel() for p in FrequencyHead(CONFIGS["base"]).parameters())
    assert count == 3_603_680 + 192 * 16  # DTD's, and 192 more table rows


def test_every_level_has_a_channel_of_its_own() -> None:
    """Independent of the 3x3 convolution behind it: what that is given is one-hot, entries above the last level included."""
    head = FrequencyHead(TINY)
    seen: list[torch.Tensor] = []
    head.neighbours.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    dct = torch.arange(16 * 16, dtype=torch.uint8).view(1, 16, 16)
    head(dct, torch.ones(1, 64, dtype=torch.int64))
    volume = seen[0]
    assert torch.equal(volume.sum(1), torch.ones(64, 2, 2))
    levels = dct.long().clamp(max=BINS - 1).view(1, 2, 8, 2, 8).permute(0, 2, 4, 1, 3).reshape(64, 2, 2)
    assert torch.equal(volume.argmax(1), levels)


def test_large_table_entries_work_and_start_as_row_63() -> None:
    head = FrequencyHead(TINY).eval()
    _, dct, _ = inputs(1)
    out = {value: head(dct, torch.full((1, 64), value)) for value in (5, 63, 64, 200, 255, 5000)}
    for value in (64, 200, 255, 5000):
        assert torch.equal(out[value], out[63])
    assert not torch.equal(out[5], out[63])
    with torch.no_grad():
        head.table.weight[200] += 1
    assert not torch.equal(head(dct, torch.full((1, 64), 200)), out[63])


def test_table_is_read_in_natural_order() -> None:
    """Entry k modulates row k // 8, column k % 8 of each block: (0,1) must not be swapped with (1,0)."""
    head = FrequencyHead(TINY).eval()
    dct = torch.zeros(1, 32, 32, dtype=torch.uint8)
    with torch.no_grad():
        head.gather.zero_()
        head.gather[:, :, 0, 1] = 1  # reads row 0, column 1 of a block only
    base = torch.full((1, 64), 7)
    across, down = base.clone(), base.clone()
    across[0, 1], down[0, 8] = 30, 30
    assert torch.equal(head(dct, down), head(dct, base))
    assert not torch.equal(head(dct, across), head(dct, base))


def test_coefficients_above_the_clip_count_as_twenty() -> None:
    head = FrequencyHead(TINY).eval()
    _, _, qt = inputs(1)
    high, clipped = torch.full((1, 64, 96), 255, dtype=torch.uint8), torch.full((1, 64, 96), 20, dtype=torch.uint8)
    assert torch.equal(head(high, qt), head(clipped, qt))
    assert not torch.equal(head(clipped, qt), head(clipped - 1, qt))


def test_fusion_starts_as_pure_vision() -> None:
    fusion = Fusion(24, 16, 8)
    rgb, frequency = torch.randn(2, 24, 8, 8), torch.randn(2, 16, 8, 8)
    assert torch.equal(fusion(rgb, frequency), rgb)
    torch.nn.init.ones_(fusion.residual.weight)
    assert not torch.allclose(fusion(rgb, frequency), fusion(rgb, -frequency))
