"""Masks of altered regions: closed curves, rectangles and blobs, as float [H,W] in 0..1."""

from __future__ import annotations

import math

import numpy as np
import torch

from .dice import Dice
from .filters import resize


def random_shape(dice: Dice, size: int, area_low: float = 0.01, area_high: float = 0.4) -> torch.Tensor:
    """One hard region of a drawn kind in a size x size field; it may reach over the border. Never empty."""
    kind = dice.choice({"curve": 0.4, "polygon": 0.25, "ellipse": 0.1, "rectangle": 0.1, "blob": 0.15})
    share = dice.log_uniform(area_low, area_high)
    for _ in range(4):
        mask = blob(dice, size, share) if kind == "blob" else star(dice, size, share, kind)
        if 24 <= float(mask.sum()) <= 0.85 * size * size:
            return mask
    return star(dice, size, 0.1, "ellipse")


def superpixels(dice: Dice, picture: torch.Tensor) -> torch.Tensor:
    """A few neighbouring cells of a picture that follow its edges: nearest of drawn seeds in place and colour (one step of SLIC, Achanta et al., 2012).

    picture: float [3,S,S], 0..255. Returns [S,S] of 0 and 1.
    """
    size = picture.shape[-1]
    seeds = dice.integer(12, 48)
    at = torch.from_numpy(dice.rng.integers(0, size, (seeds, 2))).to(picture.device)
    axis = torch.arange(size, dtype=torch.float32, device=picture.device)
    place = (axis[None, :, None] - at[:, 0, None, None]) ** 2 + (axis[None, None, :] - at[:, 1, None, None]) ** 2
    colours = picture[:, at[:, 0], at[:, 1]].T
    tone = ((picture[None] - colours[:, :, None, None]) ** 2).sum(1)
    cells = (place * (seeds / size**2) + tone / dice.log_uniform(800, 8000)).argmin(0)
    centre = at[dice.integer(0, seeds)].float()
    near = ((at.float() - centre) ** 2).sum(1).argsort()[: dice.integer(1, 1 + max(2, seeds // 5))]
    return torch.isin(cells, near).float()


def star(dice: Dice, size: int, share: float, kind: str) -> torch.Tensor:
    """Star-shaped region about a drawn centre: radius as a function of the angle (smooth, piecewise linear or constant), stretched and turned."""
    axis = torch.arange(size, dtype=torch.float32, device=dice.device) + 0.5
    radius = math.sqrt(share * size * size / math.pi)
    margin = min(0.6 * radius, 0.45 * size)
    centre_x, centre_y = dice.uniform(margin * 0.5, size - margin * 0.5), dice.uniform(margin * 0.5, size - margin * 0.5)
    turn, stretch = dice.uniform(0, 2 * math.pi), dice.log_uniform(0.5, 2.0)
    dx, dy = axis[None, :] - centre_x, axis[:, None] - centre_y
    along = (dx * math.cos(turn) + dy * math.sin(turn)) / math.sqrt(stretch)
    across = (-dx * math.sin(turn) + dy * math.cos(turn)) * math.sqrt(stretch)
    if kind == "rectangle":
        half = radius * math.sqrt(math.pi) / 2
        return ((along.abs() < half) & (across.abs() < half)).float()
    distance = torch.sqrt(along**2 + across**2)
    if kind == "ellipse":
        return (distance < radius).float()
    angle = torch.atan2(across, along) / (2 * math.pi) + 0.5
    return (distance < radius * _outline(dice, kind, angle)).float()


def _outline(dice: Dice, kind: str, angle: torch.Tensor) -> torch.Tensor:
    """Relative radius at each angle (in turns, 0..1)."""
    corners = dice.integer(4, 9) if kind == "polygon" else dice.integer(8, 24)
    radii = np.clip(dice.rng.normal(1.0, 0.3, corners), 0.35, 2.0).astype(np.float32)
    knots = torch.from_numpy(np.append(radii, radii[0])).to(angle.device)
    position = angle.clamp(0, 1 - 1e-6) * corners
    left = position.floor().long()
    part = position - left
    if kind == "curve":
        part = part * part * (3 - 2 * part)
    return knots[left] * (1 - part) + knots[left + 1] * part


def blob(dice: Dice, size: int, share: float) -> torch.Tensor:
    """Smooth noise above a level, inside a window: several ragged pieces."""
    cells = dice.integer(4, 12)
    field = resize(dice.normal(1, cells, cells), size, size, "bicubic")[0]
    field = field + 2.0 * star(dice, size, min(0.9, 2.5 * share), "ellipse")
    level = torch.quantile(field.flatten(), 1 - share)
    return (field > level).float()
