"""The tiles of one picture run as if each saw the whole, in Python: part of make_reference.py, sharing no code with the engine.

`scene` in a model's manifest names the values where the network looks at its whole input; the graph is cut there with onnx's own extractor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnx.utils
import onnxruntime

POOL_BINS = (1, 2, 3, 6)


@dataclass
class Tile:
    """First pixel on the canvas, inputs of the network, and own rows and columns (first, end) counted from the tile's first pixel."""

    top: int
    left: int
    feeds: dict[str, np.ndarray]
    rows: tuple[int, int]
    columns: tuple[int, int]

    def own(self, stride: int) -> tuple[np.ndarray, np.ndarray]:
        """Indices of the rows and columns of features of this stride that are the tile's own."""
        found = []
        for (first, end), size in zip((self.rows, self.columns), self.feeds["rgb"].shape[2:], strict=True):
            at = np.arange(math.ceil(size / stride)) * stride
            found.append(np.flatnonzero((at >= first) & (at < end)))
        return found[0], found[1]


class Staged:
    """A model that is run stage by stage over all tiles."""

    def __init__(self, model: Path, scene: dict[str, Any]) -> None:
        extractor = onnx.utils.Extractor(onnx.load(model / "model.onnx"))

        def part(inputs: list[str], outputs: list[str]) -> onnxruntime.InferenceSession:
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 2
            options.log_severity_level = 3
            return onnxruntime.InferenceSession(extractor.extract_model(inputs, outputs).SerializeToString(), options, providers=["CPUExecutionProvider"])

        self.steps = scene["steps"]
        self.stages = [(part(stage["inputs"], stage["outputs"]), stage) for stage in scene["stages"]]
        self.reduce = {step["features"]: part(step["pooled"], step["reduced"]) for step in self.steps if step["kind"] == "pyramid"}

    def run(self, tiles: list[Tile], height: int, width: int) -> list[dict[str, np.ndarray]]:
        """Values of each tile after the last stage; height and width of the canvas in pixels."""
        values = [dict(tile.feeds) for tile in tiles]
        for index, (session, stage) in enumerate(self.stages):
            for one in values:
                one |= zip(stage["outputs"], session.run(stage["outputs"], {name: one[name] for name in stage["inputs"]}), strict=True)
            for step in self.steps:
                if step["stage"] == index:
                    {"mean": join_mean, "attention": join_attention, "pyramid": self.join_pyramid}[step["kind"]](step, tiles, values, height, width)
        return values

    def join_pyramid(self, step: dict[str, Any], tiles: list[Tile], values: list[dict[str, np.ndarray]], height: int, width: int) -> None:
        stride = step["stride"]
        rows, columns = height // stride, width // stride
        whole = np.zeros((values[0][step["features"]].shape[1], rows, columns))
        for tile, one in zip(tiles, values, strict=True):
            down, across = tile.own(stride)
            whole[:, (tile.top // stride + down)[:, None], tile.left // stride + across] = one[step["features"]][0][:, down[:, None], across]
        pooled = {}
        for name, bins in zip(step["pooled"], POOL_BINS, strict=True):
            means = [[whole[:, top:bottom, left:right].mean((1, 2)) for left, right in edges(bins, columns)] for top, bottom in edges(bins, rows)]
            pooled[name] = np.array(means).transpose(2, 0, 1)[None].astype(np.float32)
        reduced = self.reduce[step["features"]].run(step["reduced"], pooled)
        for tile, one in zip(tiles, values, strict=True):
            high, wide = one[step["features"]].shape[2:]
            for name, small in zip(step["enlarged"], reduced, strict=True):
                down = enlarging(rows, small.shape[2])[tile.top // stride :][:high]
                across = enlarging(columns, small.shape[3])[tile.left // stride :][:wide]
                one[name] = (down @ small.astype(np.float64) @ across.T).astype(np.float32)


def edges(bins: int, length: int) -> list[tuple[int, int]]:
    return [(index * length // bins, math.ceil((index + 1) * length / bins)) for index in range(bins)]


def enlarging(large: int, small: int) -> np.ndarray:
    """[large,small]: bilinear, half-pixel centres, edges repeated."""
    at = np.clip((np.arange(large) + 0.5) * small / large - 0.5, 0, small - 1)
    return np.clip(1 - np.abs(at[:, None] - np.arange(small)), 0, None)


def join_mean(step: dict[str, Any], tiles: list[Tile], values: list[dict[str, np.ndarray]], *_: int) -> None:
    parts = []
    for tile, one in zip(tiles, values, strict=True):
        down, across = tile.own(step["stride"])
        parts.append(one[step["features"]][0][:, down[:, None], across].reshape(one[step["features"]].shape[1], -1).astype(np.float64))
    mean = np.concatenate(parts, 1).mean(1)[None].astype(np.float32)
    for one in values:
        one[step["mean"]] = mean


def join_attention(step: dict[str, Any], tiles: list[Tile], values: list[dict[str, np.ndarray]], *_: int) -> None:
    scores, features = [], []
    for tile, one in zip(tiles, values, strict=True):
        down, across = tile.own(step["stride"])
        own = (down[:, None] * math.ceil(tile.feeds["rgb"].shape[3] / step["stride"]) + across).reshape(-1)
        scores.append(one[step["scores"]][..., own].astype(np.float64))
        features.append(one[step["values"]][:, :, own].astype(np.float64))
    weights = np.concatenate(scores, 3)
    weights = np.exp(weights - weights.max(3, keepdims=True))
    result = ((weights / weights.sum(3, keepdims=True)) @ np.concatenate(features, 2)).astype(np.float32)
    for one in values:
        one[step["result"]] = result
