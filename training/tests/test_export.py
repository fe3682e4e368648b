"""The exported graph against PyTorch, its files, and both sides of the gate."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from training.export import export, export_graph, load_source, open_session, parity, prepare, run_session, store_as_half
from training.golden import CASES, golden_hash, golden_input
from training.model import build_model
from training.tests.model_inputs import TINY, lively

SIZES = ((96, 128, 5), (64, 160, 6), (32, 32, 7), (192, 96, 8))
MASKS = ("mask", "coarse_rgb", "coarse_fused", "quality", "gate", "score")


@pytest.fixture(scope="module")
def graph() -> tuple[torch.nn.Module, onnx.ModelProto]:
    model = prepare(lively(TINY))
    return model, export_graph(model)[0]


def test_graph_equals_torch_at_every_size(graph: tuple[torch.nn.Module, onnx.ModelProto]) -> None:
    model, proto = graph
    worst = parity(model, open_session(proto.SerializeToString()), SIZES)
    assert set(worst) == {*MASKS, "kernels"} and max(worst.values()) < 1e-3


def test_outputs_vary_enough_for_parity_to_mean_something(graph: tuple[torch.nn.Module, onnx.ModelProto]) -> None:
    out = run_session(open_session(graph[1].SerializeToString()), golden_input(96, 128, 5))
    for name in MASKS[:4]:
        assert out[name].shape == (1, 96, 128) and out[name].std() > 0.02, name
    assert out["kernels"].shape == (1, 5, 4) and out["kernels"].std() > 0.02


def test_the_exported_gate_selects_like_torch(graph: tuple[torch.nn.Module, onnx.ModelProto]) -> None:
    """Both branches are in the graph: with the gate's bias set either way, it equals the forced route."""
    model, proto = graph
    inputs = golden_input(96, 128, 5)
    tensors = [torch.from_numpy(inputs[key]) for key in ("rgb", "dct", "qt")]
    bias = next(t for t in proto.graph.initializer if t.name.endswith("gate.classify.bias"))
    original = onnx.numpy_helper.to_array(bias).copy()
    masks = []
    for shift, vision in ((1000.0, True), (-1000.0, False)):
        bias.CopyFrom(onnx.numpy_helper.from_array(original + np.float32(shift), bias.name))
        out = run_session(open_session(proto.SerializeToString()), inputs)
        with torch.no_grad():
            wanted = torch.sigmoid(model(*tensors, torch.tensor([vision]))["mask"]).numpy()
        assert np.abs(out["mask"] - wanted).max() < 1e-3 and (out["gate"][0] > 0.5) == vision
        masks.append(out["mask"])
    bias.CopyFrom(onnx.numpy_helper.from_array(original, bias.name))
    assert np.abs(masks[0] - masks[1]).max() > 1e-2


def test_large_tables_and_coefficients_are_clamped_in_the_graph(graph: tuple[torch.nn.Module, onnx.ModelProto]) -> None:
    session = open_session(graph[1].SerializeToString())
    inputs = golden_input(64, 64, 1)
    high = inputs | {"qt": np.full((1, 64), 60000, np.int32), "dct": np.full((1, 64, 64), 255, np.uint8)}
    clamped = inputs | {"qt": np.full((1, 64), 255, np.int32), "dct": np.full((1, 64, 64), 20, np.uint8)}
    assert np.array_equal(run_session(session, high)["coarse_fused"], run_session(session, clamped)["coarse_fused"])


def test_half_weights_are_smaller_and_nearly_the_same(graph: tuple[torch.nn.Module, onnx.ModelProto]) -> None:
    model, proto = graph
    half = store_as_half(proto)
    assert half.ByteSize() < 0.75 * proto.ByteSize()
    assert {value.type.tensor_type.elem_type for value in half.graph.output} == {onnx.TensorProto.FLOAT}
    part = store_as_half(proto, proto.ByteSize() - 4000)
    assert half.ByteSize() < part.ByteSize() < proto.ByteSize()
    assert parity(model, open_session(half.SerializeToString()), SIZES)["mask"] < 0.02  # wide random weights: worse than trained ones


@pytest.mark.parametrize("changes", [{"modality": "vision"}, {"modality": "fused", "decoder": "plain", "enhancement": False},
                                     {"gate_mode": "soft", "global_vector": "F1", "decoder": "fixed", "high_pass": False,
                                      "decoder_stride": 4, "light": False, "frequency_coordinates": True}])
