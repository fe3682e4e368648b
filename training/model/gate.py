"""Auxiliary heads and the Modal Gate: which encoding, pure vision or vision fused with frequency, each sample takes."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from training.configs import ModelConfig
from training.model.blocks import ConvNormAct, prediction
from training.model.scene import Scene, scene_mean

MARGIN = 0.1
SMOOTHING = 64.0  # pixels, so that authentic images compare their false positives instead of 0/0


@dataclass(frozen=True)
class TrainingRoute:
    """How samples are routed while training: by the label with `label_probability`, else by the gate; then flipped with
    `flip_probability` so that both encoders keep learning. mask float [B,H,W] in {0,1}; ignore optional bool [B,H,W]."""

    mask: Tensor
    label_probability: float
    flip_probability: float = 0.05
    ignore: Tensor | None = None


class AuxiliaryHead(nn.Sequential):
    """3x3 conv, BN, ReLU, 1x1 to one logit. [B,C,h,w] -> [B,1,h,w]."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__(ConvNormAct(channels, width, 3), prediction(width))


class ModalGate(nn.Module):
    """(F_rgb, F_fused [B,C,h,w], their coarse logits [B,1,h,w]) -> gate logit [B] (pure vision), grid logit [B] (the file's 8x8 grid
    agrees with the content's). All inputs are detached: the gate judges the features and must not bend them."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.repeat = config.gate_repeat
        widths = (2 * config.dims[1] + 2 * self.repeat, *config.gate_widths)
        self.layers = nn.Sequential(*(ConvNormAct(a, b, 3, stride=2) for a, b in zip(widths, widths[1:], strict=False)))
        self.classify = nn.Linear(widths[-1], 2)
        # Share of pure-vision labels, a running mean that weights the rarer class (losses.py).
        self.register_buffer("label_rate", torch.tensor(0.5))

    def forward(self, rgb: Tensor, fused: Tensor, coarse_rgb: Tensor, coarse_fused: Tensor,
                scene: Scene | None = None) -> tuple[Tensor, Tensor]:
        maps = [torch.sigmoid(coarse.detach()).expand(-1, self.repeat, -1, -1).to(rgb.dtype) for coarse in (coarse_rgb, coarse_fused)]
        features = self.layers(torch.cat([rgb.detach(), fused.detach(), *maps], 1))
        logits = self.classify(scene_mean(features, scene, 8 << len(self.layers)))
        return logits[:, 0], logits[:, 1]


def smoothed_iou(logits: Tensor, mask: Tensor, ignore: Tensor | None = None) -> Tensor:
    """Per image (intersection + 64 px) / (union + 64 px) of logits > 0 and the mask. [B,H,W] each -> [B] in (0,1]."""
    guess = logits > 0
    truth = mask > 0.5
    if ignore is not None:
        guess, truth = guess & ~ignore, truth & ~ignore
    intersection = (guess & truth).sum((1, 2)).float()
    union = (guess | truth).sum((1, 2)).float()
    return (intersection + SMOOTHING) / (union + SMOOTHING)


def gate_labels(coarse_rgb: Tensor, coarse_fused: Tensor, mask: Tensor, ignore: Tensor | None = None) -> Tensor:
    """1 (pure vision) where IoU(coarse_rgb) > IoU(coarse_fused) + .1, else 0 (fused). Logits and mask [B,H,W] -> float [B]."""
    with torch.no_grad():
        return (smoothed_iou(coarse_rgb, mask, ignore) > smoothed_iou(coarse_fused, mask, ignore) + MARGIN).float()


def choose_route(gate: Tensor, coarse_rgb: Tensor, coarse_fused: Tensor, route: TrainingRoute | Tensor | None) -> Tensor:
    """bool [B], True where a sample takes pure vision. `route` None: the gate rounded to nearest; a bool tensor: that choice."""
    predicted = gate.detach() > 0
    if route is None:
        return predicted
    if isinstance(route, Tensor):
        return route.to(device=gate.device, dtype=torch.bool)
    labels = gate_labels(coarse_rgb, coarse_fused, route.mask, route.ignore).bool()
    use_label = torch.rand(gate.shape, device=gate.device) < route.label_probability
    flip = torch.rand(gate.shape, device=gate.device) < route.flip_probability
    return torch.where(use_label, labels, predicted) ^ flip
