"""Known alterations of a finished picture, as a person with an image editor would make them.

Pictures are float (height, width, 3), 0..1, already developed and compressed once. Every function gives the altered picture
and its truth: a boolean mask of the pixels that were painted over, whether or not their values changed by much.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from render import blur, font, over, warp

Edit = tuple[np.ndarray, np.ndarray]


def _region(matrix: np.ndarray, box: tuple[float, float, float, float], size: tuple[int, int], page: tuple[int, int]) -> np.ndarray:
    """A page rectangle as seen in the picture, 0..1."""
    flat = np.zeros((page[1], page[0]), np.float32)
    left, top, right, bottom = (int(round(v)) for v in box)
    flat[max(0, top) : bottom, max(0, left) : right] = 1
    return np.clip(warp(flat, matrix, size), 0, 1)


def patch(photo: np.ndarray, matrix: np.ndarray, box: tuple[float, float, float, float], offset: tuple[float, float], page: tuple[int, int]) -> Edit:
    """Covers a page rectangle with what lies `offset` page pixels away, its light taken from the rim."""
    height, width = photo.shape[:2]
    shift = np.array([[1, 0, -offset[0]], [0, 1, -offset[1]], [0, 0, 1]], float)
    source = warp(photo, matrix @ shift @ np.linalg.inv(matrix), (width, height))
    alpha = _region(matrix, box, (width, height), page)
    # The light of this place with the grain of that one.
    ground, mask = smooth(photo, matrix, box, page)
    filled = np.clip(ground + source - blur(source, 6), 0, 1)
    return over(photo, filled, blur(alpha, 1.1)), mask


def smooth(photo: np.ndarray, matrix: np.ndarray, box: tuple[float, float, float, float], page: tuple[int, int]) -> Edit:
    """Covers a page rectangle with a run of colour from its left rim to its right rim, for where nothing blank is near."""
    size = (photo.shape[1], photo.shape[0])
    flat = warp(photo, np.linalg.inv(matrix), page)
    left, top, right, bottom = (int(round(v)) for v in box)
    ends = [blur(np.repeat(flat[top:bottom, x : x + 8].mean(1)[:, None], 3, 1), 3)[:, 1] for x in (left - 8, right)]
    share = np.linspace(0, 1, right - left)[None, :, None]
    flat[top:bottom, left:right] = ends[0][:, None] * (1 - share) + ends[1][:, None] * share
    alpha = _region(matrix, box, size, page)
    return over(photo, warp(flat, matrix, size), blur(alpha, 0.8)), alpha > 0.5


def retype(
    photo: np.ndarray,
    matrix: np.ndarray,
    box: tuple[int, int, int, int],
    text: str,
    style: str,
    size: float,
    *,
    offset: tuple[float, float] | None,
    page: tuple[int, int],
    ink: tuple[int, int, int] = (28, 28, 34),
    anchor: str = "ra",
    margin: int = 8,
    softness: float = 0.8,
) -> Edit:
    """Clears a field and types another text in it, in the same face, a little softened to sit in the picture.
    The ground comes from `offset` page pixels away, or is smoothed over when that is None."""
    flat = Image.new("L", page)
    face = font(style, size)
    x = {"r": box[2], "l": box[0], "m": (box[0] + box[2]) / 2}[anchor[0]]
    draw = ImageDraw.Draw(flat)
    drawn = draw.textbbox((x, 0), text, font=face, anchor=anchor)
    y = box[1] - drawn[1]
    draw.text((x, y), text, font=face, fill=255, anchor=anchor)
    area = (min(box[0], drawn[0]) - margin, box[1] - margin, max(box[2], drawn[2]) + margin, max(box[3], y + drawn[3]) + margin)
    cleared, mask = smooth(photo, matrix, area, page) if offset is None else patch(photo, matrix, area, offset, page)
    height, width = photo.shape[:2]
    letters = blur(np.clip(warp(np.asarray(flat, np.float32) / 255, matrix, (width, height)), 0, 1), softness)
    return over(cleared, np.broadcast_to(np.array(ink) / 255, photo.shape), 0.93 * letters), mask


def clone(photo: np.ndarray, shape: np.ndarray, offset: tuple[int, int], feather: float = 2.0) -> Edit:
    """Copies the region `shape` (boolean) by `offset` = (dx, dy) pixels: copy and move inside one picture."""
    dx, dy = offset
    moved = np.roll(shape, (dy, dx), (0, 1))
    source = np.roll(photo, (dy, dx), (0, 1))
    return over(photo, source, blur(moved.astype(float), feather)), moved


def paste(photo: np.ndarray, piece: np.ndarray, alpha: np.ndarray, corner: tuple[int, int], feather: float = 1.0) -> Edit:
    """Puts a piece of another picture, its alpha 0..1, with its top left at `corner`."""
    height, width = photo.shape[:2]
    x, y = corner
    tall, wide = alpha.shape
    layer, where = np.zeros_like(photo), np.zeros((height, width))
    layer[y : y + tall, x : x + wide] = piece
    where[y : y + tall, x : x + wide] = alpha
    return over(photo, layer, blur(where, feather) if feather else where), where > 0.5


def ellipse(size: tuple[int, int], centre: tuple[float, float], radii: tuple[float, float]) -> np.ndarray:
    width, height = size
    y, x = np.mgrid[0:height, 0:width]
    return ((x - centre[0]) / radii[0]) ** 2 + ((y - centre[1]) / radii[1]) ** 2 <= 1
