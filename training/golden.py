"""Deterministic inputs for the self-test of an exported model; the same integers come out of a few lines of TypeScript.

FORMULA below travels inside golden.json. All arithmetic is on unsigned 32-bit integers (in TypeScript: Math.imul and >>> 0)."""

from __future__ import annotations

from typing import Any

import numpy as np

FORMULA = (
    "uint32 arithmetic. hash(i, seed): h = i + seed*0x9E3779B1; h ^= h>>>16; h *= 0x21F0AAAD; h ^= h>>>15; h *= 0x735A2D97; h ^= h>>>15. "
    "inside(y,x): floor(H/4) <= y < floor(H/2) and floor(W/4) <= x < floor(3*W/4). "
    "rgb[c,y,x] = 64 + (x + 2*y + 40*c) % 128 + hash((c*H + y)*W + x, seed) % (inside ? 3 : 17). "
    "dct[y,x]: limit = 21 - 3*((y&7) + (x&7)); limit < 2 ? 0 : v = hash(y*W + x, seed+1) % limit, and v & ~1 where inside. "
    "qt[k] = 2 + 3*(k>>3) + 3*(k&7) + seed, natural order."
)
CASES = ((128, 160, 1), (96, 224, 2), (256, 192, 3))  # height, width, seed
TOLERANCE = 0.002
MAPS = ("mask", "coarse_rgb", "coarse_fused", "quality")


def golden_hash(index: np.ndarray, seed: int) -> np.ndarray:
    """uint32 array -> uint32 array."""
    with np.errstate(over="ignore"):
        h = index.astype(np.uint32) + np.uint32((seed * 0x9E3779B1) & 0xFFFFFFFF)
        h ^= h >> np.uint32(16)
        h *= np.uint32(0x21F0AAAD)
        h ^= h >> np.uint32(15)
        h *= np.uint32(0x735A2D97)
        return h ^ (h >> np.uint32(15))


def golden_input(height: int, width: int, seed: int) -> dict[str, np.ndarray]:
    """rgb uint8 [1,3,H,W], dct uint8 [1,H,W], qt int32 [1,64]."""
    c, y, x = np.meshgrid(np.arange(3), np.arange(height), np.arange(width), indexing="ij")
    inside = (y >= height // 4) & (y < height // 2) & (x >= width // 4) & (x < 3 * width // 4)
    noise = golden_hash((c * height + y) * width + x, seed) % np.where(inside, 3, 17).astype(np.uint32)
    rgb = 64 + (x + 2 * y + 40 * c) % 128 + noise
    y, x, inside = y[0], x[0], inside[0]
    limit = 21 - 3 * ((y & 7) + (x & 7))
    value = golden_hash(y * width + x, seed + 1) % np.maximum(limit, 1).astype(np.uint32)
    value = np.where(limit < 2, 0, np.where(inside, value & ~np.uint32(1), value))
    k = np.arange(64)
    table = 2 + 3 * (k >> 3) + 3 * (k & 7) + seed
    return {"rgb": rgb[None].astype(np.uint8), "dct": value[None].astype(np.uint8), "qt": table[None].astype(np.int32)}


def describe(outputs: dict[str, np.ndarray], height: int, width: int) -> dict[str, Any]:
    """Statistics and sampled values of one run: {'mask': {mean,min,max,samples:[[y,x,value]]}, ..., 'gate', 'score', 'kernels'}."""
    expected: dict[str, Any] = {}
    for name in MAPS:
        plane = outputs[name][0].astype(np.float64)
        points = [(height * row // 8, width * column // 8) for row in (1, 3, 5, 7) for column in (1, 3, 5, 7)]
        expected[name] = {
            "mean": _short(plane.mean()), "min": _short(plane.min()), "max": _short(plane.max()),
            "samples": [[y, x, _short(plane[y, x])] for y, x in points],
        }
    for name in ("gate", "score"):
        expected[name] = _short(outputs[name][0])
    if "kernels" in outputs:
        expected["kernels"] = [[_short(value) for value in row] for row in outputs["kernels"][0]]
    return expected


def _short(value: float) -> float:
    return round(float(value), 6)
