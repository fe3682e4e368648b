"""Edits as forgers make them in documents, signs and portraits, and the states in which documents come: for training only.

Digits swapped for others of the same page, fields retyped in one of several scripts, lines pasted with their paper, text set where there was none, stamps and
signatures; faces warped, smoothed, given another face's detail, or blended in one feature alone. Each function takes (dice, host, store) like those of
operations.py and returns None where it cannot be done. `scanned` makes a page look printed, scanned, faxed or copied before anything is altered.
Kinds of edit follow DocTamper (Qu et al., CVPR 2023), ADCD-Net's and FFDN's accounts of what forgers do, and self-blending (Shiohara and Yamasaki, CVPR 2022).
"""

from __future__ import annotations

import functools
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from .dice import Dice
from .filters import affine, dilate, gaussian_blur, resize
from .operations import Altered, Host, crop_canvas, drawn_edit
from .shapes import star
from .sources import SourceStore
from .text import Box, background, find_words, font_files, ink_of, on_paper_of

_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")
# Script: (its share, characters, file names that can set it; none: the Latin fonts of text.py).
_SCRIPTS: dict[str, tuple[float, str, tuple[str, ...]]] = {
    "digits": (0.4, "0123456789", ()),
    "latin": (0.3, "ABCDEFGHIJKLMNOPRSTUVWZabcdefghijklmnoprstuvwxyzaeioutnrs", ()),
    "accented": (0.06, "ÀÉÈÖÜßçñøåéèàöüäaeiourstnlm", ("DejaVuSans.", "LiberationS", "NotoSans-", "NotoSerif-", "Carlito", "FreeS")),
    "cyrillic": (0.07, "АБВГДЕЖЗИКЛМНОПРСТУабвгдежзиклмнопрстуфхцчшщыьэюя", ("DejaVuS", "LiberationS", "NotoSans-", "NotoSerif-", "FreeS")),
    "greek": (0.03, "ΑΒΓΔΕΖΗΘαβγδεζηθικλμνξοπρστυφχψω", ("DejaVuS", "LiberationS", "NotoSans-", "FreeS")),
    "han": (0.08, "的一是不了人在有我他这中大来上国和地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日元万千百金号税", ("NotoSansCJK", "NotoSerifCJK")),
    "arabic": (0.03, "ابتثجحخدذرزسشصضطظعغفقكلمنهوي٠١٢٣٤٥٦٧٨٩", ("NotoNaskhArabic", "NotoSansArabic")),
    "devanagari": (0.03, "कखगघचछजटठडतथदधनपफबभमयरलवशसह०१२३४५६७८९", ("NotoSansDevanagari", "NotoSerifDevanagari")),
}


