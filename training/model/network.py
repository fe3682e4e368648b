"""Omni-IML assembled."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.configs import ModelConfig
from training.model.backbone import DeepStages, VisualHead
from training.model.blocks import upsample
from training.model.decoder import Decoder, Neck
from training.model.detector import Detector
from training.model.enhancement import EnhancementLevel
from training.model.frequency import FrequencyHead, Fusion
from training.model.gate import AuxiliaryHead, ModalGate, TrainingRoute, choose_route
from training.model.heads import QualityHead, ScoreHead
from training.model.scene import Scene

SURE = 20.0  # gate logit reported where an ablation fixes the modality


class OmniIML(nn.Module):
    """The network of arXiv 2411.14823 with an image score and a reliability map.

    Every map is ONE logit per pixel, altered against not: a two-class softmax equals the sigmoid of the difference of its logits.

    forward(rgb, dct, qt, route=None, scene=None), H and W multiples of 32 (ValueError otherwise):
      rgb   uint8 or float [B,3,H,W], 0..255
      dct   uint8 [B,H,W] or [B,1,H,W], |quantised luma coefficient| clipped to 20, each 8x8 block's 64 values at its own pixels
      qt    int [B,64], luma table, natural (not zig-zag) order
      route None: the gate decides; TrainingRoute: the training rule; bool [B]: forced (True = pure vision)
      scene Scene: notes what depends on the whole input (training/stages.py)
    returns logits, dict:
      mask, coarse (P_co), coarse_rgb, coarse_fused, quality [B,H,W]; gate, grid, score [B]; route bool [B] (pure vision was taken);
      kernels: list of A [B,4], one per DWF; detector_features: [F_a, F_b] or [] without Anomaly Enhancement.
      Where an ablation fixes the modality, gate is constant +-20 and grid 0; without FPH coarse_fused is coarse_rgb."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        second, third = config.dims[1:3]
        self.visual = VisualHead(config)
        self.coarse_rgb = AuxiliaryHead(second, config.auxiliary_width)
        self.frequency = self.fusion = self.coarse_fused = self.gate = None
        if config.modality != "vision":
            self.frequency = FrequencyHead(config)
            self.fusion = Fusion(second, config.frequency_width, config.scse_reduction)
            self.coarse_fused = AuxiliaryHead(second, config.auxiliary_width)
        if config.modality == "gate":
            self.gate = ModalGate(config)
        self.deep = DeepStages(config)
        self.enhance2 = self.enhance3 = self.detector = None
        if config.enhancement:
            shape = (config.enhancement_width, config.enhancement_queries, config.enhancement_heads, config.light)
            self.enhance2, self.enhance3 = EnhancementLevel(second, *shape), EnhancementLevel(third, *shape)
            self.detector = Detector(config)
        self.neck = Neck(config)
        self.decoder = Decoder(config)
        self.quality = QualityHead(self.decoder.features_width)
        self.score = ScoreHead(config.decoder_width)

    def forward(self, rgb: Tensor, dct: Tensor, qt: Tensor, route: TrainingRoute | Tensor | None = None,
                scene: Scene | None = None) -> dict[str, Tensor | list[Tensor]]:
        if not torch.compiler.is_exporting() and (rgb.shape[2] % 32 or rgb.shape[3] % 32):
            raise ValueError(f"height and width must be multiples of 32, got {tuple(rgb.shape[2:])}")
        if dct.dim() == 4:
            dct = dct[:, 0]
        finest, chosen, report = self._encode(rgb, dct, qt, route, scene)
        maps = [finest, chosen, *self.deep(chosen)]
        features: list[Tensor] = []
        if self.enhance2 is not None and self.enhance3 is not None:
            maps[1], first = self.enhance2(maps[1], scene, 8)
            maps[2], second = self.enhance3(maps[2], scene, 16)
            features = [first, second]
        levels = self.neck(maps, scene)
        decoded = self.decoder(levels, scene)
        quality = self.quality(decoded["features"], decoded["mask"])
        offset = 0.0 if self.training else self.config.mask_offset
        return report | {
            "mask": full_size(decoded["mask"], 4) + offset,
            "coarse": full_size(decoded["coarse"], 4),
            "quality": full_size(quality, 4),
            "score": self._score(levels[3], decoded["mask"], quality, scene),
            "kernels": decoded["kernels"],
            "detector_features": features,
        }

    def _score(self, deepest: Tensor, mask: Tensor, quality: Tensor, scene: Scene | None) -> Tensor:
        """The score head's logit [B]; outside training with the spread of the mask's logits, as `score_fit` weighs them."""
        score = self.score(deepest, mask, quality, scene)
        gain, spread, constant = self.config.score_fit
        if self.training or (gain, spread, constant) == (1.0, 0.0, 0.0):
            return score
        return gain * score + spread * logit_spread(mask) + constant

    def _encode(self, rgb: Tensor, dct: Tensor, qt: Tensor,
                route: TrainingRoute | Tensor | None, scene: Scene | None) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
        """The Modal Gate Encoder up to the choice: E1, the chosen stride-8 features, and the outputs that concern the choice."""
        pixels = rgb.float().contiguous(memory_format=torch.channels_last)
        finest, visual = self.visual(pixels)
        logits_rgb = self.coarse_rgb(visual)
        full_rgb = full_size(logits_rgb, 8)
        batch = rgb.shape[0]
        if self.frequency is None or self.fusion is None or self.coarse_fused is None:
            report = {"coarse_rgb": full_rgb, "coarse_fused": full_rgb, "gate": full_rgb.new_full((batch,), SURE),
                      "grid": full_rgb.new_zeros(batch), "route": torch.ones(batch, dtype=torch.bool, device=rgb.device)}
            return finest, visual, report
        fused = self.fusion(visual, self.frequency(dct, qt, scene), scene)
        logits_fused = self.coarse_fused(fused)
        report = {"coarse_rgb": full_rgb, "coarse_fused": full_size(logits_fused, 8)}
        if self.gate is None:
            fixed = {"gate": full_rgb.new_full((batch,), -SURE), "grid": full_rgb.new_zeros(batch),
                     "route": torch.zeros(batch, dtype=torch.bool, device=rgb.device)}
            return finest, fused, report | fixed
        gate, grid = self.gate(visual, fused, logits_rgb, logits_fused, scene)
        gate = gate - (0.0 if self.training else self.config.gate_offset)
        taken = choose_route(gate, full_rgb, report["coarse_fused"], route)
        if self.config.gate_mode == "soft" and route is None:
            share = torch.sigmoid(gate).to(visual.dtype)[:, None, None, None]
            chosen = share * visual + (1 - share) * fused
        else:
            chosen = torch.where(taken[:, None, None, None], visual, fused.to(visual.dtype))
        return finest, chosen, report | {"gate": gate, "grid": grid, "route": taken}


def full_size(logits: Tensor, factor: int) -> Tensor:
    """[B,1,h,w] -> float32 [B,h*factor,w*factor]."""
    return upsample(logits.float(), factor)[:, 0]


def logit_spread(mask: Tensor) -> Tensor:
    """Standard deviation of a picture's mask logits over its pixels, [B,1,h,w] -> [B]. A picture of one making has the same level everywhere, if a high
    one; an altered place stands out from its own picture."""
    logits = mask.float().flatten(1)
    return (logits - logits.mean(1, keepdim=True)).square().mean(1).sqrt()


def build_model(config: ModelConfig) -> OmniIML:
    """The network with fresh weights, in channels-last memory."""
    return OmniIML(config).to(memory_format=torch.channels_last)
