"""JPEG as batched tensor operations: the quantised coefficients, the table and the decoded pixels of a save belong together by construction.

The arithmetic follows the baseline JPEG standard (ITU-T T.81) with the fixed-point choices that libjpeg documents: 16-bit colour conversion,
averaging with alternating bias for 4:2:0, the accurate integer DCT of Loeffler, Ligtenberg and Moschytz (ICASSP 1989) with its two rounding
steps, rounding division, triangle ("fancy") chroma upsampling. All of these are linear integer maps followed by a floor, written as products of
floating-point integers that stay inside the exact range: float32 (24 bits) for colour, float64 for the transform, which also keeps the reduced-
precision matrix units of a GPU away from it. So the result is the same on every device. Nothing here is differentiable: it makes training pictures.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

CLIP = 20
"""Largest magnitude the network's one-hot volume tells apart (model.md 1.3)."""

TIE_NUDGE = 1.0 / 1024.0
"""Added before rounding a plain coefficient, so that an exact half always rounds away from zero whatever the float error of the platform."""

# Rows: sqrt(8) times the orthonormal 8-point DCT-II in 13-bit fixed point, as the sums of the rounded constants of the factored transform.
_INTEGER_DCT = torch.tensor(
    [
        [8192, 8192, 8192, 8192, 8192, 8192, 8192, 8192],
        [11363, 9633, 6437, 2260, -2260, -6437, -9633, -11363],
        [10703, 4433, -4433, -10703, -10703, -4433, 4433, 10703],
        [9633, -2259, -11362, -6436, 6436, 11362, 2259, -9633],
        [8192, -8192, -8192, 8192, 8192, -8192, -8192, 8192],
        [6437, -11362, 2261, 9633, -9633, -2261, 11362, -6437],
        [4433, -10704, 10704, -4433, -4433, 10704, -10704, 4433],
        [2260, -6436, 9633, -11363, 11363, -9633, 6436, -2260],
    ],
    dtype=torch.float64,
)

# 16-bit fixed-point colour matrices; rows Y, Cb, Cr from R, G, B.
_TO_YCC = torch.tensor([[19595, 38470, 7471], [-11059, -21709, 32768], [32768, -27439, -5329]], dtype=torch.float32)
_TO_YCC_OFFSET = torch.tensor([32768, (128 << 16) + 32767, (128 << 16) + 32767], dtype=torch.float32)


@dataclass
class Encoded:
    """One JPEG save of a batch.

    coefficients_y: int16 [B,H,W], quantised luma coefficients; a block's 64 coefficients lie at its pixels, natural (row-major) order.
    table_y: int32 [B,64], luma quantisation table in natural order, entries 1..255.
    rgb: uint8 [B,3,H,W], the pixels a decoder shows for this file.
    """

    coefficients_y: torch.Tensor
    table_y: torch.Tensor
    rgb: torch.Tensor


@torch.no_grad()
def jpeg_roundtrip(rgb: torch.Tensor, table_y: torch.Tensor, table_c: torch.Tensor, subsample: torch.Tensor) -> Encoded:
    """Save and reopen a batch as JPEG.

    rgb: uint8 [B,3,H,W], H and W multiples of 16. table_y, table_c: integer [B,64], natural order, 1..255.
    subsample: bool [B]; True = 4:2:0, False = 4:4:4. Everything on one device. Raises ValueError on other shapes.
    """
    batch, channels, height, width = rgb.shape
    if rgb.dtype != torch.uint8 or channels != 3 or height % 16 or width % 16:
        raise ValueError(f"jpeg_roundtrip needs uint8 [B,3,H,W] with H and W multiples of 16, got {rgb.dtype} {tuple(rgb.shape)}")
    if table_y.shape != (batch, 64) or table_c.shape != (batch, 64) or subsample.shape != (batch,):
        raise ValueError("jpeg_roundtrip needs tables [B,64] and subsample [B] for the same B as the pictures")
    with torch.autocast(rgb.device.type, enabled=False):
        ycc = _rgb_to_ycc(rgb)
        quantised, luma = _save_plane(ycc[:, :1], table_y)
        chroma = torch.empty_like(ycc[:, 1:])
        small = subsample.nonzero().flatten()
        full = (~subsample).nonzero().flatten()
        if small.numel():
            _, decoded = _save_plane(_halve(ycc[small, 1:]), table_c[small])
            chroma[small] = _double(decoded)
        if full.numel():
            _, chroma[full] = _save_plane(ycc[full, 1:], table_c[full])
        pixels = _ycc_to_rgb(luma[:, 0], chroma)
    return Encoded(quantised[:, 0].to(torch.int16), table_y.to(torch.int32), pixels)


