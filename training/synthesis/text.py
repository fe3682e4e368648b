"""Edits of text: find words in a crop, copy one over another, erase, retype in a near font (model.md 5.2, 5.3)."""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from .dice import Dice
from .filters import gaussian_blur, pull_push, resize

_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
_FONT_FAMILIES = (
    "DejaVu", "Liberation", "FreeSans", "FreeSerif", "FreeMono", "Carlito", "Caladea", "Roboto", "OpenSans", "Inconsolata", "CourierPrime", "Courier Prime",
    "NotoSans-", "NotoSerif-", "NotoMono", "NotoSansDisplay-", "Arial", "Times", "Verdana", "Georgia",
)
_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzaeioutnrsl"

Box = tuple[int, int, int, int]


def find_words(rgb: torch.Tensor) -> list[Box]:
    """Word boxes (xyxy) in a float picture [3,H,W] by its strokes: darker or lighter than their surroundings, joined along the line."""
    luma = (0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]).cpu().numpy()
    surroundings = ndimage.uniform_filter(luma, 25)
    contrast = surroundings - luma
    ink = np.abs(contrast) > 28
    if contrast[ink].mean() < 0 if ink.any() else False:
        ink &= contrast < 0
    else:
        ink &= contrast > 0
    joined = ndimage.binary_dilation(ink, np.ones((1, 7), bool))
    labels, _ = ndimage.label(joined, np.ones((3, 3), int))
    boxes = []
    for rows, columns in ndimage.find_objects(labels):
        height, width = rows.stop - rows.start, columns.stop - columns.start
        if 6 <= height <= 60 and 0.5 * height <= width <= 12 * height and 5 <= width:
            fill = ink[rows, columns].mean()
            if 0.1 < fill < 0.75:
                boxes.append((max(0, columns.start + 2), max(0, rows.start - 1), min(luma.shape[1], columns.stop - 2), min(luma.shape[0], rows.stop + 1)))
    return [box for box in boxes if box[2] - box[0] >= 5]


