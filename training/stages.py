"""How an exported graph is run in tiles as if it saw the whole picture.

The network looks at its whole input at a few places (training/model/scene.py). Between them it is local. So the graph falls into stages:
all tiles run the first, what the whole picture has at the first such places is put together from them, all tiles run the second with it,
and so on: each node runs once a tile, as in a plain run. The plan names the values at the cuts; the file stays one ordinary graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import onnx
from torch import Tensor

REPLACED = {"mean": "mean", "attention": "result", "pyramid": "enlarged"}  # what later nodes read in place of the tile's own
SOURCES = {"mean": ("features",), "attention": ("scores", "values"), "pyramid": ("features",)}


def name_notes(notes: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str], list[Tensor]]:
    """The notes of a Scene with names in place of tensors ('scene.3.features'), and the names and tensors themselves."""
    steps, names, tensors = [], [], []
    for index, note in enumerate(notes):
        step: dict[str, Any] = {"kind": note["kind"], "stride": note["stride"]}
        for key, value in note.items():
            if isinstance(value, Tensor):
                step[key] = f"scene.{index}.{key}"
                names.append(step[key])
                tensors.append(value)
            elif isinstance(value, list):
                step[key] = [f"scene.{index}.{key}.{part}" for part in range(len(value))]
                names += step[key]
                tensors += value
        steps.append(step)
    return steps, names, tensors


def plan_stages(graph: onnx.GraphProto, steps: list[dict[str, Any]], outputs: list[str]) -> dict[str, Any]:
    """{'steps': the steps, each with the 'stage' that ends with its sources; 'stages': [{'inputs', 'outputs'}]}, names of values. A
    stage's inputs are graph inputs, outputs of earlier stages and replaced values of earlier steps; `outputs` come from the last, or
    from an earlier one where a step needs them too (a soft gate)."""
    if any(attribute.type in (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS) for node in graph.node for attribute in node.attribute):
        raise ValueError("a graph with control flow cannot be cut into stages")
    producer = {name: index for index, node in enumerate(graph.node) for name in node.output}
    inputs = {value.name for value in graph.input}
    constant = _constant_nodes(graph, inputs)
    replaced = {name: index for index, step in enumerate(steps) for name in _names(step, (REPLACED[step["kind"]],))}

    def needed(targets: Iterable[str], ends: dict[str, int]) -> tuple[set[int], set[str]]:
        """Nodes that compute `targets` from `ends` and graph inputs, and the ends met."""
        nodes: set[int] = set()
        met: set[str] = set()
        waiting = list(targets)
        while waiting:
            name = waiting.pop()
            if name in ends or name in inputs:
                met.add(name)
                continue
            index = producer.get(name)
            if index is None or index in nodes:
                continue
            nodes.add(index)
            waiting += [one for one in graph.node[index].input if one]
        return nodes, met

    levels: list[int] = []
    for step in steps:
        _, met = needed(_names(step, SOURCES[step["kind"]]), replaced)
        levels.append(1 + max((levels[replaced[name]] for name in met if name in replaced), default=-1))
    targets = [[name for step, level in zip(steps, levels, strict=True) if level == stage for name in _names(step, SOURCES[step["kind"]])]
               for stage in range(1 + max(levels, default=-1))] + [outputs]
    owner: dict[int, int] = {}
    members: list[set[int]] = []
    for stage, wanted in enumerate(targets):
        nodes, _ = needed(wanted, replaced)
        fresh = {index for index in nodes if index not in owner}
        owner |= {index: stage for index in fresh if index not in constant}
        members.append(fresh | (nodes & constant))
    stages = []
    for stage, wanted in enumerate(targets):
        read = {name for index in members[stage] for name in graph.node[index].input if name}
        used_later = {name for later in range(stage + 1, len(targets)) for index in members[later] - constant for name in graph.node[index].input}
        used_later |= {name for later in targets[stage + 1:] for name in later}
        made = {name for index in members[stage] - constant for name in graph.node[index].output}
        from_before = {name for name in read if name in inputs or name in replaced
                       or (name in producer and producer[name] not in constant and owner.get(producer[name], stage) < stage)}
        stages.append({"inputs": sorted(from_before), "outputs": sorted((made & used_later) - set(replaced) | (made & set(wanted)))})
    fixed = {name for index in constant for name in graph.node[index].output} | {tensor.name for tensor in graph.initializer}
    stages[-1]["outputs"] = sorted({*stages[-1]["outputs"], *(fixed & set(outputs))})
    return {"steps": [step | {"stage": level} for step, level in zip(steps, levels, strict=True)], "stages": stages}


def cut_values(scene: dict[str, Any]) -> set[str]:
    """Names of all values that a stage takes or gives."""
    pooled = {name for step in scene["steps"] if step["kind"] == "pyramid" for name in [*step["pooled"], *step["reduced"]]}
    return pooled | {name for stage in scene["stages"] for name in [*stage["inputs"], *stage["outputs"]]}


def _names(step: dict[str, Any], keys: Iterable[str]) -> list[str]:
    return [name for key in keys for name in ([step[key]] if isinstance(step[key], str) else step[key])]


def _constant_nodes(graph: onnx.GraphProto, inputs: set[str]) -> set[int]:
    """Nodes that depend on no input: each stage holds its own copy."""
    varying = set(inputs)
    constant = set()
    for index, node in enumerate(graph.node):
        if any(name in varying for name in node.input):
            varying.update(node.output)
        else:
            constant.add(index)
    return constant
