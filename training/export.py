"""Export to one ONNX file with its manifest, golden self-test and model card.

    python -m training.export --checkpoint runs/x/checkpoint.pt --out resources/models/omni-nano [--facts facts.json]
    python -m training.export --untrained nano --out resources/models/omni-nano

Inputs of the graph: rgb uint8 [1,3,H,W]; dct uint8 [1,H,W]; qt int32 [1,64]; H and W free multiples of 32. Outputs, all float32:
mask, coarse_rgb, coarse_fused, quality [1,H,W] probabilities; gate [1] probability that pure vision is chosen; score [1];
kernels [1,K,4], A of each DWF (absent from the plain decoder). Both modalities are computed and selected per sample; the
training-only detector is left out. The largest weights are stored as float16 and cast to float32 when a session loads them, so the
arithmetic and its speed are those of float32; for the shipped size only as many as the file's limit asks for. The pyramid pooling is
written with averaging matrices computed from the input's size (decoder.py) because adaptive pooling does not export for free sizes.
The manifest's `scene` tells how the graph is cut so that the tiles of a picture see the whole (stages.py)."""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from training.configs import CONFIGS, ModelConfig
from training.golden import CASES, FORMULA, TOLERANCE, describe, golden_input
from training.model import OmniIML, build_model
from training.model.scene import Scene
from training.stages import cut_values, name_notes, plan_stages

OPSET = 20
MAX_BYTES = 12_000_000  # of the model shipped with the app
HALF_TARGET = 11_500_000
PARITY = 1e-3  # float32 graph against PyTorch
HALF_PARITY = 1e-2  # what float16 storage may add to a mask; the card states what it did add
MASK_OUTPUTS = ("mask", "coarse_rgb", "coarse_fused", "gate", "score", "quality")
SMALL_TENSOR = 1024  # fewer values than this stay float32: norms, biases and scales are cheap and sensitive


@dataclass(frozen=True)
class Source:
    """What is exported: the network in evaluation mode and where it comes from."""

    model: OmniIML
    steps: int
    samples: int
    run: str
    config: dict[str, Any]


class ExportGraph(nn.Module):
    """The network with probabilities as outputs, in the order of `output_names`."""

    def __init__(self, model: OmniIML, noted: bool = False) -> None:
        """With `noted` the values at which tiles are joined follow the outputs; `steps` and `names` tell of them after a run."""
        super().__init__()
        self.model = model
        self.noted = noted
        self.steps: list[dict[str, Any]] = []
        self.names: list[str] = []

    def forward(self, rgb: Tensor, dct: Tensor, qt: Tensor) -> tuple[Tensor, ...]:
        scene = Scene() if self.noted else None
        out = self.model(rgb, dct, qt, scene=scene)
        values = [torch.sigmoid(out[name]) for name in MASK_OUTPUTS]
        if out["kernels"]:
            values.append(torch.stack(out["kernels"], 1))
        if scene is not None:
            self.steps, self.names, tensors = name_notes(scene.notes)
            values += tensors
        return tuple(values)


def output_names(config: ModelConfig) -> list[str]:
    return [*MASK_OUTPUTS] if config.decoder == "plain" else [*MASK_OUTPUTS, "kernels"]


def load_source(checkpoint: Path) -> Source:
    """A checkpoint of training/train.py: {'config', 'ema' (preferred) or 'model', 'step'}. Raises ValueError where they do not fit."""
    saved = torch.load(checkpoint, map_location="cpu", weights_only=True)
    config = saved["config"]
    model = build_model(model_config(config))
    state = saved.get("ema") or saved["model"]
    missing, unexpected = model.load_state_dict(state, strict=False)
    missing = [key for key in missing if not key.startswith("detector.")]
    if missing or unexpected:
        raise ValueError(f"{checkpoint} does not fit its config: missing {missing[:5]}, unexpected {unexpected[:5]}")
    return Source(prepare(model), int(saved.get("step", 0)), int(saved.get("samples", 0)), checkpoint.parent.name, config)


