"""The alterations, one function each: a host canvas in, the altered canvas, the mask and the operation's name out (model.md 5.1-5.4, 9.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from ..jpeg import jpeg_roundtrip
from ..jpeg_tables import sample_tables
from .dice import Dice
from .filters import affine, dilate, disk_blur, gaussian_blur, pull_push, resize
from .shapes import random_shape, star, superpixels
from .sources import Source, SourceStore
from .text import edit_words, find_words


@dataclass
class Host:
    """The canvas to alter: float [3,C,C] 0..255, its source, the text boxes that lie in it (xyxy, canvas pixels), and where it was cut:
    origin (x, y) in source pixels at `scale` source pixels a canvas pixel."""

    picture: torch.Tensor
    source: Source
    domain: str
    boxes: list[tuple[int, int, int, int]]
    origin: tuple[int, int] = (0, 0)
    scale: float = 1.0
    # An edit of the simplest kind: hard edges, whole objects, nothing matched; see SynthesisConfig.plain.
    plain: bool = False


@dataclass
class Altered:
    picture: torch.Tensor
    mask: torch.Tensor
    operation: str


def crop_canvas(dice: Dice, source: Source, size: int, scale: float, aligned: bool) -> tuple[torch.Tensor, tuple[int, int], bool]:
    """A size x size float crop [3,size,size] of a source at `scale` source pixels a canvas pixel.

    Returns the crop, its origin in the source, and whether the source's own JPEG grid lies at phase 0 of the crop.
    """
    height, width = source.rgb.shape[1:]
    span = max(8, round(size * scale))
    x = dice.integer(0, width - span + 1)
    y = dice.integer(0, height - span + 1)
    if aligned and scale == 1.0:
        x, y = x // 8 * 8, y // 8 * 8
    piece = source.rgb[:, y : y + span, x : x + span].float()
    if piece.shape[1] < span or piece.shape[2] < span:
        piece = _reflect(piece, span)
    grid = source.was_jpeg and scale == 1.0 and x % 8 == 0 and y % 8 == 0
    if span != size:
        piece = resize(piece, size, size, "bicubic" if dice.chance(0.6) else "bilinear").clamp(0, 255)
    return piece, (x, y), grid


def _reflect(piece: torch.Tensor, span: int) -> torch.Tensor:
    for axis in (1, 2):
        while piece.shape[axis] < span:
            missing = min(span - piece.shape[axis], piece.shape[axis])
            piece = torch.cat((piece, piece.flip(axis).narrow(axis, 0, missing)), axis)
    return piece


def paste(dice: Dice, host: torch.Tensor, donor: torch.Tensor, hard: torch.Tensor, soft_edge: float = 2.5, plain: bool = False) -> torch.Tensor:
    """Put donor over host where `hard` [C,C] is 1, with a drawn edge: hard, feathered, or gradient-matched to its surroundings; `plain`: hard or barely feathered."""
    alpha = hard
    if plain:
        if dice.chance(0.5):
            alpha = gaussian_blur(hard[None], dice.uniform(0.3, 0.8))[0]
        return host * (1 - alpha) + donor * alpha
    if dice.chance(0.35):
        donor = _match_membrane(host, donor, hard)
    if dice.chance(0.6):
        alpha = gaussian_blur(hard[None], dice.uniform(0.3, soft_edge))[0]
    return host * (1 - alpha) + donor * alpha


def _match_membrane(host: torch.Tensor, donor: torch.Tensor, hard: torch.Tensor) -> torch.Tensor:
    """Seamless cloning by a smooth membrane of the differences outside the region (after Perez et al., 2003, and Farbman et al., 2009)."""
    ring = (dilate(hard, 3) - hard).clamp(0, 1)
    if ring.sum() < 8:
        return donor
    membrane = pull_push(host - donor, ring)
    return (donor + membrane).clamp(0, 255)


def match_colour(dice: Dice, host: torch.Tensor, donor: torch.Tensor, hard: torch.Tensor) -> torch.Tensor:
    """Mean and spread of the donor moved towards the host's by a drawn strength (Reinhard et al., 2001, in RGB)."""
    inside = hard > 0.5
    if int(inside.sum()) < 16:
        return donor
    strength = dice.uniform(0, 1)
    values = donor[:, inside]
    reference = host.flatten(1)
    gain = ((reference.std(1) + 4) / (values.std(1) + 4)).clamp(0.6, 1.6)[:, None, None]
    mean, wanted = values.mean(1)[:, None, None], reference.mean(1)[:, None, None]
    return donor * (1 - strength) + ((donor - mean) * gain + wanted) * strength


