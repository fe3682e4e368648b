"""Places: a table top with paper on it, a street corner with a sign, mountains by a lake, a balloon."""

from __future__ import annotations

import numpy as np

from render import blur, canvas, font, fractal, homography, over, to_float, warp

Size = tuple[int, int]


def wood(size: Size, rng: np.random.Generator, tone: tuple[float, float, float] = (0.46, 0.31, 0.19)) -> np.ndarray:
    """A table of boards along x."""
    width, height = size
    board = height / 4.2
    row = np.arange(height, dtype=np.float32)[:, None] + 6 * fractal((height, width), rng, 900, 2)
    index = np.floor(row / board).astype(int)
    grain = fractal((height, width), rng, 26, 5, stretch=14)
    fine = fractal((height, width), rng, 4, 2, stretch=30)
    shift = rng.uniform(-0.10, 0.10, 12)[index % 12]
    value = 1 + shift + 0.13 * np.sin(grain * 3.1 + index) + 0.06 * fine
    gap = np.abs(row / board - np.round(row / board)) * board
    value *= 1 - 0.75 * np.exp(-((gap / 1.8) ** 2))
    return np.clip(np.array(tone) * value[..., None], 0, 1)


def lighting(size: Size, rng: np.random.Generator, strength: float = 0.3) -> np.ndarray:
    """A smooth field around 1: a window on one side, a soft shadow across."""
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    angle = rng.uniform(0, 2 * np.pi)
    slope = (np.cos(angle) * (x / width - 0.5) + np.sin(angle) * (y / height - 0.5)) * strength
    return 1 + slope + 0.35 * strength * blur(fractal((height, width), rng, max(size) / 1.5, 2), 12)


def paper(page: np.ndarray, rng: np.random.Generator, crease: float = 0.0) -> np.ndarray:
    """Fibres, a slight cloudiness and, by choice, folds in thirds."""
    height, width = page.shape[:2]
    fibre = 1 + 0.012 * fractal((height, width), rng, 3, 2) + 0.010 * fractal((height, width), rng, 220, 4)
    if crease > 0:
        row = np.arange(height)[:, None]
        for third in (1, 2):
            distance = row - height * third / 3 + 2 * fractal((1, width), rng, 90, 3)
            fibre = fibre * (1 - crease * np.exp(-((distance / 3) ** 2)) + 0.5 * crease * np.exp(-(((distance - 7) / 6) ** 2)))
            fibre = fibre * (1 + 0.4 * crease * np.tanh(distance / 60) * np.exp(-((distance / 260) ** 2)))
    return np.clip(page * fibre[..., None], 0, 1)


def lay(table: np.ndarray, page: np.ndarray, corners: np.ndarray, rng: np.random.Generator, *, shadow: float = 0.45, light: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    """Lays a page on a table, its corners at the four points given. Gives the picture and the homography page -> picture."""
    height, width = table.shape[:2]
    tall, wide = page.shape[:2]
    matrix = homography(np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], float), corners)
    scale = max(1.0, wide / float(np.linalg.norm(corners[1] - corners[0])))
    placed = warp(blur(page, 0.42 * scale), matrix, (width, height))
    alpha = np.clip(warp(np.ones((tall, wide), np.float32), matrix, (width, height)), 0, 1)
    cast = blur(np.roll(alpha, (9, 6), (0, 1)), 9)
    scene = table * (1 - shadow * cast)[..., None]
    covered = np.where(alpha[..., None] > 0.5, placed / np.maximum(alpha, 0.5)[..., None], placed)
    scene = over(scene, covered, alpha)
    return np.clip(scene * lighting((width, height), rng, light)[..., None], 0, 1), matrix


def _bricks(size: Size, rng: np.random.Generator) -> np.ndarray:
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    wobble = fractal((height, width), rng, 60, 4)
    course = np.floor(y / 34).astype(int)
    u = (x + (course % 2) * 44 + 0.8 * wobble) / 88
    v = (y + 0.8 * wobble) / 34
    inside = np.minimum(np.minimum(u % 1, 1 - u % 1) * 88, np.minimum(v % 1, 1 - v % 1) * 34)
    tint = rng.uniform(-1, 1, (97, 89))[course % 97, np.floor(u).astype(int) % 89]
    tone = np.array([0.56, 0.31, 0.24]) * (1 + 0.16 * tint + 0.07 * fractal((height, width), rng, 7, 3) + 0.06 * wobble)[..., None]
    mortar = np.array([0.62, 0.59, 0.55]) * (1 + 0.05 * fractal((height, width), rng, 5, 2))[..., None]
    return over(mortar, tone, np.clip((inside - 2.5) / 1.6, 0, 1)) * (1 - 0.25 * np.exp(-((inside - 2.5) ** 2) / 3))[..., None]