def digit_swap(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """One to three neighbouring characters replaced by others of the same page and height, on the same baseline."""
    words = [word for word in _words(host) if word[3] - word[1] >= 8]
    glyphs = {word: find_glyphs(host.picture, word) for word in words}
    pool = [(glyph, word) for word, found in glyphs.items() for glyph in found]
    rich = [word for word in words if len(glyphs[word]) >= 2]
    if len(pool) < 4 or not rich:
        return None
    word = rich[dice.integer(0, len(rich))]
    own = sorted(glyphs[word])
    first = dice.integer(0, len(own))
    picture, mask = host.picture.clone(), torch.zeros(host.picture.shape[1:], device=host.picture.device)
    for target in own[first : first + dice.integer(1, 4)]:
        height, width = target[3] - target[1], target[2] - target[0]
        near = [glyph for glyph, _ in pool if glyph != target and 0.85 < (glyph[3] - glyph[1]) / height < 1.18 and 0.6 < (glyph[2] - glyph[0]) / width < 1.5]
        if not near:
            continue
        chosen = near[dice.integer(0, len(near))]
        box = _within((target[0] - 1, target[1] - 1, target[2] + 1, target[3] + 1), host.picture)
        piece = host.picture[:, max(0, chosen[1] - 1) : chosen[3] + 1, max(0, chosen[0] - 1) : chosen[2] + 1]
        patch = resize(piece, box[3] - box[1], box[2] - box[0], "bicubic").clamp(0, 255)
        if dice.chance(0.7):
            patch = on_paper_of(host.picture, box, patch).clamp(0, 255)
        picture[:, box[1] : box[3], box[0] : box[2]] = patch
        mask[box[1] : box[3], box[0] : box[2]] = 1
    return Altered(picture, mask, "digit-swap") if mask.sum() >= 16 else None


def field_retype(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """A field (neighbouring words of a line) erased and set anew in one font of one script, in the ink, size and sharpness of the page."""
    words = _words(host)
    if not words:
        return None
    box = _field(dice, words)
    height, width = box[3] - box[1], box[2] - box[0]
    if height < 7 or width < 7:
        return None
    picture = host.picture.clone()
    paper = background(dice, host.picture, box)
    alpha = _line(dice, height, width)
    if alpha is None:
        return None
    place = (slice(None), slice(box[1], box[3]), slice(box[0], box[2]))
    ink = ink_of(host.picture[place])
    alpha = gaussian_blur(torch.from_numpy(alpha).to(picture.device)[None], dice.uniform(0.0, 0.8))
    patch = paper * (1 - alpha) + ink[:, None, None] * alpha
    if dice.chance(0.5):
        patch = patch + dice.normal(1 if dice.chance(0.5) else 3, height, width) * dice.uniform(0.4, 3.0)
    picture[place] = patch
    return Altered(picture, _box_mask(box, picture), "field-retype")


def line_paste(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """A strip of text with its paper, from this page or another, over a line or into free space."""
    words = _words(host)
    size = host.picture.shape[-1]
    own = dice.chance(0.45)
    source = host.picture if own else crop_canvas(dice, store.pick(dice, host.domain), size, 1.0, False)[0]
    pool = words if own else find_words(source)
    if not words or not pool:
        return None
    strip = _field(dice, pool, 6)
    margin = dice.integer(1, 4)
    strip = _within((strip[0] - margin, strip[1] - margin, strip[2] + margin, strip[3] + margin), source)
    piece = source[:, strip[1] : strip[3], strip[0] : strip[2]]
    scale = 1.0 if dice.chance(0.5) else dice.uniform(0.8, 1.25)
    height, width = max(8, round(piece.shape[1] * scale)), max(8, round(piece.shape[2] * scale))
    height, width = min(height, size), min(width, size)
    piece = resize(piece, height, width, "bicubic" if dice.chance(0.7) else "bilinear").clamp(0, 255)
    target = words[dice.integer(0, len(words))]
    if dice.chance(0.6):
        left, top = target[0] + dice.integer(-3, 4), target[1] - margin
    else:
        left, top = dice.integer(0, size - width + 1), dice.integer(0, size - height + 1)
    left, top = min(max(0, left), size - width), min(max(0, top), size - height)
    if own and abs(left - strip[0]) < width // 2 and abs(top - strip[1]) < height // 2:
        return None
    box = (left, top, left + width, top + height)
    if dice.chance(0.6):
        piece = on_paper_of(host.picture, box, piece).clamp(0, 255)
    picture = host.picture.clone()
    picture[:, top : top + height, left : left + width] = piece
    return Altered(picture, _box_mask(box, picture), "line-paste")


def text_insert(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """Text set where the page was empty; nothing is erased. The mask is the line's box."""
    words = _words(host)
    size = host.picture.shape[-1]
    typical = sorted(word[3] - word[1] for word in words)[len(words) // 2] if words else dice.integer(10, 24)
    height = min(max(9, round(typical * dice.uniform(0.8, 1.2))), size // 3)
    width = min(size, round(height * dice.uniform(1.5, 8)))
    luma = host.picture.mean(0)
    for _ in range(8):
        left, top = dice.integer(0, size - width + 1), dice.integer(0, size - height + 1)
        if float(luma[top : top + height, left : left + width].std()) < 12:
            break
    else:
        return None
    alpha = _line(dice, height, width)
    if alpha is None:
        return None
    ink = ink_of(host.picture[:, words[0][1] : words[0][3], words[0][0] : words[0][2]]) if words else torch.full((3,), dice.uniform(0, 60), device=luma.device)
    soft = gaussian_blur(torch.from_numpy(alpha).to(luma.device)[None], dice.uniform(0.0, 0.8))
    picture = host.picture.clone()
    place = picture[:, top : top + height, left : left + width]
    picture[:, top : top + height, left : left + width] = place * (1 - soft) + ink[:, None, None] * soft
    return Altered(picture, _box_mask((left, top, left + width, top + height), picture), "text-insert")


def stamp(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """An inked stamp laid over the page: frame, letters and bars in one colour, unevenly inked. The mask is the inked strokes, joined over gaps of a few pixels."""
    size = host.picture.shape[-1]
    side = max(32, round(size * dice.uniform(0.3, 0.8)))
    canvas = Image.new("L", (side * 2, side * 2), 0)
    draw = ImageDraw.Draw(canvas)
    line = max(2, round(side * dice.uniform(0.02, 0.06)))
    edge = 2 * line
    kind = dice.choice({"round": 0.6, "rectangle": 0.4})
    frame = (edge, edge, 2 * side - edge, 2 * side - edge) if kind == "round" else (edge, side // 2, 2 * side - edge, 2 * side - side // 2)
    shape = draw.ellipse if kind == "round" else draw.rectangle
    shape(frame, outline=255, width=line)
    if dice.chance(0.6):
        inner = tuple(value + sign * round(side * 0.14) for value, sign in zip(frame, (1, 1, -1, -1)))
        shape(inner, outline=255, width=max(1, line // 2))
    text = _line(dice, max(12, side // 3), max(24, round(side * 1.2)), ("digits", "latin", "cyrillic", "han"))
    if text is not None:
        ink = Image.fromarray((text * 255).astype(np.uint8))
        canvas.paste(255, (side - ink.width // 2, side - ink.height // 2), ink)
    turned = canvas.rotate(dice.uniform(-25, 25), Image.Resampling.BICUBIC).resize((side, side), Image.Resampling.LANCZOS)
    alpha = torch.from_numpy(np.array(turned, dtype=np.float32) / 255).to(host.picture.device)
    worn = resize(dice.normal(1, 8, 8), side, side, "bicubic")[0] * 0.35 + 0.75
    return _inked(dice, host, alpha * worn.clamp(0, 1), dice.uniform(0.5, 0.95), "stamp")


def signature(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """A pen stroke of several loops, in dark or blue ink. The mask is the stroke, joined over gaps of a few pixels."""
    size = host.picture.shape[-1]
    height, width = max(16, round(size * dice.uniform(0.12, 0.3))), max(32, round(size * dice.uniform(0.35, 0.8)))
    knots = dice.integer(5, 12)
    x = np.linspace(0.08, 0.92, knots) * width + dice.rng.normal(0, width * 0.05, knots)
    y = dice.rng.uniform(0.12, 0.88, knots) * height
    along = np.linspace(0, knots - 1, knots * 24)
    points = np.stack([ndimage.map_coordinates(values, [along], order=3, mode="nearest") for values in (x, y)], 1) * 3
    canvas = Image.new("L", (width * 3, height * 3), 0)
    ImageDraw.Draw(canvas).line([tuple(point) for point in points], fill=255, width=max(2, round(3 * dice.uniform(0.8, 2.4))), joint="curve")
    alpha = torch.from_numpy(np.array(canvas.resize((width, height), Image.Resampling.LANCZOS), dtype=np.float32) / 255).to(host.picture.device)
    return _inked(dice, host, alpha, dice.uniform(0.6, 1.0), "signature")


def face_warp(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """One to three places pushed, swollen or pinched, as a liquify brush does. The mask is where anything moved by a third of a pixel or more."""
    size = host.picture.shape[-1]
    axis = torch.arange(size, dtype=torch.float32, device=host.picture.device)
    moved = torch.zeros(2, size, size, device=host.picture.device)
    for _ in range(dice.integer(1, 4)):
        centre_x, centre_y, radius = dice.uniform(0.15, 0.85) * size, dice.uniform(0.15, 0.85) * size, size * dice.uniform(0.1, 0.3)
        dx, dy = axis[None, :] - centre_x, axis[:, None] - centre_y
        fall = (1 - (dx**2 + dy**2) / radius**2).clamp_min(0) ** 2
        if dice.chance(0.5):
            strength = dice.uniform(0.1, 0.35) * (1 if dice.chance(0.5) else -1)
            moved += torch.stack([dx.expand(size, size), dy.expand(size, size)]) * fall * strength
        else:
            angle, reach = dice.uniform(0, 2 * math.pi), radius * dice.uniform(0.08, 0.25)
            moved += torch.tensor([math.cos(angle), math.sin(angle)], device=moved.device)[:, None, None] * fall * reach
    grid = torch.stack([(axis[None, :] - moved[0] + 0.5) * 2 / size - 1, (axis[:, None] - moved[1] + 0.5) * 2 / size - 1], -1)
    made = F.grid_sample(host.picture[None], grid[None], mode="bicubic" if dice.chance(0.6) else "bilinear", padding_mode="reflection", align_corners=False)[0].clamp(0, 255)
    mask = (moved.norm(dim=0) >= 0.33).float()
    return Altered(host.picture * (1 - mask) + made * mask, mask, "face-warp") if mask.sum() >= 64 else None


def face_smooth(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """Skin made smooth between its edges, as beauty filters do, with or without new grain."""
    size = host.picture.shape[-1]
    hard = star(dice, size, dice.log_uniform(0.05, 0.4), "ellipse" if dice.chance(0.6) else "curve")
    soft = gaussian_blur(host.picture, dice.uniform(1.2, 3.0))
    flat = torch.exp(-(((host.picture - soft).abs().max(0).values) / dice.uniform(6, 16)) ** 2)
    alpha = gaussian_blur(hard[None], dice.uniform(0.8, size / 24))[0] * flat * dice.uniform(0.6, 1.0)
    picture = host.picture * (1 - alpha) + soft * alpha
    if dice.chance(0.4):
        picture = picture + dice.normal(1, size, size) * dice.uniform(0.5, 2.5) * alpha
    return Altered(picture, hard, "face-smooth")


def face_detail(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """Another face's fine detail on this face's colours (Laplacian blend), in one region: what a swap leaves once its tones are matched."""
    size = host.picture.shape[-1]
    donor, _, _ = crop_canvas(dice, store.pick(dice, host.domain), size, max(1.0, host.scale) if dice.chance(0.5) else 1.0, False)
    sigma = dice.uniform(2.0, 8.0)
    hard = star(dice, size, dice.log_uniform(0.05, 0.4), "ellipse" if dice.chance(0.6) else "curve")
    made = gaussian_blur(host.picture, sigma) + (donor - gaussian_blur(donor, sigma)) * dice.uniform(0.6, 1.1)
    alpha = gaussian_blur(hard[None], dice.uniform(0.6, size / 30))[0]
    return Altered(host.picture * (1 - alpha) + made.clamp(0, 255) * alpha, hard, "face-detail")


def face_part(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """One feature alone (a band as of eyes or mouth) blended with a shifted, recoloured or rescaled version of itself."""
    size = host.picture.shape[-1]
    axis = torch.arange(size, dtype=torch.float32, device=host.picture.device)
    width, height = size * dice.uniform(0.12, 0.4), size * dice.uniform(0.05, 0.16)
    dx, dy = axis[None, :] - size * dice.uniform(0.2, 0.8), axis[:, None] - size * dice.uniform(0.2, 0.8)
    hard = ((dx / width) ** 2 + (dy / height) ** 2 < 1).float()
    if hard.sum() < 64:
        return None
    source = affine(host.picture, dice.uniform(-0.06, 0.06), dice.uniform(0.9, 1.12), dice.chance(0.1), (size * dice.uniform(-0.03, 0.03), size * dice.uniform(-0.03, 0.03)), "bilinear" if dice.chance(0.5) else "bicubic")
    if dice.chance(0.6):
        source = (source - 128) * dice.uniform(0.85, 1.2) + 128 + torch.tensor([dice.uniform(-14, 14) for _ in range(3)], device=source.device)[:, None, None]
    if dice.chance(0.4):
        source = gaussian_blur(source, dice.uniform(0.4, 1.2))
    alpha = gaussian_blur(hard[None], dice.uniform(0.6, max(0.8, height / 5)))[0] * (0.6 if dice.chance(0.25) else 1.0)
    return Altered(host.picture * (1 - alpha) + source.clamp(0, 255) * alpha, (alpha > 0.2).float(), "face-part")


FORGERIES = {
    "digit-swap": digit_swap,
    "field-retype": field_retype,
    "line-paste": line_paste,
    "text-insert": text_insert,
    "stamp": stamp,
    "signature": signature,
    "face-warp": face_warp,
    "face-smooth": face_smooth,
    "face-detail": face_detail,
    "face-part": face_part,
}

FORGER_MIXTURE = {
    "document": {"digit-swap": 0.28, "field-retype": 0.25, "line-paste": 0.17, "text-insert": 0.12, "stamp": 0.12, "signature": 0.06},
    "scenetext": {"digit-swap": 0.35, "field-retype": 0.4, "line-paste": 0.25},
    "face": {"face-warp": 0.25, "face-smooth": 0.25, "face-detail": 0.25, "face-part": 0.25},
}
"""As MIXTURE of operations.py, for the share of samples that SynthesisConfig.forger asks for."""

SCREEN_MIXTURE = {"text": 0.3, "digit-swap": 0.2, "field-retype": 0.2, "text-insert": 0.1, "splice": 0.08, "copy-move": 0.06, "removal": 0.06}
"""What is altered in screenshots: amounts, names and messages above all."""


def forge(dice: Dice, host: Host, store: SourceStore) -> Altered | None:
    """One edit of the host's domain as forgers make them; None where none can be done."""
    return drawn_edit(dice, FORGER_MIXTURE.get(host.domain, {}), FORGERIES, host, store)


def scanned(dice: Dice, picture: torch.Tensor) -> torch.Tensor:
    """A page as printers, scanners, copiers and fax machines leave it; float [3,S,S] in and out. Any of: skew, print screen, blur and sharpening, levels, shading, dust, grey or two tones."""
    size = picture.shape[-1]
    if dice.chance(0.35):
        picture = affine(picture, dice.uniform(-0.03, 0.03), 1.0, False, (0.0, 0.0), "bicubic" if dice.chance(0.6) else "bilinear")
    if dice.chance(0.3):
        picture = picture.mean(0, keepdim=True).expand(3, -1, -1)
    if dice.chance(0.15):
        picture = _screened(dice, picture)
    if dice.chance(0.4):
        picture = gaussian_blur(picture, dice.uniform(0.3, 1.0))
    if dice.chance(0.4):
        picture = picture + (picture - gaussian_blur(picture, dice.uniform(0.7, 1.5))) * dice.uniform(0.3, 1.5)
    if dice.chance(0.4):
        black, white = dice.uniform(0, 50), dice.uniform(200, 250)
        picture = (picture - black) * (255 / (white - black))
    if dice.chance(0.3):
        corners = resize(dice.normal(1, 2, 2), size, size, "bilinear")
        picture = picture * (1 + corners * dice.uniform(0.01, 0.08))
    if dice.chance(0.25):
        spots = (torch.from_numpy(dice.rng.random((size, size))) < dice.log_uniform(1e-4, 2e-3)).float().to(picture.device)
        spots = gaussian_blur(dilate(spots, dice.integer(0, 2))[None], 0.5)
        picture = picture * (1 - spots) + (0.0 if dice.chance(0.7) else 255.0) * spots
    if dice.chance(0.05):
        picture = (picture.mean(0, keepdim=True) > dice.uniform(110, 170)).float().expand(3, -1, -1) * 255
    elif dice.chance(0.4):
        picture = picture + dice.normal(1 if dice.chance(0.5) else 3, size, size) * dice.uniform(0.5, 4.0)
    return picture.clamp(0, 255).contiguous()


def _screened(dice: Dice, picture: torch.Tensor) -> torch.Tensor:
    """Print screen: tones become dots of a turned grid, which the scanner's optics then blur."""
    size = picture.shape[-1]
    axis = torch.arange(size, dtype=torch.float32, device=picture.device)
    period, angle = dice.uniform(2.2, 4.5), dice.uniform(0, math.pi / 2)
    u = (axis[None, :] * math.cos(angle) + axis[:, None] * math.sin(angle)) * (2 * math.pi / period)
    v = (-axis[None, :] * math.sin(angle) + axis[:, None] * math.cos(angle)) * (2 * math.pi / period)
    wave = (torch.cos(u) + torch.cos(v)) * 0.25 + 0.5
    dots = torch.sigmoid((picture / 255 - wave) * 8) * 255
    return gaussian_blur(dots, dice.uniform(0.5, 1.1)) * 0.6 + picture * 0.4


def find_glyphs(picture: torch.Tensor, word: Box) -> list[Box]:
    """Boxes (xyxy) of single characters in a word's box of float [3,H,W]: connected ink of near the word's height."""
    left, top, right, bottom = word
    luma = picture[:, top:bottom, left:right].mean(0).cpu().numpy()
    if luma.size == 0:
        return []
    middle = np.median(luma)
    reach = np.abs(luma - middle).max()
    if reach < 30:
        return []
    labels, _ = ndimage.label(np.abs(luma - middle) > 0.45 * reach, np.ones((3, 3), int))
    found = []
    for rows, columns in ndimage.find_objects(labels):
        height, width = rows.stop - rows.start, columns.stop - columns.start
        if height >= 0.45 * (bottom - top) and 2 <= width <= 1.2 * (bottom - top) and height >= 6:
            found.append((left + columns.start, top + rows.start, left + columns.stop, top + rows.stop))
    return found


def _words(host: Host) -> list[Box]:
    size = host.picture.shape[-1]
    words = host.boxes if host.domain == "scenetext" else find_words(host.picture)
    return [word for word in words if word[2] - word[0] >= 6 and word[3] - word[1] >= 6 and word[2] <= size and word[3] <= size]


def _field(dice: Dice, words: list[Box], most: int = 4) -> Box:
    """A drawn word with up to `most` - 1 following ones of its line, as one box."""
    box = words[dice.integer(0, len(words))]
    for word in sorted(words):
        height = box[3] - box[1]
        overlap = min(box[3], word[3]) - max(box[1], word[1])
        if word[0] >= box[2] - 1 and word[0] - box[2] < 1.2 * height and overlap > 0.6 * height and dice.chance(1 - 1 / most):
            box = (box[0], min(box[1], word[1]), word[2], max(box[3], word[3]))
    return box


def _within(box: Box, picture: torch.Tensor) -> Box:
    return max(0, box[0]), max(0, box[1]), min(picture.shape[2], box[2]), min(picture.shape[1], box[3])


def _box_mask(box: Box, picture: torch.Tensor) -> torch.Tensor:
    mask = torch.zeros(picture.shape[1:], device=picture.device)
    mask[box[1] : box[3], box[0] : box[2]] = 1
    return mask


def _inked(dice: Dice, host: Host, alpha: torch.Tensor, strength: float, operation: str) -> Altered:
    """Ink of `alpha` [h,w] multiplied onto a drawn place of the page, as ink lets the page show through."""
    size = host.picture.shape[-1]
    height, width = alpha.shape
    left, top = dice.integer(0, size - width + 1), dice.integer(0, size - height + 1)
    colour = ((200, 30, 40), (40, 50, 170), (30, 30, 40), (110, 40, 130), (20, 90, 60))[dice.integer(0, 5)]
    ink = torch.tensor(colour, dtype=torch.float32, device=alpha.device)[:, None, None]
    picture = host.picture.clone()
    place = picture[:, top : top + height, left : left + width]
    multiplied = place * (ink / 255) if dice.chance(0.6) else ink.expand_as(place)
    cover = gaussian_blur(alpha[None], dice.uniform(0.0, 0.7)) * strength
    picture[:, top : top + height, left : left + width] = place * (1 - cover) + multiplied * cover
    mask = torch.zeros(size, size, device=alpha.device)
    mask[top : top + height, left : left + width] = (alpha > 0.15).float()
    joined = 1 - dilate(1 - dilate(mask, 3), 2)
    return Altered(picture, joined, operation)


def _line(dice: Dice, height: int, width: int, scripts: tuple[str, ...] = tuple(_SCRIPTS)) -> np.ndarray | None:
    """Coverage 0..1 float32 [height,width] of one line of drawn characters, as many as fit at the height; None where no font can set the script."""
    script = dice.choice({name: _SCRIPTS[name][0] for name in scripts})
    files = _fonts_of(script)
    if not files:
        return None
    characters = _SCRIPTS[script][1]
    wide = 1.0 if script == "han" else 0.55
    count = max(1, round(width / (wide * height)))
    text = "".join(characters[dice.integer(0, len(characters))] for _ in range(count))
    if script == "digits" and count > 3:
        text = (text[:-3] + (".", ",")[dice.integer(0, 2)] + text[-2:]) if dice.chance(0.5) else text
        text = (text[:2] + "/" + text[2:4] + "/" + text[4:]) if count >= 6 and dice.chance(0.3) else text
    font = _font(files[dice.integer(0, len(files))], max(6, round(height * 0.82)) * 2)
    left, top, right, bottom = font.getbbox(text)
    if right <= left or bottom <= top:
        return None
    canvas = Image.new("L", (right - left, bottom - top), 0)
    ImageDraw.Draw(canvas).text((-left, -top), text, fill=255, font=font)
    scale = min((height - 2) / canvas.height, (width - 2) / canvas.width)
    set_ = canvas.resize((max(1, round(canvas.width * scale)), max(1, round(canvas.height * scale))), Image.Resampling.LANCZOS)
    out = Image.new("L", (width, height), 0)
    out.paste(set_, (1 if dice.chance(0.6) else max(0, width - set_.width - 1), max(0, (height - set_.height) // 2)))
    return np.asarray(out, dtype=np.float32) / 255


@functools.lru_cache(maxsize=None)
def _fonts_of(script: str) -> tuple[str, ...]:
    beginnings = _SCRIPTS[script][2]
    if not beginnings:
        return font_files()
    return tuple(sorted(str(path) for folder in _FONT_FOLDERS if Path(folder).is_dir() for path in Path(folder).rglob("*.[ot]t[fc]") if path.name.startswith(beginnings)))


@functools.lru_cache(maxsize=2048)
def _font(file: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size)
