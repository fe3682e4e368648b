"""Small picture operations on float tensors [..., C, H, W], values 0..255 unless stated."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F


def gaussian_blur(planes: torch.Tensor, sigma: float) -> torch.Tensor:
    """Separable Gaussian blur of [C,H,W] or [B,C,H,W]; sigma in pixels, 0 leaves the planes as they are."""
    if sigma <= 0.05:
        return planes
    radius = max(1, int(math.ceil(2.5 * sigma)))
    radius = min(radius, planes.shape[-1] - 1, planes.shape[-2] - 1)
    axis = torch.arange(-radius, radius + 1, dtype=torch.float32, device=planes.device)
    kernel = torch.exp(-(axis**2) / (2 * sigma * sigma))
    kernel = kernel / kernel.sum()
    flat = planes.reshape(-1, 1, *planes.shape[-2:])
    flat = F.conv2d(F.pad(flat, (radius, radius, 0, 0), mode="reflect"), kernel.view(1, 1, 1, -1))
    flat = F.conv2d(F.pad(flat, (0, 0, radius, radius), mode="reflect"), kernel.view(1, 1, -1, 1))
    return flat.view(planes.shape)


def disk_blur(planes: torch.Tensor, radius: float) -> torch.Tensor:
    """Defocus: convolution of [C,H,W] with a disk of the given radius in pixels (antialiased edge)."""
    reach = int(math.ceil(radius))
    axis = torch.arange(-reach, reach + 1, dtype=torch.float32, device=planes.device)
    kernel = (radius + 0.5 - torch.sqrt(axis[:, None] ** 2 + axis[None, :] ** 2)).clamp(0, 1)
    kernel = (kernel / kernel.sum()).view(1, 1, 2 * reach + 1, 2 * reach + 1)
    return F.conv2d(F.pad(planes.unsqueeze(1), (reach, reach, reach, reach), mode="reflect"), kernel).squeeze(1)


def resize(planes: torch.Tensor, height: int, width: int, kind: str) -> torch.Tensor:
    """Resample [C,H,W] or [B,C,H,W] to height x width. kind: nearest, bilinear, bicubic, area, lanczos-like (bicubic with antialias)."""
    single = planes.dim() == 3
    batch = planes.unsqueeze(0) if single else planes
    if batch.shape[-2:] == (height, width):
        out = batch
    elif kind == "nearest":
        out = F.interpolate(batch, (height, width), mode="nearest-exact")
    elif kind == "area":
        out = F.interpolate(batch, (height, width), mode="area")
    else:
        mode = "bilinear" if kind == "bilinear" else "bicubic"
        shrinks = height < batch.shape[-2] or width < batch.shape[-1]
        out = F.interpolate(batch, (height, width), mode=mode, align_corners=False, antialias=shrinks)
    return out.squeeze(0) if single else out


def pull_push(planes: torch.Tensor, known: torch.Tensor) -> torch.Tensor:
    """Smooth fill of the unknown pixels from the known ones by a pyramid (Gortler et al., The Lumigraph, 1996).

    planes [C,H,W]; known [H,W] in 0..1 (weight of each pixel). Known pixels keep their value where the weight is 1.
    """
    weight = known.unsqueeze(0)
    if min(planes.shape[-2:]) <= 2:
        total = weight.sum().clamp_min(1e-6)
        mean = (planes * weight).sum((-2, -1), keepdim=True) / total
        return planes * weight + mean * (1 - weight)
    height, width = planes.shape[-2:]
    padded_planes = F.pad((planes * weight).unsqueeze(0), (0, width % 2, 0, height % 2))
    padded_weight = F.pad(weight.unsqueeze(0), (0, width % 2, 0, height % 2))
    coarse_weight = F.avg_pool2d(padded_weight, 2)
    coarse = F.avg_pool2d(padded_planes, 2) / coarse_weight.clamp_min(1e-6)
    filled = pull_push(coarse[0], (coarse_weight[0, 0] * 4).clamp_max(1))
    up = F.interpolate(filled.unsqueeze(0), (height + height % 2, width + width % 2), mode="bilinear", align_corners=False)[0, :, :height, :width]
    return planes * weight + up * (1 - weight)


def affine(planes: torch.Tensor, angle: float, scale: float, flip: bool, shift: tuple[float, float], mode: str = "bicubic") -> torch.Tensor:
    """Rotate (radians), scale, mirror and shift [C,H,W] about its centre; shift (x, y) in pixels; reflected outside."""
    height, width = planes.shape[-2:]
    cosine, sine = math.cos(angle) / scale, math.sin(angle) / scale
    mirror = -1.0 if flip else 1.0
    aspect = height / width
    theta = torch.tensor(
        [
            [cosine * mirror, sine * aspect, -2 * shift[0] / width],
            [-sine * mirror / aspect, cosine, -2 * shift[1] / height],
        ],
        dtype=torch.float32,
        device=planes.device,
    )
    grid = F.affine_grid(theta[None], [1, planes.shape[0], height, width], align_corners=False)
    return F.grid_sample(planes[None], grid, mode=mode, padding_mode="reflection", align_corners=False)[0]


def erode(mask: torch.Tensor, pixels: int) -> torch.Tensor:
    return 1 - dilate(1 - mask, pixels)


def dilate(mask: torch.Tensor, pixels: int) -> torch.Tensor:
    """Square dilation of [H,W] by a number of pixels."""
    if pixels <= 0:
        return mask
    return F.max_pool2d(mask[None, None], 2 * pixels + 1, 1, pixels)[0, 0]