def plate(lines: list[str], colour: tuple[int, int, int], size: Size = (520, 190)) -> np.ndarray:
    """An enamel street sign, RGBA 0..1."""
    width, height = size
    image, draw = canvas(width, height, colour)
    draw.rounded_rectangle([8, 8, width - 9, height - 9], 16, outline=(238, 240, 240), width=5)
    face = font("condensed", 62 if len(lines) > 1 else 84)
    for k, line in enumerate(lines):
        draw.text((width / 2, height * (k + 1) / (len(lines) + 1)), line, font=face, fill=(240, 242, 242), anchor="mm")
    flat = to_float(image)
    sheen = 1 + 0.10 * np.linspace(1, -1, height)[:, None, None]
    return np.concatenate([flat * sheen, np.ones((height, width, 1))], -1)


def street(size: Size, lines: list[str], rng: np.random.Generator, *, number: str) -> tuple[np.ndarray, np.ndarray]:
    """A brick corner with a window, a lamp bracket's shadow, a pavement and a street sign. Gives the scene and sign -> picture."""
    width, height = size
    wall = _bricks((int(width * 1.3), int(height * 1.2)), rng)
    tall, wide = wall.shape[:2]
    glass = [int(wide * 0.60), int(tall * 0.20), int(wide * 0.86), int(tall * 0.66)]
    view = np.array([0.30, 0.36, 0.42]) * (1 + 0.22 * blur(fractal((tall, wide), rng, 200, 4), 3))[..., None]
    for inset, paint in [(-26, 0.80), (-10, 0.88)]:
        wall[glass[1] + inset : glass[3] - inset, glass[0] + inset : glass[2] - inset] = paint * np.array([1, 0.99, 0.96])
    wall[glass[1] : glass[3], glass[0] : glass[2]] = view[glass[1] : glass[3], glass[0] : glass[2]]
    for bar in (0.5,):
        middle = int(glass[0] + bar * (glass[2] - glass[0]))
        wall[glass[1] : glass[3], middle - 6 : middle + 6] = 0.84
    cross = glass[1] + (glass[3] - glass[1]) // 3
    wall[cross - 6 : cross + 6, glass[0] : glass[2]] = 0.84
    wall[glass[3] + 26 : glass[3] + 52, glass[0] - 44 : glass[2] + 44] = np.array([0.70, 0.68, 0.64])
    wall[glass[3] + 52 : glass[3] + 70, glass[0] - 40 : glass[2] + 50] *= 0.55
    number_image, draw = canvas(110, 110, (242, 240, 232))
    draw.rectangle([5, 5, 104, 104], outline=(30, 40, 60), width=4)
    draw.text((55, 55), number, font=font("condensed", 64), fill=(30, 40, 60), anchor="mm")
    wall[int(tall * 0.52) : int(tall * 0.52) + 110, int(wide * 0.14) : int(wide * 0.14) + 110] = to_float(number_image)
    sign = plate(lines, (22, 62, 128))
    left, top = int(wide * 0.08), int(tall * 0.22)
    block = np.zeros((tall, wide))
    block[top + 14 : top + 204, left + 16 : left + 536] = 1
    wall = wall * (1 - 0.5 * blur(block, 6))[..., None]
    wall[top : top + 190, left : left + 520] = sign[..., :3]
    place = np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], float)
    base = height * 0.86
    corners = np.array([[-0.02 * width, -0.07 * height], [1.04 * width, -0.01 * height], [1.04 * width, base - 0.06 * height], [-0.02 * width, base]])
    matrix = homography(np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], float), corners)
    scene = warp(blur(wall, 0.5), matrix, size)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    ground = y > base - 0.06 * height * (x / width)
    stone = np.array([0.50, 0.49, 0.47]) * (1 + 0.09 * fractal((height, width), rng, 4, 3, stretch=3) + 0.05 * fractal((height, width), rng, 90, 3, stretch=4))[..., None]
    joints = np.exp(-((((x - width / 2) / np.maximum(y - height * 0.55, 1) * 1.4 + 40) % 1 - 0.5) / 0.012) ** 2)
    scene = np.where(ground[..., None], stone * (1 - 0.4 * joints)[..., None], scene)
    scene *= (1 - 0.5 * np.exp(-(((y - base + 0.06 * height * x / width) / 12) ** 2)))[..., None]
    sun = np.clip((x * 0.9 + y * 1.2 - 0.55 * width + 40 * fractal((height, width), rng, 160, 3)) / 90, 0, 1)
    scene = scene * (0.72 + 0.45 * blur(sun, 5))[..., None] * np.array([1.02, 1.0, 0.97])
    return np.clip(scene, 0, 1), matrix @ place


