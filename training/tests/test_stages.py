"""The plan by which an exported graph is run in stages."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import onnx
import onnx.utils
import pytest
import torch

from training.export import ExportGraph, export_graph, open_session, output_names, prepare, run_session
from training.golden import golden_input
from training.stages import REPLACED
from training.tests.model_inputs import TINY, lively


@pytest.fixture(scope="module", params=[{}, {"global_vector": "F1", "decoder_stride": 4, "enhancement": False}, {"modality": "vision", "decoder": "plain"}])
def exported(request: pytest.FixtureRequest) -> tuple[torch.nn.Module, onnx.ModelProto, dict]:
    model = prepare(lively(replace(TINY, **request.param)))
    return model, *export_graph(model)


def noted(model: torch.nn.Module, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What PyTorch has at the named values."""
    wrapped = ExportGraph(model, noted=True)
    with torch.inference_mode():
        values = wrapped(*(torch.from_numpy(inputs[key]) for key in ("rgb", "dct", "qt")))
    return dict(zip([*output_names(model.config), *wrapped.names], (value.contiguous().numpy() for value in values), strict=True))


def run_staged(proto: onnx.ModelProto, scene: dict, inputs: dict[str, np.ndarray], given: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    extractor = onnx.utils.Extractor(proto)
    # An ablation's gate is a constant, which the extractor cannot give as an output.
    fixed = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in proto.graph.initializer}
    values = inputs | fixed
    for index, stage in enumerate(scene["stages"]):
        outputs = [name for name in stage["outputs"] if name not in fixed]
        session = open_session(extractor.extract_model(stage["inputs"], outputs).SerializeToString())
        values |= run_session(session, {name: values[name] for name in stage["inputs"]})
        for step in scene["steps"]:
            if step["stage"] == index:
                names = step[REPLACED[step["kind"]]]
                values |= {name: given[name] for name in ([names] if isinstance(names, str) else names)}
    return values


def test_stages_in_turn_are_the_network(exported: tuple[torch.nn.Module, onnx.ModelProto, dict]) -> None:
    model, proto, scene = exported
    inputs = golden_input(96, 128, 5)
    found = run_staged(proto, scene, inputs, noted(model, inputs))
    whole = run_session(open_session(proto.SerializeToString()), inputs)
    assert set(whole) == set(output_names(model.config))
    for name, value in whole.items():
        assert np.abs(found[name] - value).max() < 1e-4, name


def test_a_part_told_of_the_whole_differs_only_near_its_edge(exported: tuple[torch.nn.Module, onnx.ModelProto, dict]) -> None:
    """The plan misses nothing: with the whole's values in place of its own, the far side of a half does not see that the other is gone."""
    model, proto, scene = exported
    inputs = golden_input(96, 1024, 6)
    half = inputs | {"rgb": inputs["rgb"][..., :512], "dct": inputs["dct"][..., :512]}
    given = noted(model, inputs)
    for step in scene["steps"]:
        if step["kind"] == "pyramid":
            given |= {name: given[name][..., :16] for name in step["enlarged"]}
    whole = run_session(open_session(proto.SerializeToString()), inputs)["mask"][..., :64]
    told = run_staged(proto, scene, half, given)["mask"][..., :64]
    alone = run_session(open_session(proto.SerializeToString()), half)["mask"][..., :64]
    assert np.abs(told - whole).max() < 1e-4
    assert np.abs(alone - whole).max() > 1e-3


def test_every_node_runs_in_one_stage(exported: tuple[torch.nn.Module, onnx.ModelProto, dict]) -> None:
    _, proto, scene = exported
    extractor = onnx.utils.Extractor(proto)
    made = [name for stage in scene["stages"] for node in extractor.extract_model(stage["inputs"], stage["outputs"]).graph.node
            if node.op_type == "Conv" for name in node.output]
    assert len(made) == len(set(made)) > 20
    assert len(scene["steps"]) == len({str(step) for step in scene["steps"]}) and max(step["stage"] for step in scene["steps"]) == len(scene["stages"]) - 2
