"""Where the network looks at its whole input at once: squeeze-and-excitation, the gate, query attention, pyramid pooling, the global
vectors of the dynamic filters. A picture run in tiles must take these from the whole picture, so the exported file names them
(training/stages.py) and the engine computes them over all tiles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from torch import Tensor


@dataclass
class Scene:
    """Notes, in order of execution, every value that depends on the whole input, and what it is made of. `notes` holds dicts of
    'kind', 'stride' and tensors or lists of tensors:
      mean       features [B,C,h,w] -> mean [B,C]
      attention  scores [B,heads,N,h*w], values [B,heads,h*w,d] -> result [B,heads,N,d], softmax(scores) @ values
      pyramid    features [B,C,h,w] -> per scale: pooled [B,C,s,s] (adaptive average), reduced [B,D,s,s] (a 1x1 convolution and ReLU of
                 it), enlarged [B,D,h,w] (bilinear)"""

    notes: list[dict[str, Any]] = field(default_factory=list)


def scene_mean(x: Tensor, scene: Scene | None, stride: int) -> Tensor:
    """[B,C,h,w], features of this stride -> their mean [B,C]."""
    if scene is None:
        return x.mean((2, 3))
    for note in scene.notes:
        if note["kind"] == "mean" and note["features"] is x:
            return note["mean"]
    mean = x.mean((2, 3))
    scene.notes.append({"kind": "mean", "stride": stride, "features": x, "mean": mean})
    return mean
