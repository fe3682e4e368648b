"""What happens to a picture after it was altered or not: the same chain for both, so that nothing but the alteration tells them apart (model.md 5.5)."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from ..jpeg import clip_for_network, jpeg_roundtrip, plain_coefficients
from ..jpeg_tables import sample_tables
from .dice import Dice
from .filters import gaussian_blur, resize
from .text import caption


@dataclass(frozen=True)
class ChainPlan:
    """Shared by the samples of one chunk, because it sets array sizes. Sides in pixels.

    canvas: side at which alterations are made; middle: side after the resize, `final` + 16; final: side of the sample.
    """

    canvas: int
    middle: int
    final: int
    kernel: str
    # Nothing between the alteration and the one last save; see SynthesisConfig.plain.
    plain: bool = False
    # Screenshots: nothing in between either, and mostly no JPEG save at all; see SynthesisConfig.screens.
    screens: bool = False


def plan(dice: Dice, final: int, difficulty: float, plain: float = 0.0, screens: float = 0.0) -> ChainPlan:
    middle = final + 16
    if screens and dice.chance(screens):
        return ChainPlan(middle, middle, final, "none", screens=True)
    if plain and dice.chance(plain):
        return ChainPlan(middle, middle, final, "none", plain=True)
    if not dice.chance(0.3 * difficulty):
        return ChainPlan(middle, middle, final, "none")
    factor = dice.log_uniform(0.5, 1.5)
    canvas = max(32, round(middle / factor / 16) * 16)
    kernel = dice.choice({"bicubic": 0.5, "bilinear": 0.35, "area": 0.1, "nearest": 0.05})
    return ChainPlan(canvas, middle, final, kernel if canvas != middle else "none")


def save(dice: Dice, rgb: torch.Tensor, which: torch.Tensor, low: int, high: int) -> torch.Tensor:
    """The samples `which` (bool [B]) after a JPEG save; the others as they are. rgb uint8 [B,3,H,W]."""
    index = which.nonzero().flatten()
    if index.numel() == 0:
        return rgb
    luma, chroma = sample_tables(dice.host_generator, index.numel(), low, high)
    out = rgb.clone()
    out[index] = jpeg_roundtrip(rgb[index], luma.to(rgb.device), chroma.to(rgb.device), _subsampled(dice, index.numel(), rgb.device)).rgb
    return out


def _subsampled(dice: Dice, count: int, device: torch.device) -> torch.Tensor:
    return torch.from_numpy(dice.rng.random(count) < 0.6).to(device)


def degrade(dice: Dice, picture: torch.Tensor, difficulty: float) -> torch.Tensor:
    """Grain, blur, tone of one whole picture, float [3,H,W]; `difficulty` is the share of pictures that may be degraded at all."""
    if not dice.chance(difficulty):
        return picture
    if dice.chance(0.12):
        picture = gaussian_blur(picture, dice.uniform(0.3, 1.2))
    if dice.chance(0.15):
        channels = 1 if dice.chance(0.4) else 3
        picture = picture + dice.normal(channels, *picture.shape[1:]) * dice.log_uniform(0.4, 5.0)
    if dice.chance(0.12):
        picture = (picture - 128) * dice.uniform(0.8, 1.2) + 128 + dice.uniform(-15, 15)
    if dice.chance(0.05):
        picture = picture + (picture - gaussian_blur(picture, 1.0)) * dice.uniform(0.2, 1.0)
    return picture


def innocent(dice: Dice, picture: torch.Tensor, captions: bool) -> torch.Tensor:
    """Habits that look like alterations and are none: shallow depth of field, vignette, a frame, a caption. Float [3,C,C].

    captions: off where altered words are what the domain is about.
    """
    size = picture.shape[-1]
    if dice.chance(0.08):
        ramp = gaussian_blur(resize(dice.normal(1, 3, 3), size, size, "bicubic"), 4.0).sigmoid()
        picture = picture * (1 - ramp) + gaussian_blur(picture, dice.uniform(0.8, 3.0)) * ramp
    if dice.chance(0.04):
        axis = torch.linspace(-1, 1, size, device=picture.device)
        falloff = 1 - dice.uniform(0.1, 0.45) * (axis[:, None] ** 2 + axis[None, :] ** 2) / 2
        picture = picture * falloff
    if dice.chance(0.02):
        thickness = dice.integer(2, 12)
        level = dice.uniform(0, 255)
        side = dice.integer(0, 4)
        picture = picture.clone()
        picture.narrow(1 + side % 2, 0 if side < 2 else size - thickness, thickness).fill_(level)
    if captions and dice.chance(0.04):
        picture = caption(dice, picture)
    return picture


@dataclass(frozen=True)
class LastSave:
    """Samples as files would give them, and what is needed to write those files.

    rgb uint8 [B,3,F,F]; dct uint8 [B,1,F,F], clipped |coefficient|; qt, chroma int32 [B,64]; jpeg, subsample bool [B].
    """

    rgb: torch.Tensor
    dct: torch.Tensor
    qt: torch.Tensor
    jpeg: torch.Tensor
    chroma: torch.Tensor
    subsample: torch.Tensor


def finish(dice: Dice, rgb: torch.Tensor, plan_: ChainPlan, difficulty: float) -> LastSave:
    """The last save of uint8 [B,3,F,F]: JPEG for three quarters, none for the rest. Below full difficulty more is left unsaved or saved finely."""
    batch, device = rgb.shape[0], rgb.device
    jpeg = torch.from_numpy(dice.rng.random(batch) < (0.7 if plan_.plain else 0.2 if plan_.screens else 0.5 + 0.25 * difficulty)).to(device)
    out = rgb.clone()
    coefficients = torch.zeros(batch, plan_.final, plan_.final, dtype=torch.int16, device=device)
    tables = torch.ones(batch, 64, dtype=torch.int32, device=device)
    chroma = torch.ones_like(tables)
    subsample = torch.zeros(batch, dtype=torch.bool, device=device)
    saved, plain = jpeg.nonzero().flatten(), (~jpeg).nonzero().flatten()
    if saved.numel():
        low, high = round(92 - difficulty * (32 if dice.chance(0.5) else 17)), 99
        if plan_.plain:
            # Editors that save at 100 leave every earlier table readable; those who share save again and coarser.
            low, high = {"full": (100, 100), "fine": (96, 100), "usual": (82, 96), "coarse": (70, 88)}[dice.choice({"full": 0.25, "fine": 0.25, "usual": 0.3, "coarse": 0.2})]
        luma_tables, chroma_tables = sample_tables(dice.host_generator, saved.numel(), low, high)
        chroma[saved] = chroma_tables.to(device).int()
        subsample[saved] = _subsampled(dice, saved.numel(), device)
        encoded = jpeg_roundtrip(rgb[saved], luma_tables.to(device), chroma[saved], subsample[saved])
        out[saved], coefficients[saved], tables[saved] = encoded.rgb, encoded.coefficients_y, encoded.table_y.to(torch.int32)
    if plain.numel():
        coefficients[plain], _ = plain_coefficients(rgb[plain])
    return LastSave(out, clip_for_network(coefficients)[:, None], tables, jpeg, chroma, subsample)
