"""Means of drawing: fonts, noise, blur, perspective, and a small model of a camera.

Pictures are float arrays (height, width, 3), sRGB values 0..1, unless a function says otherwise. Everything is a pure
function of its arguments and of the random generator it is given, so the same seed gives the same picture.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = {
    "sans": ("LiberationSans-Regular.ttf", "DejaVuSans.ttf"),
    "sans-bold": ("LiberationSans-Bold.ttf", "DejaVuSans-Bold.ttf"),
    "serif": ("LiberationSerif-Regular.ttf", "DejaVuSerif.ttf"),
    "serif-italic": ("LiberationSerif-Italic.ttf", "DejaVuSerif-Italic.ttf", "DejaVuSerif.ttf"),
    "mono": ("LiberationMono-Regular.ttf", "DejaVuSansMono.ttf"),
    "mono-bold": ("LiberationMono-Bold.ttf", "DejaVuSansMono-Bold.ttf"),
    "condensed": ("LiberationSansNarrow-Bold.ttf", "DejaVuSansCondensed-Bold.ttf", "DejaVuSans-Bold.ttf"),
}


def font(style: str, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The first font of a style that this machine has, else the scalable one inside Pillow."""
    for name in FONTS[style]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def fractal(shape: tuple[int, int], rng: np.random.Generator, cell: float, octaves: int = 5, gain: float = 0.5, stretch: float = 1.0) -> np.ndarray:
    """Fractal value noise, zero mean, about unit deviation. `cell` is the largest feature in pixels; `stretch` widens it."""
    height, width = shape
    total = np.zeros(shape, np.float32)
    amplitude = 1.0
    for octave in range(octaves):
        size = max(1.0, cell / 2**octave)
        grid = rng.standard_normal((int(height / size) + 3, int(width / (size * stretch)) + 3)).astype(np.float32)
        layer = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)
        total += amplitude * np.asarray(layer)
        amplitude *= gain
    return (total - total.mean()) / (total.std() + 1e-6)


def blur(picture: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur with reflected borders, over the first two axes."""
    if sigma <= 0:
        return picture
    reach = max(1, int(3 * sigma + 0.5))
    taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    taps /= taps.sum()
    for axis in (0, 1):
        padding = [(0, 0)] * picture.ndim
        padding[axis] = (reach, reach)
        padded = np.pad(picture, padding, mode="symmetric")
        size = picture.shape[axis]
        picture = sum(tap * np.take(padded, range(k, k + size), axis=axis) for k, tap in enumerate(taps))
    return picture


def homography(source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """3x3 matrix that takes four source points (4, 2) to four target points (4, 2)."""
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.append(np.linalg.solve(np.array(rows, float), np.array(values, float)), 1).reshape(3, 3)


def warp(picture: np.ndarray, matrix: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Projects a picture (any channel count) by `matrix` (source to target) onto a canvas of size (width, height), zeros outside."""
    inverse = np.linalg.inv(matrix)
    inverse /= inverse[2, 2]
    planes = picture[..., None] if picture.ndim == 2 else picture
    out = [
        np.asarray(Image.fromarray(planes[..., c].astype(np.float32)).transform(size, Image.Transform.PERSPECTIVE, inverse.ravel()[:8].tolist(), Image.Resampling.BICUBIC))
        for c in range(planes.shape[2])
    ]
    result = np.stack(out, -1)
    return result[..., 0] if picture.ndim == 2 else result


def over(base: np.ndarray, layer: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """`layer` laid over `base` where `alpha` (height, width), 0..1, says so."""
    alpha = np.clip(alpha, 0, 1)[..., None]
    return base * (1 - alpha) + layer * alpha


def canvas(width: int, height: int, colour: tuple[int, int, int] = (255, 255, 255)) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (width, height), colour)
    return image, ImageDraw.Draw(image)


def to_float(image: Image.Image) -> np.ndarray:
    return np.asarray(image.convert("RGB"), np.float32) / 255


def to_image(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(picture * 255 + 0.5, 0, 255).astype(np.uint8))


def _neighbours(plane: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    padded = np.pad(plane, 1, mode="reflect")
    height, width = plane.shape
    return sum(kernel[i, j] * padded[i : i + height, j : j + width] for i in range(3) for j in range(3) if kernel[i, j])


def camera(
    scene: np.ndarray,
    rng: np.random.Generator,
    *,
    noise: float = 1.0,
    softness: float = 0.7,
    vignette: float = 0.25,
    sharpen: float = 0.5,
    warmth: float = 0.0,
) -> np.ndarray:
    """What a small camera makes of a scene: lens blur, fall-off to the corners, one colour a photosite, photon and read
    noise, bilinear demosaicking (which makes the noise of neighbours agree), tone curve and sharpening."""
    height, width = scene.shape[:2]
    linear = np.clip(scene, 0, 1) ** 2.2
    linear = blur(linear, softness)
    y, x = np.mgrid[0:height, 0:width]
    radius = ((x - width / 2) ** 2 + (y - height / 2) ** 2) / (width**2 + height**2) * 4
    linear = linear * (1 - vignette * radius)[..., None] * np.array([1 + warmth, 1, 1 - warmth])
    sites = np.zeros((height, width, 3), bool)
    sites[0::2, 0::2, 0] = sites[1::2, 1::2, 2] = True
    sites[..., 1] = ~(sites[..., 0] | sites[..., 2])
    raw = (linear * sites).sum(-1)
    deviation = noise * np.sqrt(0.00035 * np.clip(raw, 0, 1) + 0.000006)
    raw = raw + deviation * rng.standard_normal(raw.shape)
    cross = np.array([[0, 1, 0], [1, 4, 1], [0, 1, 0]]) / 4
    square = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 4
    planes = [_neighbours(raw * sites[..., c], cross if c == 1 else square) for c in range(3)]
    developed = np.clip(np.stack(planes, -1), 0, 1) ** (1 / 2.2)
    developed = developed + sharpen * (developed - blur(developed, 1.2))
    return np.clip(developed, 0, 1)
