"""Random numbers of one batch: everything drawn follows from one seed, so that a batch can be made again."""

from __future__ import annotations

import numpy as np
import torch


class Dice:
    """Scalars from numpy, fields from torch on the device that makes the pictures; both seeded by the same integers."""

    def __init__(self, *seed: int, device: torch.device | str = "cpu"):
        self.rng = np.random.default_rng(seed)
        self.device = torch.device(device)
        self.generator = torch.Generator(self.device).manual_seed(int(self.rng.integers(2**62)))
        self.host_generator = torch.Generator().manual_seed(int(self.rng.integers(2**62)))

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def uniform(self, low: float, high: float) -> float:
        return float(self.rng.uniform(low, high))

    def log_uniform(self, low: float, high: float) -> float:
        return float(np.exp(self.rng.uniform(np.log(low), np.log(high))))

    def integer(self, low: int, high: int) -> int:
        """low <= value < high; low when the range is empty."""
        return low if high <= low else int(self.rng.integers(low, high))

    def choice(self, table: dict[str, float]) -> str:
        names = list(table)
        weights = np.array([table[name] for name in names], dtype=np.float64)
        return names[int(self.rng.choice(len(names), p=weights / weights.sum()))]

    def normal(self, *shape: int) -> torch.Tensor:
        return torch.randn(*shape, generator=self.generator, device=self.device)