def noise_level(planes: torch.Tensor) -> float:
    """Standard deviation of the grain by the median of a diagonal second difference (in grey levels)."""
    luma = planes.mean(0)
    residual = luma[:-1, :-1] - luma[1:, :-1] - luma[:-1, 1:] + luma[1:, 1:]
    return float(residual.abs().median()) / 0.6745 / 2


def with_history(dice: Dice, picture: torch.Tensor, low: int = 55, high: int = 98) -> torch.Tensor:
    """The canvas after an earlier JPEG save of its own at a drawn quality and grid phase."""
    luma, chroma = sample_tables(dice.host_generator, 1, low, high)
    shift = (dice.integer(0, 8), dice.integer(0, 8))
    rolled = torch.roll(picture, shift, (1, 2)).round().clamp(0, 255).to(torch.uint8)[None]
    subsample = torch.tensor([dice.chance(0.6)], device=picture.device)
    saved = jpeg_roundtrip(rolled, luma.to(picture.device), chroma.to(picture.device), subsample).rgb[0].float()
    return torch.roll(saved, (-shift[0], -shift[1]), (1, 2))


def splice(dice: Dice, host: Host, store: SourceStore) -> Altered:
    """Something from another picture: an object by its mask, or a drawn shape of another crop."""
    size = host.picture.shape[-1]
    by_object = host.domain != "document" and dice.chance(0.85 if host.plain else 0.5)
    if by_object:
        donor, hard = _object_canvas(dice, store.pick_object(dice), size)
    else:
        domain = host.domain if dice.chance(0.7) else "natural"
        scale = 1.0 if dice.chance(0.5) else dice.log_uniform(0.6, 2.5)
        donor, _, _ = crop_canvas(dice, store.pick(dice, domain), size, scale, False)
        if dice.chance(0.4):
            donor = affine(donor, dice.uniform(-0.6, 0.6), dice.log_uniform(0.6, 1.7), dice.chance(0.3), (0, 0))
        hard = superpixels(dice, donor) if dice.chance(0.3) else random_shape(dice, size)
    if dice.chance(0.35):
        donor = with_history(dice, donor)
    if not host.plain and dice.chance(0.4):
        donor = match_colour(dice, host.picture, donor, hard)
    if not host.plain and dice.chance(0.3):
        donor = donor + dice.normal(3, size, size) * min(6.0, max(0.0, noise_level(host.picture) * dice.uniform(0.5, 1.5)))
    return Altered(paste(dice, host.picture, donor, hard, plain=host.plain), hard, "splice")


