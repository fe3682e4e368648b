"""A small network of fixed weights with the inputs and outputs of the real ones: `python3 test/parity/make_probe.py` writes test/parity/probe.

It answers strongly to every input (pixels, coefficients, table) and sees 9 x 9 pixels only, so that tests can tell an error of the pipeline from a
property of a trained network, and need no new references when a model is exported."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OUT = Path(__file__).resolve().parent / "probe"
MAPS = ("mask", "coarse_rgb", "coarse_fused", "quality")


def constant(name: str, value: np.ndarray) -> onnx.TensorProto:
    return numpy_helper.from_array(value, name)


def build() -> onnx.ModelProto:
    weights = np.random.default_rng(0).normal(0, 0.8 / 9, (4, 4, 9, 9)).astype(np.float32)
    inputs = [
        helper.make_tensor_value_info("rgb", TensorProto.UINT8, [1, 3, "height", "width"]),
        helper.make_tensor_value_info("dct", TensorProto.UINT8, [1, "height", "width"]),
        helper.make_tensor_value_info("qt", TensorProto.INT32, [1, 64]),
    ]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, "height", "width"]) for name in MAPS]
    outputs += [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in ("gate", "score")]
    constants = [
        constant("weights", weights), constant("middle", np.float32([128])), constant("rgb_scale", np.float32([0.02])), constant("dct_scale", np.float32([0.2])),
        constant("qt_scale", np.float32([0.001])), constant("first", np.int64([0])), constant("second", np.int64([1])), constant("parts", np.int64([1, 1, 1, 1])),
    ]
    node = helper.make_node
    nodes = [
        node("Cast", ["rgb"], ["rgb_float"], to=TensorProto.FLOAT), node("Sub", ["rgb_float", "middle"], ["rgb_centred"]),
        node("Mul", ["rgb_centred", "rgb_scale"], ["rgb_scaled"]), node("Cast", ["dct"], ["dct_float"], to=TensorProto.FLOAT),
        node("Mul", ["dct_float", "dct_scale"], ["dct_scaled"]), node("Unsqueeze", ["dct_scaled", "second"], ["dct_plane"]),
        node("Concat", ["rgb_scaled", "dct_plane"], ["planes"], axis=1), node("Conv", ["planes", "weights"], ["sums"], pads=[4, 4, 4, 4]),
        node("Cast", ["qt"], ["qt_float"], to=TensorProto.FLOAT), node("ReduceMean", ["qt_float"], ["qt_mean"], keepdims=0),
        node("Mul", ["qt_mean", "qt_scale"], ["qt_scaled"]), node("Add", ["sums", "qt_scaled"], ["logits"]), node("Sigmoid", ["logits"], ["maps"]),
        node("Split", ["maps", "parts"], [f"{name}_plane" for name in MAPS], axis=1),
        *(node("Squeeze", [f"{name}_plane", "second"], [name]) for name in MAPS),
        node("ReduceMean", ["mask"], ["mean"], keepdims=0), node("Unsqueeze", ["mean", "first"], ["gate"]),
        node("ReduceMax", ["mask"], ["most"], keepdims=0), node("Unsqueeze", ["most", "first"], ["score"]),
    ]
    model = helper.make_model(helper.make_graph(nodes, "probe", inputs, outputs, constants), opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    return model


def main() -> None:
    data = build().SerializeToString()
    OUT.mkdir(exist_ok=True)
    (OUT / "model.onnx").write_bytes(data)
    manifest = {
        "schema": 1, "id": "probe", "version": "1", "file": "model.onnx", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "weights": "float32",
        "opset": 18, "parameters": 4 * 4 * 81, "multipleOf": 32, "coefficientClip": 20, "inputs": {"rgb": "rgb", "coefficients": "dct", "table": "qt"},
        "outputs": [*MAPS, "gate", "score"], "trainedAt": 256, "threshold": 0.5, "scoreCalibrated": False,
        "training": {"steps": 0, "samples": 0, "run": "none", "config": {}}, "licence": "Apache-2.0",
    }
    (OUT / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