def landscape(size: Size, rng: np.random.Generator, *, dusk: float) -> np.ndarray:
    """Ridges behind a lake with its mirror image, and a meadow in front. `dusk` 0..1 warms and darkens."""
    width, height = size
    shore = int(height * 0.60)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    high = np.array([0.36, 0.54, 0.80]) * (1 - 0.45 * dusk)
    low = np.array([0.84, 0.88, 0.92]) * (1 - dusk) + np.array([0.96, 0.70, 0.48]) * dusk
    picture = high + (low - high) * np.clip(y / shore, 0, 1)[..., None] ** 1.3
    cloud = np.clip(fractal((height, width), rng, 240, 6, 0.55, stretch=2.6) - 0.35 - 0.5 * (y / shore - 0.4), 0, 1.6)
    shade = np.clip(1 - 0.12 * blur(cloud, 10), 0.80, 1)[..., None]
    picture = over(picture, np.array([1.0, 0.97 - 0.13 * dusk, 0.95 - 0.25 * dusk]) * shade, np.clip(1.3 * cloud, 0, 0.92))
    for k, (level, rough, near) in enumerate([(0.30, 0.16, 0.0), (0.41, 0.10, 0.35), (0.51, 0.05, 0.75)]):
        line = fractal((1, width), rng, width / (2.2 + k), 7, 0.52)[0]
        crest = height * (level - rough * 0.55 * line)
        depth = y - crest[None]
        rock = fractal((height, width), rng, 90 - 20 * k, 6, 0.6)
        side = np.clip(0.5 + 0.7 * np.gradient(blur(rock + 0.02 * depth, 1.2), axis=1) * 12, 0, 1)
        green = np.array([[0.50, 0.50, 0.53], [0.33, 0.38, 0.35], [0.17, 0.25, 0.15]][k])
        tone = green * (0.62 + 0.62 * side + 0.07 * rock)[..., None]
        if k == 0:
            tone = over(tone, np.array([0.94, 0.95, 0.98]) * (0.75 + 0.3 * side)[..., None], np.clip((0.17 * height - depth + 30 * rock - 35) / 30, 0, 1))
        tone = tone * (1 - 0.45 * dusk * near) * (1 - dusk * np.array([0, 0.12, 0.2]))
        haze = (1 - near) * 0.42
        picture = over(picture, tone * (1 - haze) + low * haze, np.clip(depth / 1.6 + 0.5, 0, 1))
    still = picture[:shore][::-1]
    ripple = fractal((height - shore, width), rng, 7, 3, stretch=9)
    rows = np.arange(height - shore)
    source = np.clip(rows[:, None] * 1.35 + ripple * (1 + rows[:, None] / 26), 0, shore - 1).astype(int)
    columns = np.clip(np.arange(width)[None] + ripple * 1.2, 0, width - 1).astype(int)
    water = still[source, columns] * np.array([0.74, 0.80, 0.84]) + 0.03
    picture[shore:] = water * (1 + 0.04 * ripple[..., None])
    bank = y - height * (0.87 - 0.02 * fractal((1, width), rng, 200, 5)[0])[None]
    blades = fractal((height, width), rng, 16, 5, 0.7)
    fine = np.asarray(fractal((width, height), rng, 3, 2, stretch=5)).T
    grass = np.array([0.30, 0.37, 0.13]) * (1 - 0.4 * dusk) * np.clip(1 + 0.22 * blades + 0.28 * fine, 0.2, 2)[..., None]
    return np.clip(over(picture, grass, np.clip(bank / 3 + 0.5 + 0.7 * fine, 0, 1)), 0, 1)


def balloon(size: int, rng: np.random.Generator) -> np.ndarray:
    """A hot-air balloon, RGBA 0..1, size x size."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32) / size
    u, v = (x - 0.5) / 0.36, (y - 0.38) / 0.36
    taper = np.where(v > 0, u / np.clip(1 - 0.42 * v**2, 0.1, 1), u)
    inside = 1 - taper**2 - np.where(v > 0, v / 1.22, v) ** 2
    bulge = np.sqrt(np.clip(inside, 0, 1))
    gore = np.arcsin(np.clip(taper / np.sqrt(np.clip(1 - v**2 * 0.6, 0.05, 1)), -1, 1)) * 16 / np.pi
    stripe = (np.floor(gore) % 2)[..., None]
    colour = np.array([0.80, 0.16, 0.13]) * stripe + np.array([0.95, 0.82, 0.36]) * (1 - stripe)
    seam = np.exp(-(((gore - np.round(gore)) / 0.06) ** 2))
    lit = np.clip(0.42 + 0.55 * bulge - 0.30 * taper - 0.12 * v, 0.12, 1.1) * (1 - 0.2 * seam)
    alpha = np.clip(inside * size / 8 + 0.5, 0, 1)
    basket = (np.abs(x - 0.5) < 0.05) & (y > 0.90) & (y < 0.975)
    ropes = (np.abs(np.abs(x - 0.5) - (0.045 + 0.10 * np.clip((0.90 - y) / 0.12, 0, 1))) < 0.004) & (y > 0.76) & (y < 0.91)
    rgb = colour * lit[..., None] * (1 + 0.03 * fractal((size, size), rng, 20, 3))[..., None]
    rgb = np.where((basket | ropes)[..., None], np.array([0.30, 0.20, 0.12]) * (1 + 0.3 * np.sin(y * 300))[..., None], rgb)
    return np.concatenate([np.clip(rgb, 0, 1), np.maximum(alpha, blur((basket | ropes).astype(float), 0.5))[..., None]], -1)
