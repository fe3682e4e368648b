"""Drawn portraits: a face as a relief, lit from the side. Nobody is depicted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from render import blur, fractal, over


@dataclass(frozen=True)
class Person:
    skin: tuple[float, float, float]
    hair: tuple[float, float, float]
    iris: tuple[float, float, float]
    shirt: tuple[float, float, float]
    wall: tuple[float, float, float]
    hair_length: float
    jaw: float
    age: float
    light: float


def _bump(x, y, cx, cy, sx, sy):
    return np.exp(-(((x - cx) / sx) ** 2) - ((y - cy) / sy) ** 2)


def _soft(value, width):
    return np.clip(0.5 + value / width, 0, 1)


def portrait(person: Person, size: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Head and shoulders. x and y run over about -0.8..0.8 and -1.15..1.25, the face's middle at 0, its half height .62."""
    width, height = size
    row, column = np.mgrid[0:height, 0:width].astype(np.float32)
    unit = height / 2.4
    x, y = (column - width / 2) / unit, (row - height * 0.47) / unit
    noise = fractal((height, width), rng, 40, 5)
    fine = fractal((height, width), rng, 5, 3)
    edge = 3 / unit

    half = 0.47 - 0.13 * person.jaw * np.clip(y - 0.05, 0, 1) ** 1.3 - 0.06 * np.clip(-y - 0.25, 0, 1)
    inside = 1 - (np.abs(x) / half) ** 2.3 - (np.abs(y - 0.02) / 0.64) ** 2.4
    face = _soft(inside, 0.05)
    relief = 0.46 * np.sqrt(np.clip(inside, 0, 1))
    relief += 0.10 * _bump(x, y, 0, 0.10, 0.055, 0.20) + 0.085 * _bump(x, y, 0, 0.19, 0.075, 0.055)
    relief += 0.03 * (_bump(x, y, -0.07, 0.215, 0.035, 0.03) + _bump(x, y, 0.07, 0.215, 0.035, 0.03))
    for side in (-1, 1):
        relief -= 0.075 * _bump(x, y, side * 0.185, -0.055, 0.115, 0.07)
        relief += 0.035 * _bump(x, y, side * 0.18, -0.05, 0.075, 0.04)
        relief += 0.05 * _bump(x, y, side * 0.24, 0.16, 0.12, 0.11)
        relief += 0.035 * _bump(x, y, side * 0.17, -0.15, 0.13, 0.035)
        fold = np.abs(x - side * (0.10 + 0.35 * (y - 0.2)))
        relief -= 0.012 * person.age * np.exp(-((fold / 0.014) ** 2)) * _bump(y, y, 0.28, 0.28, 0.08, 0.08)
    relief += 0.030 * _bump(x, y, 0, 0.345, 0.13, 0.022) + 0.038 * _bump(x, y, 0, 0.395, 0.11, 0.028) - 0.03 * _bump(x, y, 0, 0.369, 0.14, 0.008)
    relief += 0.05 * _bump(x, y, 0, 0.53, 0.10, 0.06) + 0.0005 * fine + 0.0005 * noise
    relief -= 0.004 * person.age * np.sin(y * 95 + 2 * np.sin(x * 5)) * _bump(x, y, 0, -0.32, 0.25, 0.10)

    gy, gx = np.gradient(blur(relief, 1.4) * unit)
    normal = np.stack([-gx, -gy, np.ones_like(gx)], -1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    key = np.array([person.light, -0.45, 0.72])
    key /= np.linalg.norm(key)
    lambert = (normal * key).sum(-1)
    lit = np.stack([np.clip((lambert + wrap) / (1 + wrap), 0, 1) for wrap in (0.36, 0.24, 0.18)], -1)
    fill = 0.22 + 0.16 * np.clip(normal[..., 0] * -np.sign(person.light), 0, 1)
    skin = np.array(person.skin) ** 2.2 * (1 + 0.035 * noise[..., None] + 0.02 * fine[..., None])
    flush = _bump(x, y, -0.24, 0.17, 0.13, 0.11) + _bump(x, y, 0.24, 0.17, 0.13, 0.11) + 0.8 * _bump(x, y, 0, 0.2, 0.07, 0.06)
    skin = skin * (1 - flush[..., None] * np.array([-0.04, 0.14, 0.13]))
    mouth = _soft(1 - (np.abs(x) / 0.15) ** 2.2 - (np.abs(y - 0.372 - 0.05 * np.abs(x)) / (0.046 - 0.012 * _bump(x, y, 0, 0.33, 0.03, 0.05))) ** 2, 0.5)
    skin = skin * (1 - 0.75 * mouth[..., None] * np.array([0.10, 0.42, 0.38]))
    gloss = 0.09 * np.clip((normal * (key + [0, 0, 1]) / np.linalg.norm(key + [0, 0, 1])).sum(-1), 0, 1) ** 26
    skin = skin * (1.0 * lit + fill[..., None]) + gloss[..., None]
    line = np.exp(-(((y - 0.370 - 0.03 * x**2) / 0.006) ** 2)) * _soft(0.135 - np.abs(x), 0.04)
    nostril = _bump(x, y, -0.042, 0.232, 0.022, 0.011) + _bump(x, y, 0.042, 0.232, 0.022, 0.011)
    skin = skin * (1 - 0.72 * np.clip(line + nostril, 0, 1))[..., None]

    for side in (-1, 1):
        ex, ey = (x - side * 0.185) / 0.098, (y + 0.055) / 0.044
        lid = 1 - np.abs(ex) ** 2.0
        open_eye = _soft(np.minimum(lid - np.where(ey < 0, -ey * 0.95, ey * 1.25), 1), 0.22)
        radius = np.hypot(x - side * 0.185 + 0.004, y + 0.062) / 0.043
        ball = np.full((height, width, 3), 0.62) * np.array([1, 0.96, 0.93])
        iris = np.array(person.iris) ** 2.2 * (0.65 + 0.5 * radius[..., None]) * (1 + 0.25 * np.sin(np.arctan2(y + 0.06, x - side * 0.185) * 23)[..., None])
        ball = over(ball, iris, _soft(1 - radius, 0.18))
        ball = over(ball, np.full_like(ball, 0.008), _soft(0.42 - radius, 0.14))
        ball = ball * (0.42 + 0.58 * np.clip(ey + 1.0, 0, 1))[..., None]
        ball = ball + _bump(x, y, side * 0.185 + 0.012 * np.sign(person.light), -0.075, 0.009, 0.009)[..., None]
        skin = over(skin, ball, open_eye)
        lash = np.exp(-(((ey + lid * 1.02) / 0.17) ** 2)) * _soft(1.06 - np.abs(ex), 0.2)
        crease = np.exp(-(((ey + 1.75 * np.clip(lid, 0, 1) + 0.1) / 0.22) ** 2)) * _soft(1.0 - np.abs(ex), 0.4)
        skin = skin * (1 - 0.85 * lash - 0.30 * crease)[..., None]
        arch = y + 0.165 - 0.35 * (np.abs(x) - 0.2) ** 2 * 4 + 0.03 * (np.abs(x) - 0.1)
        strokes = 0.7 + 0.3 * np.sin((x * side * 1.2 + y) * 330 + 2 * noise)
        brow = np.exp(-((arch / 0.020) ** 2)) * _soft(0.13 - np.abs(np.abs(x) - 0.19), 0.05) * (x * side > 0) * strokes
        skin = over(skin, np.array(person.hair) ** 2.2 * np.ones_like(skin) * 0.6, 0.85 * brow)

    wall = np.array(person.wall) ** 2.2 * (0.85 + 0.25 * (x * person.light * 0.6 - y * 0.25) + 0.05 * blur(noise, 9))[..., None]
    picture = np.clip(wall, 0, 1)
    part = np.arctan2(x - 0.12, -(y + 0.75))
    strand = np.sin(part * 210 + 4 * noise) + 0.6 * np.sin(part * 97 + 3 * noise) + 0.5 * fine
    tone = np.array(person.hair) ** 2.2 * np.clip(1.0 + 0.26 * strand + 1.6 * np.exp(-(((np.hypot(x - 0.2 * person.light, y + 0.35) - 0.32) / 0.09) ** 2)), 0.1, 2)[..., None]
    bottom = person.hair_length
    back = _soft(1 - (np.abs(x) / (0.565 + 0.05 * np.clip(y, 0, 1))) ** 2.6 - (np.abs(y + 0.12 - bottom / 2) / (0.66 + bottom / 2)) ** 2.8 + 0.008 * noise, 0.06)
    picture = over(picture, tone * 0.55, back)
    neck = _soft(0.27 + 0.10 * np.clip(y - 0.75, 0, 1) - np.abs(x), edge) * (y > 0.2)
    turn = np.clip(0.30 + 0.62 * (x * np.sign(person.light) + 0.24), 0.1, 0.9)
    shade = (turn * (1 - 0.62 * np.exp(-((np.clip(y - 0.56, 0, 1) / 0.16) ** 2))))[..., None]
    picture = over(picture, np.array(person.skin) ** 2.2 * shade * np.array([1, 0.94, 0.92]), neck)
    slope = 0.86 + 0.30 * np.abs(x) ** 1.7 + 0.10 * np.clip(0.3 - np.abs(x), 0, 1)
    weave = 1 + 0.05 * np.sin(column * 1.3) * np.sin(row * 1.3) + 0.10 * noise
    cloth = np.array(person.shirt) ** 2.2 * (weave * np.clip(0.65 + 0.5 * x * np.sign(person.light), 0.2, 1.1))[..., None]
    picture = over(picture, cloth, _soft(y - slope, 2 * edge))
    collar = np.exp(-(((y - slope - 0.045) / 0.012) ** 2)) * _soft(0.42 - np.abs(x), 0.2)
    picture = picture * (1 - 0.35 * collar)[..., None]
    picture = over(picture, skin, face)
    fringe = _soft(-0.36 - 0.10 * np.abs(x - 0.16) - y + 0.25 * (np.abs(x) / 0.47) ** 3.5 * 1.05 + 0.006 * noise + 0.012 * np.sin(part * 60 + noise), 0.05)
    top = _soft(1 - (np.abs(x) / 0.555) ** 2.5 - (np.abs(y + 0.14) / 0.635) ** 2.5 + 0.008 * noise, 0.06)
    picture = over(picture, tone, fringe * top)
    return np.clip(picture, 0, 1) ** (1 / 2.2)