def _object_canvas(dice: Dice, source: Source, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    """An object resampled to a drawn size at a drawn place of an otherwise black canvas, with its mask; a shape where it is too small."""
    assert source.objects is not None
    labels = source.objects.unique()
    labels = labels[labels > 0]
    for _ in range(3):
        if labels.numel() == 0:
            break
        mask = source.objects == labels[dice.integer(0, labels.numel())]
        rows, columns = mask.any(1).nonzero().flatten(), mask.any(0).nonzero().flatten()
        y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
        if y1 - y0 < 12 or x1 - x0 < 12:
            continue
        wanted = dice.uniform(0.2, 1.1) * size
        scale = 1.0 if dice.chance(0.3) else wanted / max(y1 - y0, x1 - x0)
        scale = min(scale, 1.5)
        height, width = max(8, round((y1 - y0) * scale)), max(8, round((x1 - x0) * scale))
        piece, alpha = source.rgb[:, y0:y1, x0:x1].float(), mask[y0:y1, x0:x1].float()[None]
        kind = ("bilinear", "bicubic", "nearest")[min(2, dice.integer(0, 9) // 4)]
        piece = resize(piece, height, width, kind).clamp(0, 255)
        alpha = (resize(alpha, height, width, "bilinear") > 0.5).float()
        if dice.chance(0.4):
            piece, alpha = piece.flip(2), alpha.flip(2)
        return _place(dice, piece, alpha[0], size)
    shape = random_shape(dice, size)
    donor, _, _ = crop_canvas(dice, source, size, 1.0, False)
    return donor, shape


def _place(dice: Dice, piece: torch.Tensor, alpha: torch.Tensor, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    height, width = alpha.shape
    donor = torch.zeros(3, size, size, device=piece.device)
    hard = torch.zeros(size, size, device=piece.device)
    x, y = _offset(dice, width, size), _offset(dice, height, size)
    x0, y0, x1, y1 = max(0, x), max(0, y), min(size, x + width), min(size, y + height)
    donor[:, y0:y1, x0:x1] = piece[:, y0 - y : y1 - y, x0 - x : x1 - x]
    hard[y0:y1, x0:x1] = alpha[y0 - y : y1 - y, x0 - x : x1 - x]
    # Around the object the canvas takes the object's mean colour, so that feathering does not draw a dark rim.
    inside = hard > 0.5
    if inside.any():
        donor = pull_push(donor, hard)
    return donor, hard


def _offset(dice: Dice, length: int, size: int) -> int:
    """Where a piece of a length starts in a canvas: up to a quarter of it may lie outside, and at least 8 pixels lie inside."""
    low = max(min(0, size - length) - length // 4, 8 - length)
    high = min(max(0, size - length) + length // 4, size - 8)
    return dice.integer(low, high + 1)


def copy_move(dice: Dice, host: Host, store: SourceStore) -> Altered:
    """A piece of the same picture at another place; moved only, or turned, scaled, mirrored too."""
    size = host.picture.shape[-1]
    hard = random_shape(dice, size, 0.01, 0.2)
    angle = dice.uniform(0, 2 * math.pi)
    distance = size * dice.uniform(0.15, 0.5)
    shift = (round(distance * math.cos(angle)), round(distance * math.sin(angle)))
    if dice.chance(0.5):
        donor = torch.roll(host.picture, (shift[1], shift[0]), (1, 2))
    else:
        turn = dice.uniform(-0.5, 0.5) if dice.chance(0.5) else 0.0
        scale = dice.log_uniform(0.7, 1.5) if dice.chance(0.6) else 1.0
        donor = affine(host.picture, turn, scale, dice.chance(0.3), (float(shift[0]), float(shift[1])), "bicubic" if dice.chance(0.6) else "bilinear")
    return Altered(paste(dice, host.picture, donor, hard, plain=host.plain), hard, "copy-move")


def removal(dice: Dice, host: Host, store: SourceStore) -> Altered:
    """Something painted away: smooth fill, fill with borrowed grain, or a soft-edged patch of the neighbourhood."""
    size = host.picture.shape[-1]
    hard = random_shape(dice, size, 0.01, 0.2)
    if dice.chance(0.35):
        shift = (dice.integer(8, size // 3), dice.integer(8, size // 3))
        fill = torch.roll(host.picture, shift, (1, 2))
        fill = _match_membrane(host.picture, fill, hard)
    else:
        fill = pull_push(host.picture, 1 - dilate(hard, 1))
        if dice.chance(0.7):
            shift = (dice.integer(4, size // 2), dice.integer(4, size // 2))
            grain = host.picture - gaussian_blur(host.picture, dice.uniform(0.6, 2.0))
            fill = fill + torch.roll(grain, shift, (1, 2)) * dice.uniform(0.2, 1.0)
    return Altered(paste(dice, host.picture, fill, hard, 1.5), hard, "removal")


def regeneration(dice: Dice, host: Host, store: SourceStore) -> Altered:
    """The same content made again: resampled down and up, smoothed, with the checkerboard of a decoder, or with other grain."""
    size = host.picture.shape[-1]
    hard = random_shape(dice, size, 0.02, 0.5)
    kind = dice.choice({"resample": 0.45, "smooth": 0.25, "checkerboard": 0.15, "grain": 0.15})
    made = host.picture
    if kind in ("resample", "checkerboard"):
        small = max(16, round(size * dice.uniform(0.35, 0.85)))
        made = resize(resize(made, small, small, "bicubic"), size, size, "bicubic" if dice.chance(0.6) else "bilinear")
    if kind == "smooth":
        made = gaussian_blur(made, dice.uniform(0.5, 1.6))
    if kind == "checkerboard":
        axis = torch.arange(size, device=made.device)
        period = dice.integer(1, 4)
        pattern = (((axis[:, None] // period + axis[None, :] // period) % 2) * 2 - 1).float()
        made = made + pattern * dice.uniform(0.6, 3.0)
    if kind == "grain":
        made = gaussian_blur(made, dice.uniform(0.0, 0.6)) + dice.normal(3, size, size) * dice.uniform(1.5, 8.0)
    return Altered(paste(dice, host.picture, made.clamp(0, 255), hard), hard, "regeneration")


def recolour(dice: Dice, host: Host, store: SourceStore) -> Altered:
    """Brightness, contrast or tint of a region changed: hosts keep their structure, levels are stretched."""
    hard = random_shape(dice, host.picture.shape[-1], 0.02, 0.4)
    shift = torch.tensor([dice.uniform(-35, 35) for _ in range(3)], device=host.picture.device)[:, None, None]
    contrast = dice.log_uniform(0.7, 1.5)
    made = (host.picture - 128) * contrast + 128 + shift
    return Altered(paste(dice, host.picture, made.clamp(0, 255), hard), hard, "recolour")


def two_tables(dice: Dice, host: Host, store: SourceStore) -> Altered:
    """The same picture saved with two tables, put together along a mask: nothing but the compression history differs (model.md 2.4)."""
    size = host.picture.shape[-1]
    hard = random_shape(dice, size, 0.02, 0.5)
    inside = with_history(dice, host.picture, 45, 85)
    return Altered(host.picture * (1 - hard) + inside * hard, hard, "two-tables")


def face_blend(dice: Dice, host: Host, store: SourceStore) -> Altered:
    """Self-blended image (Shiohara and Yamasaki, CVPR 2022): the face pasted on itself after small shifts of colour, sharpness and place."""
    size = host.picture.shape[-1]
    if dice.chance(0.6):
        hard = star(dice, size, dice.log_uniform(0.06, 0.5), "ellipse")
    else:
        hard = random_shape(dice, size, 0.02, 0.3)
    source = host.picture
    if dice.chance(0.8):
        source = (source - 128) * dice.uniform(0.8, 1.25) + 128 + torch.tensor([dice.uniform(-20, 20) for _ in range(3)], device=source.device)[:, None, None]
    if dice.chance(0.6):
        factor = dice.uniform(0.4, 0.8)
        small = max(16, round(size * factor))
        source = resize(resize(source, small, small, "nearest" if dice.chance(0.3) else "bicubic"), size, size, "bilinear")
    elif dice.chance(0.5):
        source = source + (source - gaussian_blur(source, 1.0)) * dice.uniform(0.3, 1.2)
    source = affine(source, dice.uniform(-0.04, 0.04), dice.uniform(0.95, 1.05), False, (size * dice.uniform(-0.03, 0.03), size * dice.uniform(-0.02, 0.02)), "bilinear")
    alpha = gaussian_blur(hard[None], dice.log_uniform(0.6, size / 20))[0] * (0.25, 0.5, 0.75, 1.0, 1.0, 1.0)[dice.integer(0, 6)]
    picture = host.picture * (1 - alpha) + source.clamp(0, 255) * alpha
    return Altered(picture, (alpha > 0.1 * float(alpha.max())).float(), "face-blend")


def face_swap(dice: Dice, host: Host, store: SourceStore) -> Altered:
    """Another person's face at the same place of the portrait, its colours and its border matched."""
    size = host.picture.shape[-1]
    donor_source = store.pick(dice, "face")
    height, width = host.source.rgb.shape[1:]
    ratio_x, ratio_y = donor_source.rgb.shape[2] / width, donor_source.rgb.shape[1] / height
    span = size * host.scale
    x0, y0 = int(host.origin[0] * ratio_x), int(host.origin[1] * ratio_y)
    x1, y1 = int((host.origin[0] + span) * ratio_x), int((host.origin[1] + span) * ratio_y)
    piece = donor_source.rgb[:, y0 : max(y1, y0 + 8), x0 : max(x1, x0 + 8)].float()
    donor = resize(piece, size, size, "bicubic" if dice.chance(0.6) else "bilinear").clamp(0, 255)
    if dice.chance(0.35):
        donor = with_history(dice, donor)
    hard = star(dice, size, dice.log_uniform(0.06, 0.45), "ellipse" if dice.chance(0.6) else "curve")
    if dice.chance(0.8):
        donor = match_colour(dice, host.picture, donor, hard)
    return Altered(paste(dice, host.picture, donor.clamp(0, 255), hard, max(2.5, size / 30)), hard, "face-swap")


def texture_jitter(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """Texture of text boxes softened, pixelated or defocused (Qu et al., OSTF, AAAI 2025)."""
    size = host.picture.shape[-1]
    picture, mask = host.picture.clone(), torch.zeros(size, size, device=host.picture.device)
    for left, top, right, bottom in host.boxes:
        if right - left < 16 or bottom - top < 12 or not dice.chance(0.5):
            continue
        box = torch.zeros(size, size, device=picture.device)
        box[top:bottom, left:right] = 1
        kind = dice.choice({"gaussian": 0.35, "pixelate": 0.3, "defocus": 0.35})
        if kind == "gaussian":
            made = gaussian_blur(picture, dice.uniform(0.6, 2.5))
        elif kind == "defocus":
            made = disk_blur(picture, dice.uniform(1.0, 2.4))
        else:
            small = max(8, round(size * dice.uniform(0.3, 0.8)))
            made = resize(resize(picture, small, small, "area"), size, size, "nearest" if dice.chance(0.5) else "bilinear")
        alpha = gaussian_blur(box[None], dice.uniform(0.3, max(0.4, (bottom - top) / 16)))[0]
        picture = picture * (1 - alpha) + made * alpha
        mask = torch.maximum(mask, (alpha > 0.5).float())
    return Altered(picture, mask, "texture-jitter") if mask.sum() >= 32 else None


def text_edit(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """Words of the canvas copied, erased, retyped or brought from another document."""
    words = host.boxes if host.domain == "scenetext" else find_words(host.picture)
    if not words:
        return None
    size = host.picture.shape[-1]
    donor, donor_words = None, []
    if host.domain == "document" and dice.chance(0.4):
        donor, _, _ = crop_canvas(dice, store.pick(dice, "document"), size, 1.0, False)
        donor_words = find_words(donor)
    outcome = edit_words(dice, host.picture, words, donor, donor_words)
    return None if outcome is None else Altered(*outcome)


OPERATIONS = {
    "splice": splice,
    "copy-move": copy_move,
    "removal": removal,
    "regeneration": regeneration,
    "recolour": recolour,
    "two-tables": two_tables,
    "face-blend": face_blend,
    "face-swap": face_swap,
    "texture-jitter": texture_jitter,
    "text": text_edit,
}

MIXTURE = {
    "natural": {"splice": 0.5, "copy-move": 0.17, "removal": 0.13, "regeneration": 0.06, "recolour": 0.04, "two-tables": 0.1},
    "document": {"text": 0.68, "splice": 0.08, "copy-move": 0.08, "removal": 0.06, "two-tables": 0.1},
    "face": {"face-blend": 0.4, "face-swap": 0.25, "splice": 0.12, "regeneration": 0.1, "recolour": 0.04, "copy-move": 0.04, "two-tables": 0.05},
    "scenetext": {"text": 0.45, "texture-jitter": 0.25, "splice": 0.08, "copy-move": 0.08, "removal": 0.06, "two-tables": 0.08},
}
"""Which alterations a domain sees, with relative frequencies."""


def drawn_edit(dice: Dice, mixture: dict[str, float], operations: dict, host: Host, store: SourceStore) -> Altered | None:
    """One edit drawn from the mixture; where it cannot be done on this host (no text there), another. None where none can."""
    left = dict(mixture)
    while left:
        name = dice.choice(left)
        altered = operations[name](dice, host, store)
        if altered is not None:
            return altered
        del left[name]
    return None