def part_of(dice: Dice, box: Box) -> Box:
    """A piece of a word about one to three characters wide, or the whole word."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    piece = int(height * dice.uniform(0.5, 1.8))
    if piece >= width or dice.chance(0.4):
        return box
    start = left + dice.integer(0, width - piece)
    return (start, top, start + piece, bottom)


def edit_words(dice: Dice, picture: torch.Tensor, words: list[Box], donor: torch.Tensor | None, donor_words: list[Box]) -> tuple[torch.Tensor, torch.Tensor, str] | None:
    """Alter one to four words. Returns (altered float [3,H,W], mask [H,W], operation), or None where no word could be altered.

    donor: another picture whose words may be pasted, with its word boxes.
    """
    altered = picture.clone()
    mask = torch.zeros(picture.shape[1:], device=picture.device)
    operation = dice.choice({"text-copy": 0.3, "text-erase": 0.15, "text-retype": 0.4, "text-splice": 0.15})
    if operation == "text-splice" and (donor is None or not donor_words):
        operation = "text-copy"
    if operation == "text-copy" and len(words) < 2:
        operation = "text-retype"
    order = dice.rng.permutation(len(words))[: dice.integer(1, 5)]
    for index in order:
        box = part_of(dice, words[int(index)])
        patch = _patch(dice, operation, picture, box, words, donor, donor_words)
        if patch is None:
            continue
        left, top, right, bottom = box
        altered[:, top:bottom, left:right] = patch
        mask[top:bottom, left:right] = 1
    if mask.sum() < 16:
        return None
    return altered, mask, operation


def _patch(dice: Dice, operation: str, picture: torch.Tensor, box: Box, words: list[Box], donor: torch.Tensor | None, donor_words: list[Box]) -> torch.Tensor | None:
    if operation == "text-erase":
        return background(dice, picture, box)
    if operation == "text-retype":
        return retyped(dice, picture, box)
    source, pool = (donor, donor_words) if operation == "text-splice" else (picture, words)
    return copied(dice, picture, box, source, pool)


def background(dice: Dice, picture: torch.Tensor, box: Box) -> torch.Tensor:
    """What a clean eraser leaves: the median of the paper around, or a smooth fill of it, with or without grain."""
    left, top, right, bottom = box
    reach = 6
    y0, y1 = max(0, top - reach), min(picture.shape[1], bottom + reach)
    x0, x1 = max(0, left - reach), min(picture.shape[2], right + reach)
    area = picture[:, y0:y1, x0:x1]
    luma = area.mean(0)
    paper = luma.median()
    inside = torch.zeros_like(luma)
    inside[top - y0 : bottom - y0, left - x0 : right - x0] = 1
    known = (1 - inside) * ((luma - paper).abs() < 25).float()
    if known.sum() < 8 or dice.chance(0.3):
        fill = area.flatten(1).median(1).values[:, None, None].expand(3, bottom - top, right - left).clone()
    else:
        fill = pull_push(area, known)[:, top - y0 : bottom - y0, left - x0 : right - x0]
    if dice.chance(0.5):
        fill = fill + dice.normal(1, bottom - top, right - left) * dice.uniform(0.3, 4.0)
    return fill


def copied(dice: Dice, picture: torch.Tensor, box: Box, source: torch.Tensor, pool: list[Box]) -> torch.Tensor | None:
    """A piece of another word of about the same height, resampled to the box, its paper matched to the place."""
    left, top, right, bottom = box
    height, width = bottom - top, right - left
    near = [word for word in pool if word != box and 0.6 < (word[3] - word[1]) / height < 1.7 and (word[2] - word[0]) >= 0.5 * width]
    if not near:
        return None
    word = near[dice.integer(0, len(near))]
    wanted = min(word[2] - word[0], max(4, round(width * (word[3] - word[1]) / height)))
    start = word[0] + dice.integer(0, word[2] - word[0] - wanted + 1)
    piece = source[:, word[1] : word[3], start : start + wanted]
    patch = resize(piece, height, width, "bilinear" if dice.chance(0.5) else "bicubic").clamp(0, 255)
    if dice.chance(0.7):
        patch = on_paper_of(picture, box, patch)
    return patch


def on_paper_of(picture: torch.Tensor, box: Box, patch: torch.Tensor) -> torch.Tensor:
    """`patch` with its paper (the brighter part) at the level found in the box."""
    left, top, right, bottom = box
    here = picture[:, top:bottom, left:right].flatten(1)
    level = torch.quantile(here, 0.85, dim=1) - torch.quantile(patch.flatten(1), 0.85, dim=1)
    return patch + level[:, None, None]


def ink_of(piece: torch.Tensor) -> torch.Tensor:
    """Mean colour [3] of the strokes in [3,h,w]: the twelfth of its pixels farthest from its middle tone, on the side where they reach farther."""
    luma = piece.mean(0).flatten()
    dark = abs(float(luma.min() - luma.median())) >= abs(float(luma.max() - luma.median()))
    strokes = torch.topk(luma, max(1, luma.numel() // 12), largest=not dark).indices
    return piece.flatten(1)[:, strokes].mean(1)


def retyped(dice: Dice, picture: torch.Tensor, box: Box) -> torch.Tensor:
    """The box erased and new characters set in a font, in the ink colour found there, with the sharpness and grain drawn."""
    left, top, right, bottom = box
    height, width = bottom - top, right - left
    paper = background(dice, picture, box)
    ink = ink_of(picture[:, top:bottom, left:right])
    alpha = torch.from_numpy(_render(dice, height, width)).to(picture.device)[None]
    alpha = gaussian_blur(alpha, dice.uniform(0.0, 0.9))
    patch = paper * (1 - alpha) + ink[:, None, None] * alpha
    if dice.chance(0.4):
        patch = patch + dice.normal(3, height, width) * dice.uniform(0.5, 3.0)
    return patch


def caption(dice: Dice, picture: torch.Tensor) -> torch.Tensor:
    """A line of type laid over a whole picture by whoever published it, on a bar or plain: no alteration in our sense. Float [3,S,S]."""
    size = picture.shape[-1]
    height, width = dice.integer(10, max(11, size // 6)), dice.integer(size // 3, size)
    left, top = dice.integer(0, size - width), dice.integer(0, size - height) if dice.chance(0.3) else size - height - dice.integer(0, 6)
    alpha = torch.from_numpy(_render(dice, height, width)).to(picture.device)
    paper, ink = (0.0, 255.0) if dice.chance(0.6) else (255.0, 0.0)
    out = picture.clone()
    place = out[:, top : top + height, left : left + width]
    if dice.chance(0.4):
        place.mul_(0.4).add_(0.6 * paper)
    out[:, top : top + height, left : left + width] = place * (1 - alpha) + ink * alpha
    return out


def _render(dice: Dice, height: int, width: int) -> np.ndarray:
    """Coverage 0..1 float32 [height,width] of drawn characters that fill the box."""
    alphabet = _DIGITS if dice.chance(0.6) else _LETTERS
    text = "".join(alphabet[dice.integer(0, len(alphabet))] for _ in range(max(1, round(width / (0.55 * height)))))
    if len(text) > 3 and alphabet is _DIGITS and dice.chance(0.5):
        text = text[:-3] + "." + text[-2:]
    scale = 2
    font = _font(dice.integer(0, len(font_files()) or 1), max(6, round(height * 0.95)) * scale)
    x0, y0, x1, y1 = font.getbbox(text)
    canvas = Image.new("L", (max(1, x1 - x0), max(1, y1 - y0)), 0)
    ImageDraw.Draw(canvas).text((-x0, -y0), text, fill=255, font=font)
    room = max(1, round(0.06 * height))
    inner = (max(2, width - 2 * room), max(2, height - 2 * room))
    out = Image.new("L", (width, height), 0)
    out.paste(canvas.resize(inner, Image.Resampling.LANCZOS), (room, room))
    return np.asarray(out, dtype=np.float32) / 255


@functools.lru_cache(maxsize=1)
def font_files() -> tuple[str, ...]:
    """Latin fonts of the machine, sorted; empty where there are none, then Pillow's own font serves."""
    found = [path for folder in _FONT_FOLDERS if Path(folder).is_dir() for path in Path(folder).rglob("*.[to]tf") if path.name.startswith(_FONT_FAMILIES)]
    return tuple(sorted(str(path) for path in found))


@functools.lru_cache(maxsize=4096)
def _font(index: int, size: int) -> ImageFont.FreeTypeFont:
    files = font_files()
    return ImageFont.truetype(files[index], size) if files else ImageFont.load_default(size)
