"""The assembled network: outputs, ablation switches, gradients, the detector's absence at inference."""

import json
from dataclasses import replace

import pytest
import torch

from training.configs import ABLATIONS, CONFIGS, ModelConfig, ablate
from training.losses import total_loss
from training.model import TrainingRoute, build_model
from training.model.backbone import HighPass
from training.tests.model_inputs import TINY, inputs, lively, targets

MAPS = ("mask", "coarse", "coarse_rgb", "coarse_fused", "quality")


@pytest.mark.parametrize("name", ["", *ABLATIONS])
def test_every_ablation_runs_and_trains(name: str) -> None:
    config = ablate(TINY, name) if name else TINY
    model = build_model(config).train()
    batch = targets(2)
    out = model(*inputs(2), TrainingRoute(batch["mask"], 0.5))
    for key in MAPS:
        assert out[key].shape == (2, 64, 96) and out[key].dtype == torch.float32
    for key in ("gate", "grid", "score"):
        assert out[key].shape == (2,)
    loss, _ = total_loss(model, out, batch, 0)
    loss.backward()
    assert torch.isfinite(loss)


def test_ablations_remove_what_they_say() -> None:
    models = {name: build_model(ablate(TINY, name)) for name in ABLATIONS}
    assert models["wo_MG"].gate is None and models["wo_MG"].frequency is not None
    assert models["wo_MG_vision"].gate is None and models["wo_MG_vision"].frequency is None
    assert models["wo_AE"].enhance2 is None and models["wo_AE"].detector is None
    assert models["no_high_pass"].visual.high_pass is None
    baseline = models["baseline"]
    assert baseline.gate is None and baseline.enhance2 is None and baseline.frequency is not None and not hasattr(baseline.decoder, "parallel")


def test_fixed_modalities_read_what_they_say() -> None:
    rgb, dct, qt = inputs(1)
    other = torch.zeros_like(dct)
    with torch.no_grad():
        vision, fused = lively(ablate(TINY, "wo_MG_vision")), lively(ablate(TINY, "wo_MG"))
        out = vision(rgb, dct, qt)
        assert torch.equal(out["mask"], vision(rgb, other, qt)["mask"]) and out["gate"].item() > 10 and out["route"].all()
        out = fused(rgb, dct, qt)
        assert not torch.equal(out["mask"], fused(rgb, other, qt)["mask"]) and out["gate"].item() < -10 and not out["route"].any()


@pytest.mark.parametrize("size", ["nano", "small"])
def test_gradients_reach_every_parameter(size: str) -> None:
    """After one step, because layers started at zero hide what lies before them in the first one."""
    torch.manual_seed(0)
    config = replace(CONFIGS[size], depths=(1, 1, 2, 1), drop_path=0.0, frequency_blocks=1)
    model = build_model(config).train()
    batch = targets(4, 128, 128)
    data = inputs(4, 128, 128)
    optimiser = torch.optim.AdamW(model.parameters(), 1e-3)
    for step in range(2):
        optimiser.zero_grad()
        # Both modalities, so that both encoders are used.
        out = model(*data, torch.tensor([True, False, False, True]))
        total_loss(model, out, batch, step)[0].backward()
        optimiser.step()
    # The training batch holds 128 values, so most of the table's 256 rows are met; the whole matrix counts as one parameter.
    lost = [name for name, p in model.named_parameters() if p.grad is None or p.grad.abs().sum() == 0]
    assert lost == []


def test_removing_the_detector_changes_nothing() -> None:
    model = lively(TINY)
    with torch.no_grad():
        before = model(*inputs(2))
        model.detector = None
        after = model(*inputs(2))
    for key in (*MAPS, "gate", "grid", "score"):
        assert torch.equal(before[key], after[key])


def test_anomaly_enhancement_shapes_the_mask() -> None:
    """Its features are added to E2 and E3: without the way back the mask differs."""
    model = lively(TINY)
    with torch.no_grad():
        before = model(*inputs(2))["mask"]
        model.enhance2.back.weight.zero_()
        model.enhance3.back.weight.zero_()
        assert not torch.allclose(before, model(*inputs(2))["mask"], atol=1e-3)


def test_a_sample_does_not_depend_on_its_batch() -> None:
    model = lively(TINY)
    rgb, dct, qt = inputs(3)
    with torch.no_grad():
        together, alone = model(rgb, dct, qt), model(rgb[1:2], dct[1:2], qt[1:2])
    for key in (*MAPS, "gate", "score"):
        torch.testing.assert_close(together[key][1:2], alone[key], atol=2e-4, rtol=1e-3)


def test_accepts_both_coefficient_layouts_and_float_pixels() -> None:
    model = lively(TINY)
    rgb, dct, qt = inputs(1)
    with torch.no_grad():
        one = model(rgb, dct, qt)["mask"]
        assert torch.equal(one, model(rgb.float(), dct[:, None], qt.long())["mask"])


def test_rejects_sizes_that_are_not_multiples_of_32() -> None:
    model = build_model(TINY)
    with pytest.raises(ValueError, match="multiples of 32"):
        model(*inputs(1, 64, 72))


def test_high_pass_is_blind_to_flat_areas_and_keeps_its_constraint() -> None:
    torch.manual_seed(0)
    bank = HighPass(8, 16)
    kernels = bank.bayar_kernels() * 3
    torch.testing.assert_close(kernels[:, :, 2, 2], -torch.ones(3, 3))
    torch.testing.assert_close(kernels.sum((2, 3)), torch.zeros(3, 3), atol=1e-5, rtol=0)
    assert bank.srm.sum((1, 2, 3)).abs().max() < 1e-6 and bank.srm.abs().sum((1, 2, 3)).min() > 0.5


def test_bfloat16_training_keeps_the_stem_in_float32() -> None:
    """Else a flat grey of 200 would leave residuals of half a grey level."""
    model = build_model(TINY)
    flat = torch.full((1, 3, 64, 64), 200.0)
    seen = []
    model.visual.high_pass.reduce.register_forward_pre_hook(lambda module, arguments: seen.append(arguments[0]))
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        model.visual(flat)
    assert seen[0].dtype == torch.float32 and seen[0][:, :, 4:-4, 4:-4].abs().max() < 1e-3


def test_configs_survive_json() -> None:
    for config in (*CONFIGS.values(), ablate(CONFIGS["nano"], "baseline")):
        assert ModelConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config
    with pytest.raises(ValueError, match="modality"):
        replace(TINY, modality="sound")
    with pytest.raises(ValueError, match="unknown"):
        ModelConfig.from_dict(TINY.to_dict() | {"colour": 1})


def test_base_has_the_papers_size() -> None:
    with torch.device("meta"):
        model = build_model(CONFIGS["base"])
    count = sum(p.numel() for p in model.parameters())
    assert 140e6 < count < 165e6  # the paper's reviewers quote 152 M
    convnext = sum(p.numel() for part in (model.visual, model.deep) for p in part.parameters())
    assert abs(convnext - 87.6e6) < 0.3e6