def model_config(config: dict[str, Any]) -> ModelConfig:
    """The ModelConfig inside a checkpoint's config: the dict itself, or its 'model' entry as a dict or a size's name."""
    inner = config.get("model", config)
    if isinstance(inner, str):
        return CONFIGS[inner]
    return ModelConfig.from_dict(inner)


def prepare(model: OmniIML) -> OmniIML:
    """Evaluation mode, without the training-only detector."""
    model.detector = None
    return model.eval().requires_grad_(False)


def export_graph(model: OmniIML) -> tuple[onnx.ModelProto, dict[str, Any]]:
    """The float32 graph, and how it is run in tiles (stages.py)."""
    example = {key: torch.from_numpy(value) for key, value in golden_input(96, 128, 0).items()}
    rows, columns = torch.export.Dim("rows", min=1, max=1024), torch.export.Dim("columns", min=1, max=1024)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    wrapped = ExportGraph(model, noted=True).eval()
    with torch.inference_mode():
        wrapped(example["rgb"], example["dct"], example["qt"])
    names, steps = [*output_names(model.config), *wrapped.names], wrapped.steps
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            wrapped, (example["rgb"], example["dct"], example["qt"]), dynamo=True, opset_version=OPSET, verbose=False,
            input_names=["rgb", "dct", "qt"], output_names=names,
            dynamic_shapes=({2: 32 * rows, 3: 32 * columns}, {1: 32 * rows, 2: 32 * columns}, None))
    assert program is not None
    proto = program.model_proto
    scene = plan_stages(proto.graph, steps, output_names(model.config))
    _keep_cuts(proto.graph, cut_values(scene), len(output_names(model.config)))
    for value in [*proto.graph.input, *proto.graph.output]:
        _name_dimensions(value)
    strip_origin(proto)
    onnx.checker.check_model(proto)
    return proto, scene


def _keep_cuts(graph: onnx.GraphProto, cuts: set[str], outputs: int) -> None:
    """Leaves the first `outputs` outputs, and types of no other values than those at which the graph can be cut."""
    kept = {value.name: value for value in [*graph.value_info, *graph.output[outputs:]] if value.name in cuts}
    outer = {value.name for value in [*graph.input, *graph.output[:outputs]]}
    if missing := cuts - set(kept) - outer:
        raise ValueError(f"values at cuts without a type: {sorted(missing)}")
    kept_values = [kept[name] for name in sorted(set(kept) - outer)]
    for value in kept_values:
        for dimension in value.type.tensor_type.shape.dim:
            if dimension.HasField("dim_param"):
                dimension.ClearField("dim_param")
    del graph.output[outputs:]
    del graph.value_info[:]
    graph.value_info.extend(kept_values)


def _name_dimensions(value: onnx.ValueInfoProto) -> None:
    shape = value.type.tensor_type.shape.dim
    if len(shape) >= 3 and value.name != "kernels":
        shape[-2].dim_param, shape[-1].dim_param = "height", "width"


def strip_origin(proto: onnx.ModelProto) -> None:
    """Removes the exporter's notes: they hold stack traces with paths of the machine that exported."""
    for node in proto.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for tensor in proto.graph.initializer:
        tensor.doc_string = ""
        del tensor.metadata_props[:]
    for value in [*proto.graph.input, *proto.graph.output, *proto.graph.value_info]:
        value.doc_string = ""
        del value.metadata_props[:]
    del proto.graph.metadata_props[:]
    del proto.metadata_props[:]
    proto.doc_string = proto.graph.doc_string = ""


def store_as_half(proto: onnx.ModelProto, target: int = 0) -> onnx.ModelProto:
    """Float32 initialisers of 1024 values and more become float16 with a Cast back, the largest first, until the file is under `target`
    bytes: rounding a large matrix averages out, rounding an early small filter does not. Raises ValueError on overflow."""
    result = onnx.ModelProto()
    result.CopyFrom(proto)
    casts = []
    size = result.ByteSize()
    for tensor in sorted(result.graph.initializer, key=lambda one: (-int(np.prod(one.dims)), one.name)):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < SMALL_TENSOR:
            continue
        if size <= target:
            break
        size -= 2 * int(np.prod(tensor.dims))
        with np.errstate(over="ignore"):
            half = numpy_helper.to_array(tensor).astype(np.float16)
        if not np.isfinite(half).all():
            raise ValueError(f"weights of {tensor.name} do not fit float16; export with --weights float32")
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(half, f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT, name=f"{name}.cast"))
    nodes = [*casts, *result.graph.node]
    del result.graph.node[:]
    result.graph.node.extend(nodes)
    onnx.checker.check_model(result)
    return result


