"""One batch of training samples, a pure function of (sources, seed, step): drawn hosts, one alteration each, one chain for all, consistent labels."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
import torch.nn.functional as F
from scipy import ndimage

from .chain import ChainPlan, degrade, finish, innocent, plan, save
from .dice import Dice
from .filters import resize
from .forgery import FORGERIES, SCREEN_MIXTURE, forge, scanned
from .operations import MIXTURE, OPERATIONS, Altered, Host, crop_canvas, drawn_edit, with_history
from .sources import DOMAINS, Source, SourceStore


@dataclass(frozen=True)
class SynthesisConfig:
    """Frequencies of domains and of untouched samples; chunk: samples that share one resize.

    difficulty, 0..1: how much the chain after the alteration hides. 1 is what evaluation uses; training may begin lower and rise.
    plain, 0..1: share of chunks with the simplest edits: photographs shrunk whole to 256-384 pixels, saved, objects pasted with hard edges, and
    one fine save (or none) afterwards, as hobbyists' small composites are made (CASIA, MISD). 0 in evaluation.
    forger, 0..1: share of documents, signs and portraits altered as forgers do (forgery.py) and, of documents, that first come from a scanner. 0 in evaluation,
    whose samples would otherwise be others with every change there.
    screens, 0..1: share of chunks that are parts of screenshots (the store's `screens`), altered as SCREEN_MIXTURE says and mostly left unsaved. 0 in evaluation.
    padded, 0..1: share of chunks that end before their right and lower border and go on as the app continues a picture whose sides are no multiples of 32 (`continued`). 0 in evaluation.
    """

    natural: float = 0.4
    document: float = 0.25
    face: float = 0.24
    scenetext: float = 0.18
    untouched: float = 0.3
    chunk: int = 8
    difficulty: float = 1.0
    plain: float = 0.0
    forger: float = 0.0
    padded: float = 0.0
    screens: float = 0.0


Batch = dict[str, object]
_FILE_KEYS = ("unsaved", "chroma", "jpeg", "subsample")


def make_batch(store: SourceStore, config: SynthesisConfig, seed: int, step: int, batch: int, size: int, domain: str | None = None, device: str = "cpu", unsaved: bool = False) -> Batch:
    """A batch of `batch` samples of side `size` (a multiple of 16).

    rgb uint8 [B,3,S,S]; dct uint8 [B,1,S,S]; qt int32 [B,64]; mask float [B,S,S] of 0 and 1; boxes list of float [n,4] (xyxy, px); grid_valid float [B]
    (1: the last grid coincides with an earlier one, 0: it does not); altered float [B]; domain int64 [B]; operation list of names. With `unsaved`: also the pixels before the last save (key unsaved, uint8), and its
    chroma table, jpeg and subsample flags, from which real files can be written.
    """
    dice = Dice(seed, step, device=device)
    parts = [_chunk(dice, store, config, min(config.chunk, batch - start), size, domain) for start in range(0, batch, config.chunk)]
    merged: Batch = {key: torch.cat([part[key] for part in parts]) for key in parts[0] if key != "operation" and (unsaved or key not in _FILE_KEYS)}
    merged["operation"] = [name for part in parts for name in part["operation"]]
    mask = merged["mask"]
    merged["altered"] = (mask.flatten(1).sum(1) > 0).float()
    merged["boxes"] = [component_boxes(single) for single in mask]
    return merged


def _chunk(dice: Dice, store: SourceStore, config: SynthesisConfig, count: int, size: int, domain: str | None) -> Batch:
    plan_ = plan(dice, size, config.difficulty, config.plain, config.screens)
    weights = {name: getattr(config, name) for name in DOMAINS}
    pictures, masks, grids, domains, operations = [], [], [], [], []
    for _ in range(count):
        name = "document" if plan_.screens else domain or dice.choice(weights)
        altered, grid = _screen(dice, store, config, plan_) if plan_.screens else _canvas(dice, store, config, plan_, name)
        pictures.append(altered.picture)
        masks.append(altered.mask)
        grids.append(grid)
        domains.append(DOMAINS.index(name))
        operations.append(altered.operation)
    rgb, mask, grid = _chain(dice, plan_, torch.stack(pictures), torch.stack(masks), torch.tensor(grids, device=dice.device), config.difficulty)
    ends = [(axis, plan_.final - dice.integer(0, 32)) for axis in (-2, -1)] if config.padded and dice.chance(config.padded) else []
    for axis, end in ends:
        # What an encoder puts into the last, started block: the border again.
        rgb = _columns(rgb, axis, torch.arange(plan_.final).clamp(max=end - 1))
    last = finish(dice, rgb, plan_, config.difficulty)
    for axis, end in ends:
        pixels, coefficients = continued(end, plan_.final)
        last = replace(last, rgb=_columns(last.rgb, axis, pixels), dct=_columns(last.dct, axis, coefficients))
        mask = _columns(mask, axis, pixels)
    return {
        "rgb": last.rgb,
        "dct": last.dct,
        "qt": last.qt,
        "unsaved": rgb,
        "chroma": last.chroma,
        "jpeg": last.jpeg,
        "subsample": last.subsample,
        "mask": mask,
        "grid_valid": grid.float(),
        "domain": torch.tensor(domains),
        "operation": [name if bool(single.any()) else "none" for name, single in zip(operations, mask)],
    }


def continued(size: int, length: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Which pixel and which coefficient column of a picture of `size` pixels stand at each of `length` columns, int64 [length] each: the last started block
    repeats the border, whole blocks after it are mirrored, their coefficients in their own order (src/engine/coefficients/axis.ts)."""
    whole = -(-size // 8) * 8
    at = torch.arange(length)
    phase = at % (2 * whole)
    mirrored = torch.where(phase < whole, phase, 2 * whole - 1 - phase)
    return mirrored.clamp(max=size - 1), torch.where(at < whole, at, mirrored // 8 * 8 + at % 8)


def _columns(values: torch.Tensor, axis: int, which: torch.Tensor) -> torch.Tensor:
    return values.index_select(axis, which.to(values.device))


def _screen(dice: Dice, store: SourceStore, config: SynthesisConfig, plan_: ChainPlan) -> tuple[Altered, bool]:
    """A part of a screenshot, altered or not."""
    source = store.pick_screen(dice)
    picture, origin, scale, grid = _host_crop(dice, source, plan_.canvas, "document", plain=False, shrink=0.0)
    altered = None
    if not dice.chance(config.untouched):
        altered = drawn_edit(dice, SCREEN_MIXTURE, OPERATIONS | FORGERIES, Host(picture, source, "document", [], origin, scale), store)
    return altered or Altered(picture, torch.zeros(picture.shape[1:], device=dice.device), "none"), grid


def _canvas(dice: Dice, store: SourceStore, config: SynthesisConfig, plan_: ChainPlan, domain: str) -> tuple[Altered, bool]:
    """One host with its history, altered or not. The flag says whether an earlier JPEG grid lies at phase 0 of the canvas."""
    source = store.pick(dice, domain)
    picture, origin, scale, grid = _host_crop(dice, source, plan_.canvas, domain, plan_.plain, shrink=0.7 if domain == "face" else 0.35)
    if dice.chance(0.3 if grid and plan_.plain else 0.85 if plan_.plain else 0.45 if grid else 0.6):
        aligned = dice.chance(0.85 if plan_.plain else 0.7)
        picture = with_history(dice, picture, 50, 98) if not aligned else _aligned_history(dice, picture)
        grid = aligned
    if domain == "document" and config.forger and dice.chance(config.forger):
        picture = scanned(dice, picture)
        grid = False
    picture = innocent(dice, picture, captions=domain in ("natural", "face"))
    if dice.chance(config.untouched):
        return Altered(picture, torch.zeros(picture.shape[1:], device=dice.device), "none"), grid
    host = Host(picture, source, domain, _boxes_in(source, origin, scale, plan_.canvas), origin, scale, plan_.plain)
    forged = forge(dice, host, store) if config.forger and dice.chance(config.forger) else None
    altered = forged or _alter(dice, store, host)
    if plan_.plain and altered.operation == "splice" and dice.chance(0.4):
        # Composites of several things.
        more = OPERATIONS["splice"](dice, Host(altered.picture, source, domain, host.boxes, origin, scale, True), store)
        altered = Altered(more.picture, torch.maximum(altered.mask, more.mask), "splice")
    if dice.chance(0.2) and altered.operation in ("splice", "copy-move", "removal"):
        second = OPERATIONS[altered.operation](dice, Host(altered.picture, source, domain, host.boxes, origin, scale), store)
        if second is not None:
            altered = Altered(second.picture, torch.maximum(altered.mask, second.mask), altered.operation)
    return altered, grid


def _host_crop(dice: Dice, source: Source, canvas: int, domain: str, plain: bool, shrink: float) -> tuple[torch.Tensor, tuple[int, int], float, bool]:
    """`shrink`: how often a picture with room for it is reduced; 0: the crop keeps the picture's own pixels."""
    room = min(source.rgb.shape[1:]) / canvas
    scale = 1.0
    if plain:
        if domain == "natural" and dice.chance(0.75):
            scale = max(1.0, min(source.rgb.shape[1:]) / dice.uniform(240, 400))
            scale = min(scale, room) if room > 1 else 1.0
    elif room > 1.15 and dice.chance(shrink):
        scale = dice.log_uniform(1.05, min(room, 3.5))
    elif shrink and dice.chance(0.06):
        scale = dice.uniform(0.6, 0.95)
    best = None
    # A crop of mostly empty paper teaches little about text: look again a few times.
    for _ in range(4 if domain in ("document", "scenetext") else 1):
        picture, origin, grid = crop_canvas(dice, source, canvas, scale, dice.chance(0.65))
        spread = float(picture[:, ::4, ::4].std())
        if best is None or spread > best[0]:
            best = (spread, picture, origin, grid)
        if spread > 25:
            break
    assert best is not None
    return best[1], best[2], scale, best[3]


def _aligned_history(dice: Dice, picture: torch.Tensor) -> torch.Tensor:
    which = torch.ones(1, dtype=torch.bool, device=picture.device)
    return save(dice, picture.round().clamp(0, 255).to(torch.uint8)[None], which, 50, 98)[0].float()


def _boxes_in(source: Source, origin: tuple[int, int], scale: float, canvas: int) -> list[tuple[int, int, int, int]]:
    boxes = []
    for left, top, right, bottom in source.boxes:
        box = (int((left - origin[0]) / scale), int((top - origin[1]) / scale), int((right - origin[0]) / scale), int((bottom - origin[1]) / scale))
        x0, y0, x1, y1 = max(0, box[0]), max(0, box[1]), min(canvas, box[2]), min(canvas, box[3])
        if x1 - x0 >= 10 and y1 - y0 >= 8:
            boxes.append((x0, y0, x1, y1))
    return boxes


def _alter(dice: Dice, store: SourceStore, host: Host) -> Altered:
    altered = drawn_edit(dice, MIXTURE[host.domain], OPERATIONS, host, store)
    assert altered is not None, "every domain has an alteration that always works"
    return altered


def _chain(
    dice: Dice, plan_: ChainPlan, picture: torch.Tensor, mask: torch.Tensor, grid: torch.Tensor, difficulty: float
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    if plan_.canvas != plan_.middle:
        picture = resize(picture, plan_.middle, plan_.middle, plan_.kernel)
        mask = (resize(mask[:, None], plan_.middle, plan_.middle, "bilinear")[:, 0] > 0.5).float()
        grid = torch.zeros_like(grid)
    batch = picture.shape[0]
    if plan_.plain or plan_.screens:
        rgb = picture.round().clamp(0, 255).to(torch.uint8)
    else:
        rgb = torch.stack([degrade(dice, single, difficulty) for single in picture]).round().clamp(0, 255).to(torch.uint8)
        between = torch.from_numpy(dice.rng.random(batch) < 0.3 * difficulty).to(rgb.device)
        rgb = save(dice, rgb, between, 60, 98)
        grid = grid | between
    aligned = dice.chance(0.9 if plan_.plain else 0.65)
    step = 8 if aligned else 1
    x, y = dice.integer(0, 16 // step + 1) * step, dice.integer(0, 16 // step + 1) * step
    window = (slice(y, y + plan_.final), slice(x, x + plan_.final))
    rgb, mask = rgb[..., window[0], window[1]], mask[..., window[0], window[1]]
    if x % 8 or y % 8:
        grid = torch.zeros_like(grid)
    rgb, mask = _dihedral(dice, rgb, mask)
    return rgb.contiguous(), mask.contiguous(), grid


def _dihedral(dice: Dice, rgb: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mirror and quarter turns before the last save, which keep an aligned grid aligned; text mostly stays upright."""
    if dice.chance(0.5):
        rgb, mask = rgb.flip(-1), mask.flip(-1)
    if dice.chance(0.15):
        turns = dice.integer(1, 4)
        rgb, mask = torch.rot90(rgb, turns, (-2, -1)), torch.rot90(mask, turns, (-2, -1))
    return rgb, mask


def component_boxes(mask: torch.Tensor, limit: int = 64) -> torch.Tensor:
    """Bounding boxes (xyxy float, px) of the 8-connected components of a [H,W] mask of at least 16 px, the largest `limit` of them."""
    if not bool(mask.any()):
        return torch.zeros(0, 4)
    joined = F.max_pool2d(mask[None, None], 3, 1, 1)[0, 0].cpu().numpy() > 0.5
    labels, count = ndimage.label(joined, np.ones((3, 3), int))
    areas = ndimage.sum_labels(mask.cpu().numpy(), labels, range(1, count + 1))
    boxes = []
    for area, found in sorted(zip(areas, ndimage.find_objects(labels)), key=lambda pair: -pair[0])[:limit]:
        if area >= 16:
            rows, columns = found
            boxes.append([columns.start, rows.start, columns.stop, rows.stop])
    return torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)
