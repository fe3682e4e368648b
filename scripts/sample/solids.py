"""Product photographs: a few solids on a table, found by sphere tracing signed distances (Hart 1996), with soft shadow,
ambient occlusion and a highlight. Lengths are in units of roughly ten centimetres; y is up, the table is y = 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from render import fractal

Distance = Callable[[np.ndarray], np.ndarray]
Colour = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Solid:
    distance: Distance
    colour: Colour
    gloss: float


def plain(red: float, green: float, blue: float) -> Colour:
    return lambda p: np.broadcast_to(np.array([red, green, blue], np.float32), p.shape)


def ball(x: float, z: float, radius: float, colour: Colour, gloss: float = 0.25) -> Solid:
    centre = np.array([x, radius, z])
    return Solid(lambda p: np.linalg.norm(p - centre, axis=-1) - radius, colour, gloss)


def box(x: float, z: float, half: tuple[float, float, float], turn: float, colour: Colour, gloss: float = 0.1) -> Solid:
    cosine, sine = np.cos(turn), np.sin(turn)

    def distance(p: np.ndarray) -> np.ndarray:
        px, pz = p[..., 0] - x, p[..., 2] - z
        q = np.stack([cosine * px + sine * pz, p[..., 1] - half[1], -sine * px + cosine * pz], -1)
        d = np.abs(q) - np.array(half) + 0.04
        return np.linalg.norm(np.maximum(d, 0), axis=-1) + np.minimum(d.max(-1), 0) - 0.04

    def local(p: np.ndarray) -> np.ndarray:
        px, pz = p[..., 0] - x, p[..., 2] - z
        return colour(np.stack([(cosine * px + sine * pz) / half[0], p[..., 1] / half[1] - 1, (-sine * px + cosine * pz) / half[2]], -1))

    return Solid(distance, local, gloss)


def turned(x: float, z: float, profile: list[tuple[float, float]], colour: Colour, gloss: float = 0.4) -> Solid:
    """A body of revolution; `profile` lists (height, radius) from the foot up. Distances are bounds, good enough to march."""
    heights, radii = np.array(profile).T

    def distance(p: np.ndarray) -> np.ndarray:
        around = np.hypot(p[..., 0] - x, p[..., 2] - z)
        side = (around - np.interp(p[..., 1], heights, radii)) * 0.6
        ends = np.maximum(heights[0] - p[..., 1], p[..., 1] - heights[-1])
        return np.maximum(side, ends)

    def local(p: np.ndarray) -> np.ndarray:
        return colour(np.stack([np.arctan2(p[..., 0] - x, p[..., 2] - z), p[..., 1], np.zeros(p.shape[:-1])], -1))

    return Solid(distance, local, gloss)


def _nearest(p: np.ndarray, solids: list[Solid]) -> np.ndarray:
    return np.minimum.reduce([p[..., 1], *[solid.distance(p) for solid in solids]])


def photograph(solids: list[Solid], table: Colour, wall: tuple[float, float, float], size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """The scene as the camera at (0, 1.9, -6.2) sees it; sRGB 0..1."""
    width, height = size
    v, u = np.mgrid[0:height, 0:width]
    u, v = (u + 0.5 - width / 2) / width, (height * 0.42 - v - 0.5) / width
    ray = np.stack([u, v - 0.13, np.full_like(u, 1.05)], -1)
    ray /= np.linalg.norm(ray, axis=-1, keepdims=True)
    eye = np.array([0.0, 1.9, -6.2])
    travel = np.full((height, width), 2.0)
    for _ in range(70):
        travel = np.minimum(travel + _nearest(eye + ray * travel[..., None], solids), 30)
    point = eye + ray * travel[..., None]
    hit = travel < 29
    distances = np.stack([point[..., 1], *[solid.distance(point) for solid in solids]])
    which = distances.argmin(0)

    step = 0.002
    normal = np.stack([_nearest(point + step * axis, solids) - _nearest(point - step * axis, solids) for axis in np.eye(3)], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True) + 1e-9
    light = np.array([-0.55, 0.72, -0.42])
    light /= np.linalg.norm(light)

    shadow = np.ones((height, width))
    along = np.full((height, width), 0.03)
    for _ in range(36):
        d = _nearest(point + normal * 0.01 + light * along[..., None], solids)
        shadow = np.minimum(shadow, np.clip(0.5 + 7 * d / along, 0, 1))
        along += np.clip(d, 0.02, 0.3)
    occlusion = sum((0.09 * k - _nearest(point + normal * 0.09 * k, solids)) / 2**k for k in range(1, 5))
    ambient = np.clip(1 - 2.2 * occlusion, 0.15, 1)

    colour = np.zeros((height, width, 3))
    gloss = np.zeros((height, width))
    for k, (paint, shine) in enumerate([(table, 0.06), *[(solid.colour, solid.gloss) for solid in solids]]):
        here = which == k
        colour[here] = paint(point[here])
        gloss[here] = shine
    diffuse = np.clip((normal * light).sum(-1), 0, 1) * shadow
    half = light - ray
    half /= np.linalg.norm(half, axis=-1, keepdims=True)
    shine = gloss * np.clip((normal * half).sum(-1), 0, 1) ** 60 * shadow
    rim = gloss * 0.35 * (1 - np.abs((normal * ray).sum(-1))) ** 3
    lit = colour**2.2 * (0.85 * diffuse + 0.32 * ambient)[..., None] + (shine + rim * ambient)[..., None]
    falloff = np.clip(1.25 - 0.05 * travel, 0.3, 1)[..., None]
    picture = np.clip(lit * falloff, 0, 1) ** (1 / 2.2)
    back = np.array(wall) * (0.82 + 0.25 * v / v.max())[..., None] * (1 + 0.02 * fractal((height, width), rng, 300, 3))[..., None]
    depth = np.clip((travel - 10) / 5, 0, 1)[..., None]
    return np.clip(np.where(hit[..., None], picture * (1 - depth) + back * depth, back), 0, 1)