def open_session(data: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def run_session(session: onnxruntime.InferenceSession, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs), strict=True))


def parity(model: OmniIML, session: onnxruntime.InferenceSession, sizes: tuple[tuple[int, int, int], ...]) -> dict[str, float]:
    """Largest absolute difference of each output between PyTorch and ONNX Runtime over golden inputs (height, width, seed)."""
    worst: dict[str, float] = {}
    for height, width, seed in sizes:
        inputs = golden_input(height, width, seed)
        with torch.inference_mode():
            values = ExportGraph(model)(*(torch.from_numpy(inputs[key]) for key in ("rgb", "dct", "qt")))
        found = run_session(session, inputs)
        for name, value in zip(output_names(model.config), values, strict=True):
            worst[name] = max(worst.get(name, 0.0), float(np.abs(found[name] - value.numpy()).max()))
    return worst


PARITY_SIZES = ((128, 128, 11), (96, 224, 12), (256, 160, 13), (32, 64, 14), (512, 512, 15), (352, 640, 16))


def export(source: Source, out: Path, *, weights: str = "float16", version: str, trained_at: int, threshold: float = 0.5,
           score_calibrated: bool = False, licence: str = "Apache-2.0", facts: dict[str, Any] | None = None) -> dict[str, Any]:
    """Writes model.onnx, manifest.json, golden.json and MODEL_CARD.md into `out` and returns the manifest. Raises ValueError where the
    file is too big, the float32 graph differs from PyTorch by 1e-3 or more in the mask, or float16 storage adds 1e-2 or more."""
    proto, scene = export_graph(source.model)
    exact = parity(source.model, open_session(proto.SerializeToString()), PARITY_SIZES)
    if exact["mask"] >= PARITY:
        raise ValueError(f"the float32 graph differs from PyTorch: {exact}")
    shipped = source.model.config.name.startswith("nano")
    if weights == "float16":
        proto = store_as_half(proto, HALF_TARGET if shipped else 0)
    data = proto.SerializeToString()
    if len(data) > MAX_BYTES and shipped:
        raise ValueError(f"{len(data)} bytes, over the limit of {MAX_BYTES} for the model shipped with the app")
    session = open_session(data)
    difference = parity(source.model, session, PARITY_SIZES)
    if difference["mask"] >= HALF_PARITY:
        raise ValueError(f"{weights} weights move the mask by {HALF_PARITY} or more: {difference}; try --weights float32")
    manifest = {
        "schema": 1, "id": out.name, "version": version, "file": "model.onnx", "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data), "weights": weights, "opset": OPSET, "parameters": sum(p.numel() for p in source.model.parameters()),
        "multipleOf": 32, "coefficientClip": 20, "inputs": {"rgb": "rgb", "coefficients": "dct", "table": "qt"},
        "outputs": output_names(source.model.config), "trainedAt": trained_at, "threshold": threshold, "scoreCalibrated": score_calibrated,
        "scene": scene,
        "training": {"steps": source.steps, "samples": source.samples, "run": source.run, "config": source.config}, "licence": licence,
    }
    golden = {"schema": 1, "formula": FORMULA, "tolerance": TOLERANCE, "cases": [
        {"height": h, "width": w, "seed": seed, "expected": describe(run_session(session, golden_input(h, w, seed)), h, w)}
        for h, w, seed in CASES]}
    out.mkdir(parents=True, exist_ok=True)
    (out / "model.onnx").write_bytes(data)
    _write_json(out / "manifest.json", manifest)
    _write_json(out / "golden.json", golden)
    (out / "MODEL_CARD.md").write_text(model_card(manifest, source.model.config, exact, difference, facts or {}))
    # Error rates hold for the weights they were measured on; the app refuses a model beside rates of others.
    rates = out / "calibration.json"
    if rates.exists() and json.loads(rates.read_text()).get("modelSha256") != manifest["sha256"]:
        rates.unlink()
    logging.getLogger(__name__).info("largest differences from PyTorch: float32 graph %s, shipped file %s", exact, difference)
    return manifest


