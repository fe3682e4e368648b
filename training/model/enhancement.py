"""Anomaly Enhancement: learnable queries pull out task-agnostic features that box supervision shapes while training."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.model.blocks import ChannelNorm, ConvNormAct, separable
from training.model.scene import Scene


class QueryAttention(nn.Module):
    """Latent attention in two steps, linear in the number of pixels: learnable queries attend over the pixels and become prototypes,
    then the pixels attend to the prototypes. [B,C,h,w] -> [B,D,h,w]."""

    def __init__(self, channels: int, width: int, queries: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.queries = nn.Parameter(torch.randn(queries, width) * 0.5)
        self.norm = ChannelNorm(channels)
        self.pixels = nn.Conv2d(channels, 3 * width, 1)  # key and value of step 1, query of step 2
        self.prototypes = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 2 * width))  # key and value of step 2
        self.output = nn.Conv2d(width, width, 1)

    def forward(self, x: Tensor, scene: Scene | None = None, stride: int = 8) -> Tensor:
        batch, _, height, width = x.shape
        key, value, query = self._split(self.pixels(self.norm(x)).flatten(2).transpose(1, 2), 3)
        learnt = self._split(self.queries.to(key.dtype).unsqueeze(0).expand(batch, -1, -1), 1)[0]
        scores = _scores(learnt, key)
        prototypes = F.softmax(scores, 3).to(value.dtype) @ value
        if scene is not None:
            scene.notes.append({"kind": "attention", "stride": stride, "scores": scores, "values": value, "result": prototypes})
        prototypes = prototypes.transpose(1, 2).flatten(2)
        key, value = self._split(self.prototypes(prototypes), 2)
        pixels = (F.softmax(_scores(query, key), 3).to(value.dtype) @ value).transpose(1, 2).flatten(2)
        return self.output(pixels.transpose(1, 2).unflatten(2, (height, width)))

    def _split(self, tokens: Tensor, parts: int) -> list[Tensor]:
        """[B,N,parts*D] -> `parts` tensors [B,heads,N,D/heads]."""
        return [part.unflatten(2, (self.heads, -1)).transpose(1, 2) for part in tokens.chunk(parts, 2)]


class EnhancementLevel(nn.Module):
    """E' = fuse(E + zero-started 1x1 of F). Returns (E', F); the detector reads F."""

    def __init__(self, channels: int, width: int, queries: int, heads: int, light: bool) -> None:
        super().__init__()
        self.attention = QueryAttention(channels, width, queries, heads)
        self.back = nn.Conv2d(width, channels, 1)
        nn.init.zeros_(self.back.weight)
        nn.init.zeros_(self.back.bias)
        self.fuse = separable(channels, channels) if light else ConvNormAct(channels, channels, 3)

    def forward(self, x: Tensor, scene: Scene | None = None, stride: int = 8) -> tuple[Tensor, Tensor]:
        features = self.attention(x, scene, stride)
        return self.fuse(x + self.back(features)), features


def _scores(query: Tensor, key: Tensor) -> Tensor:
    """q k^T / sqrt(d) of [B,heads,N,d] and [B,heads,M,d]."""
    return query @ key.transpose(2, 3) * key.shape[3] ** -0.5