def test_ablations_export(changes: dict) -> None:
    model = prepare(lively(replace(TINY, **changes)))
    session = open_session(export_graph(model)[0].SerializeToString())
    assert max(parity(model, session, SIZES[:2]).values()) < 1e-3


def test_files_of_an_averaged_checkpoint(tmp_path: Path) -> None:
    model, average = build_model(TINY), lively(TINY)
    checkpoint = tmp_path / "run-7" / "checkpoint.pt"
    checkpoint.parent.mkdir()
    torch.save({"config": TINY.to_dict(), "model": model.state_dict(), "ema": average.state_dict(), "step": 12, "samples": 99}, checkpoint)
    source = load_source(checkpoint)
    assert torch.equal(source.model.decoder.mask.weight, average.decoder.mask.weight)
    out = tmp_path / "omni-tiny"
    out.mkdir()
    rates = out / "calibration.json"
    rates.write_text(json.dumps({"modelSha256": "0" * 64}))
    manifest = export(source, out, weights="float32", version="2026.1.1", trained_at=128,
                      facts={"results": [{"set": "made up", "f1": 0.5}], "limits": "Small."})
    assert manifest == json.loads((out / "manifest.json").read_text())
    assert not rates.exists()
    data = (out / "model.onnx").read_bytes()
    assert manifest["sha256"] == hashlib.sha256(data).hexdigest() and manifest["bytes"] == len(data)
    assert manifest["training"]["steps"] == 12 and manifest["training"]["samples"] == 99 and manifest["training"]["run"] == "run-7"
    assert not any(name.startswith("model.detector") for name in (t.name for t in onnx.load_from_string(data).graph.initializer))
    assert str(Path(__file__).parents[2]).encode() not in data and b"site-packages" not in data
    card = (out / "MODEL_CARD.md").read_text()
    assert "{{" not in card and "| made up | 0.5 |" in card and "Small." in card
    golden = json.loads((out / "golden.json").read_text())
    assert [(case["height"], case["width"], case["seed"]) for case in golden["cases"]] == list(CASES)
    session = open_session(data)
    for case in golden["cases"]:
        found = run_session(session, golden_input(case["height"], case["width"], case["seed"]))
        for y, x, value in case["expected"]["mask"]["samples"]:
            assert abs(found["mask"][0, y, x] - value) < 1e-5
        assert abs(found["mask"].mean() - case["expected"]["mask"]["mean"]) < 1e-5


def test_a_checkpoint_of_another_shape_is_refused(tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint.pt"
    state = build_model(TINY).state_dict()
    state.pop("score.layers.0.weight")
    torch.save({"config": TINY.to_dict(), "ema": state, "step": 1}, checkpoint)
    with pytest.raises(ValueError, match="score.layers.0.weight"):
        load_source(checkpoint)


def test_golden_inputs_follow_the_formula() -> None:
    """Worked with plain integers, as TypeScript would."""
    def mixed(i: int, seed: int) -> int:
        h = (i + seed * 0x9E3779B1) & 0xFFFFFFFF
        h = ((h ^ (h >> 16)) * 0x21F0AAAD) & 0xFFFFFFFF
        h = ((h ^ (h >> 15)) * 0x735A2D97) & 0xFFFFFFFF
        return h ^ (h >> 15)
    assert [int(v) for v in golden_hash(np.array([0, 1, 70000]), 3)] == [mixed(i, 3) for i in (0, 1, 70000)]
    height, width, seed = 64, 96, 2
    data = golden_input(height, width, seed)
    for c, y, x in ((0, 0, 0), (2, 20, 30), (1, 63, 95), (1, 16, 24), (0, 15, 24)):
        inside = 16 <= y < 32 and 24 <= x < 72
        noise = mixed((c * height + y) * width + x, seed) % (3 if inside else 17)
        assert data["rgb"][0, c, y, x] == 64 + (x + 2 * y + 40 * c) % 128 + noise
        limit = 21 - 3 * ((y & 7) + (x & 7))
        value = 0 if limit < 2 else mixed(y * width + x, seed + 1) % limit
        assert data["dct"][0, y, x] == (value & ~1 if inside else value)
    assert data["qt"][0, 10] == 2 + 3 + 6 + seed
    assert data["rgb"].dtype == np.uint8 and data["dct"].max() <= 20