def model_card(manifest: dict[str, Any], config: ModelConfig, exact: dict[str, float], difference: dict[str, float], facts: dict[str, Any]) -> str:
    """The template filled from the manifest and from facts: {'intended_use', 'training_data', 'limits': text,
    'results': [{column: value}]}. What nobody measured is said so."""
    untrained = manifest["training"]["steps"] == 0
    rows = facts.get("results")
    values = {key: manifest[key] for key in ("id", "version", "weights", "licence", "threshold", "opset", "sha256")} | {
        "size": config.name, "parameters": f"{manifest['parameters']:,}", "bytes": f"{manifest['bytes']:,}",
        "steps": f"{manifest['training']['steps']:,}", "samples": f"{manifest['training']['samples']:,}", "run": manifest["training"]["run"],
        "trained_at": manifest["trainedAt"],
        "score_kind": "calibrated" if manifest["scoreCalibrated"] else "an order, not a calibrated probability",
        "intended_use": facts.get("intended_use", "Pointing an examiner at regions worth looking at. Never proof by itself."),
        "training_data": "These weights are random: nothing was trained." if untrained else facts.get("training_data", "Data not described."),
        "results": _table(rows) if rows else "Nothing was measured with these weights.",
        "limits": facts.get("limits", "Not studied yet."),
        "parity_exact": f"{exact['mask']:.1e}", "parity": f"{difference['mask']:.1e}",
        "parity_cases": f"{len(PARITY_SIZES)} generated pictures of different sizes",
    }
    text = (Path(__file__).parent / "model" / "MODEL_CARD.template.md").read_text()
    for key, value in values.items():
        text = text.replace("{{" + key + "}}", str(value))
    return text


def _table(rows: list[dict[str, Any]]) -> str:
    columns = list(rows[0])
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join(lines + ["| " + " | ".join(str(row.get(column, "")) for column in columns) + " |" for row in rows])


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1) + "\n")


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger(__name__).setLevel(logging.INFO)
    parser = argparse.ArgumentParser(description="Export a checkpoint to ONNX with manifest, golden self-test and model card.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--checkpoint", type=Path)
    what.add_argument("--untrained", choices=sorted(CONFIGS), help="random weights of this size, to build against")
    parser.add_argument("--out", type=Path, required=True, help="folder; its name becomes the model's id")
    parser.add_argument("--weights", choices=("float16", "float32"), default="float16")
    parser.add_argument("--model-version", default=datetime.now(UTC).strftime("%Y.%m.%d"))
    parser.add_argument("--trained-at", type=int, default=256, help="side in pixels of the last training crops")
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--score-calibrated", action="store_true")
    parser.add_argument("--run", help="name of the training run; the checkpoint's folder unless given")
    parser.add_argument("--samples", type=int, help="samples seen, where the checkpoint does not say")
    parser.add_argument("--licence", default="Apache-2.0")
    parser.add_argument("--facts", type=Path, help="JSON for the model card: intended_use, training_data, limits, results")
    options = parser.parse_args()
    if options.untrained:
        torch.manual_seed(0)
        model = build_model(CONFIGS[options.untrained])
        source = Source(prepare(model), 0, 0, "untrained", model.config.to_dict())
    else:
        source = load_source(options.checkpoint)
    source = Source(source.model, source.steps, options.samples or source.samples, options.run or source.run, source.config)
    facts = json.loads(options.facts.read_text()) if options.facts else None
    manifest = export(source, options.out, weights=options.weights, version=options.model_version, trained_at=options.trained_at,
                      threshold=options.threshold, score_calibrated=options.score_calibrated, licence=options.licence, facts=facts)
    print(json.dumps({key: manifest[key] for key in ("id", "version", "bytes", "sha256", "parameters")}))


if __name__ == "__main__":
    main()