@torch.no_grad()
def plain_coefficients(rgb: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Coefficients of a picture that is no JPEG, as the engine makes them: orthonormal 8x8 DCT-II of (Y - 128), rounded, table of ones.

    Y = floor((299 R + 587 G + 114 B + 500) / 1000), an integer. Rounding is half away from zero: sign(c) floor(|c| + 1/2 + 1/1024).
    rgb: uint8 [B,3,H,W], H and W multiples of 8. Returns (int16 [B,H,W] in spatial block layout, int32 [B,64] of ones).
    """
    batch, _, height, width = rgb.shape
    if height % 8 or width % 8:
        raise ValueError(f"plain_coefficients needs H and W multiples of 8, got {height}x{width}")
    with torch.autocast(rgb.device.type, enabled=False):
        values = rgb.to(torch.float32)
        luma = ((299 * values[:, 0] + 587 * values[:, 1] + 114 * values[:, 2] + 500) / 1000).floor_() - 128
        matrix = _orthonormal_dct().to(rgb.device)
        exact = _columns(_rows(luma.to(torch.float64), matrix), matrix)
        rounded = torch.sign(exact) * (exact.abs() + (0.5 + TIE_NUDGE)).floor_()
    return rounded.to(torch.int16), torch.ones(batch, 64, dtype=torch.int32, device=rgb.device)


def clip_for_network(coefficients: torch.Tensor) -> torch.Tensor:
    """|coefficient| clipped to 20 as uint8, any shape: the network's `dct` input."""
    return coefficients.abs().clamp_(max=CLIP).to(torch.uint8)


def _orthonormal_dct() -> torch.Tensor:
    index = torch.arange(8, dtype=torch.float64)
    matrix = torch.cos((2 * index[None, :] + 1) * index[:, None] * torch.pi / 16) / 2
    matrix[0] /= 2**0.5
    return matrix


def _rows(planes: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    """Multiply every run of 8 horizontal neighbours by the matrix; planes [...,H,W]."""
    return (planes.reshape(-1, 8) @ matrix.T).view(planes.shape)


def _columns(planes: torch.Tensor, matrix: torch.Tensor) -> torch.Tensor:
    """Multiply every run of 8 vertical neighbours by the matrix; planes [...,H,W]."""
    return torch.matmul(matrix, planes.reshape(-1, 8, planes.shape[-1])).view(planes.shape)


def _save_plane(plane: torch.Tensor, table: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Forward transform, quantise, dequantise, inverse transform of float planes [B,C,H,W] in 0..255; table [B,64].

    Returns quantised coefficients and decoded planes, both float32 [B,C,H,W] holding integers.
    """
    batch, channels, height, width = plane.shape
    matrix = _INTEGER_DCT.to(plane.device)
    steps = table.to(torch.float32).view(batch, 1, 1, 8, 1, 8)
    blocks = (batch, channels, height // 8, 8, width // 8, 8)

    rows = _rows((plane - 128).to(torch.float64), matrix).add_(2**10).mul_(2.0**-11).floor_()
    transformed = _columns(rows, matrix).add_(2**14).mul_(2.0**-15).floor_().to(torch.float32)
    magnitude = transformed.abs().view(blocks).add(4 * steps).div_(8 * steps).floor_()
    quantised = torch.copysign(magnitude, transformed.view(blocks))

    dequantised = (quantised * steps).view(plane.shape).to(torch.float64)
    inverse = matrix.T.contiguous()
    columns = _columns(dequantised, inverse).add_(2**10).mul_(2.0**-11).floor_()
    decoded = _rows(columns, inverse).add_(2**17).mul_(2.0**-18).floor_().add_(128).clamp_(0, 255)
    return quantised.view(plane.shape), decoded.to(torch.float32)


def _rgb_to_ycc(rgb: torch.Tensor) -> torch.Tensor:
    red, green, blue = rgb.to(torch.float32).unbind(1)
    planes = []
    for row, offset in zip(_TO_YCC.tolist(), _TO_YCC_OFFSET.tolist()):
        planes.append((red * row[0]).add_(green, alpha=row[1]).add_(blue, alpha=row[2]).add_(offset).mul_(2.0**-16).floor_())
    return torch.stack(planes, 1)


def _ycc_to_rgb(luma: torch.Tensor, chroma: torch.Tensor) -> torch.Tensor:
    blue_difference, red_difference = (chroma - 128).unbind(1)
    red = (red_difference * 91881).add_(32768).mul_(2.0**-16).floor_().add_(luma)
    green = (blue_difference * -22554).sub_(red_difference, alpha=46802).add_(32768).mul_(2.0**-16).floor_().add_(luma)
    blue = (blue_difference * 116130).add_(32768).mul_(2.0**-16).floor_().add_(luma)
    return torch.stack((red, green, blue), 1).clamp_(0, 255).to(torch.uint8)


def _halve(planes: torch.Tensor) -> torch.Tensor:
    """2x2 means with the alternating rounding bias 1, 2 along a row; float planes [B,C,H,W] of integers."""
    total = planes[..., ::2, ::2] + planes[..., ::2, 1::2]
    total += planes[..., 1::2, ::2]
    total += planes[..., 1::2, 1::2]
    bias = 1 + (torch.arange(total.shape[-1], device=planes.device) % 2)
    return total.add_(bias).mul_(0.25).floor_()


def _double(planes: torch.Tensor) -> torch.Tensor:
    """Triangle upsampling by two in both directions (weights 3/4, 1/4), edges repeated; float planes [B,C,H,W] of integers."""
    batch, channels, height, width = planes.shape
    above = torch.cat((planes[..., :1, :], planes[..., :-1, :]), -2)
    below = torch.cat((planes[..., 1:, :], planes[..., -1:, :]), -2)
    sums = torch.stack((above.add_(planes, alpha=3), below.add_(planes, alpha=3)), -2).view(batch, channels, 2 * height, width)
    before = torch.cat((sums[..., :1], sums[..., :-1]), -1).add_(sums, alpha=3).add_(8)
    after = torch.cat((sums[..., 1:], sums[..., -1:]), -1).add_(sums, alpha=3).add_(7)
    return torch.stack((before, after), -1).mul_(0.0625).floor_().view(batch, channels, 2 * height, 2 * width)
