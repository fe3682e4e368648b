"""Training-only detector of the Anomaly Enhancement: two cascaded FPNs, a region proposal network and a box head (Faster R-CNN,
Ren et al. 2015; FPN, Lin et al. 2017), batched and in plain torch. It is left out of the exported graph."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.configs import ModelConfig

STRIDES = (8, 16, 32, 64)
ANCHOR_SIDES = (16.0, 32.0, 64.0, 128.0)
ANCHOR_RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)  # height / width; lines of text are wide
MAX_LOG_SCALE = math.log(1000 / 16)
BOX_SCALES = (10.0, 10.0, 5.0, 5.0)  # of the box head's offsets


class FeaturePyramid(nn.Module):
    """Lateral 1x1, top-down sum (nearest), 3x3. List of maps, fine to coarse -> the same sizes with D channels."""

    def __init__(self, widths: list[int], width: int) -> None:
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(channels, width, 1) for channels in widths)
        self.smooth = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in widths)

    def forward(self, maps: list[Tensor]) -> list[Tensor]:
        top: Tensor | None = None
        outputs: list[Tensor] = []
        for index in range(len(maps) - 1, -1, -1):
            here = self.lateral[index](maps[index])
            top = here if top is None else here + F.interpolate(top, size=here.shape[2:], mode="nearest")
            outputs.append(self.smooth[index](top))
        return outputs[::-1]


class Detector(nn.Module):
    """loss([F_a, F_b], boxes) -> the four terms of L_AE. Boxes are lists of float [n,4] (x1,y1,x2,y2) in pixels; an empty list makes
    the image a source of negatives only."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        width, ratios = config.detector_width, len(ANCHOR_RATIOS)
        self.first = FeaturePyramid([config.enhancement_width] * 2, width)
        self.second = FeaturePyramid([width] * 4, width)
        self.proposal = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.ReLU())
        self.objectness = nn.Conv2d(width, ratios, 1)
        self.offsets = nn.Conv2d(width, 4 * ratios, 1)
        self.hidden = nn.Sequential(nn.Linear(width * config.detector_pool ** 2, config.detector_hidden), nn.ReLU(),
                                    nn.Linear(config.detector_hidden, config.detector_hidden), nn.ReLU())
        self.classify = nn.Linear(config.detector_hidden, 2)
        self.refine = nn.Linear(config.detector_hidden, 4)
        for layer in (self.objectness, self.offsets, self.classify, self.refine):
            nn.init.normal_(layer.weight, std=0.01)
            nn.init.zeros_(layer.bias)

    def loss(self, features: list[Tensor], boxes: list[Tensor]) -> dict[str, Tensor]:
        with torch.autocast(features[0].device.type, enabled=False):
            return self._loss([feature.float() for feature in features], boxes)

    def _loss(self, features: list[Tensor], boxes: list[Tensor]) -> dict[str, Tensor]:
        height, width = features[0].shape[2] * STRIDES[0], features[0].shape[3] * STRIDES[0]
        levels = self.pyramid(features)
        truth, valid = pad_boxes(boxes, features[0].device)
        anchors = torch.cat([level_anchors(level.shape[2], level.shape[3], stride, side, level.device)
                             for level, stride, side in zip(levels, STRIDES, ANCHOR_SIDES, strict=True)])
        objectness, offsets = self._propose(levels)
        parts = self._proposal_loss(anchors, objectness, offsets, truth, valid)
        rois = self._proposals(anchors, objectness.detach(), offsets.detach(), truth, valid, (height, width))
        return parts | self._region_loss(levels, rois, truth, valid)

    def pyramid(self, features: list[Tensor]) -> list[Tensor]:
        """[F_a, F_b] at strides 8, 16 -> four maps at strides 8, 16, 32, 64, after both FPNs."""
        maps = self.first(features)
        for _ in range(2):
            maps.append(F.max_pool2d(maps[-1], 2, ceil_mode=True))
        return self.second(maps)

    def _propose(self, levels: list[Tensor]) -> tuple[Tensor, Tensor]:
        """Objectness [B,N] and offsets [B,N,4], ordered as the anchors: level, row, column, ratio."""
        scores, offsets = [], []
        for level in levels:
            x = self.proposal(level)
            scores.append(self.objectness(x).permute(0, 2, 3, 1).flatten(1))
            offsets.append(self.offsets(x).permute(0, 2, 3, 1).reshape(x.shape[0], -1, 4))
        return torch.cat(scores, 1), torch.cat(offsets, 1)

    def _proposal_loss(self, anchors: Tensor, objectness: Tensor, offsets: Tensor, truth: Tensor, valid: Tensor) -> dict[str, Tensor]:
        with torch.no_grad():
            overlap = box_iou(anchors[None], truth) * valid[:, None]
            best, match = overlap.max(2)
            labels = torch.where(best >= 0.7, 1, torch.where(best < 0.3, 0, -1))
            # Every box keeps its best anchors however poor, else small regions would have none.
            top = overlap.amax(1, keepdim=True)
            forced = ((overlap >= top - 1e-6) & (overlap > 0.05)).any(2)
            labels = torch.where(forced, 1, labels)
            match = torch.where(forced, torch.where(overlap >= top - 1e-6, overlap, -1.0).argmax(2), match)
            positive, negative = sample(labels, self.config.detector_anchors_sampled, 0.5)
            target = encode(anchors[None].expand(len(truth), -1, -1), gather_boxes(truth, match))
        chosen = positive | negative
        count = chosen.sum().clamp(min=1)
        classify = (F.binary_cross_entropy_with_logits(objectness, positive.float(), reduction="none") * chosen).sum() / count
        regress = (smooth_l1(offsets, target).sum(2) * positive).sum() / count
        return {"rpn_class": classify, "rpn_box": regress}

    @torch.no_grad()
    def _proposals(self, anchors: Tensor, objectness: Tensor, offsets: Tensor, truth: Tensor, valid: Tensor,
                   size: tuple[int, int]) -> Tensor:
        """[B,K,4]: the highest-scoring decoded anchors after one-pass suppression (Bolya et al. 2019), and the true boxes."""
        score, index = objectness.topk(min(self.config.detector_proposals, objectness.shape[1]), 1)
        boxes = decode(anchors[index], torch.gather(offsets, 1, index[..., None].expand(-1, -1, 4)))
        boxes = clip(boxes, size)
        suppressed = torch.triu(box_iou(boxes, boxes), diagonal=1).amax(1) > 0.7
        boxes = torch.where(suppressed[..., None], torch.zeros_like(boxes), boxes)
        return torch.cat([boxes, truth * valid[..., None]], 1)

    def _region_loss(self, levels: list[Tensor], rois: Tensor, truth: Tensor, valid: Tensor) -> dict[str, Tensor]:
        with torch.no_grad():
            best, match = (box_iou(rois, truth) * valid[:, None]).max(2)
            real = (rois[..., 2] - rois[..., 0] >= 1) & (rois[..., 3] - rois[..., 1] >= 1)
            labels = torch.where(real, (best >= 0.5).long(), -1)
            positive, negative = sample(labels, self.config.detector_rois, 0.25)
            order = positive.float() * 2 + negative.float()
            index = order.topk(min(self.config.detector_rois, rois.shape[1]), 1).indices
            boxes = gather_boxes(rois, index)
            matched = gather_boxes(truth, torch.gather(match, 1, index))
            positive, chosen = torch.gather(positive, 1, index), torch.gather(positive | negative, 1, index)
            scale = boxes.new_tensor(BOX_SCALES)
            target = encode(boxes, matched) * scale
        x = self.hidden(self.align(levels, boxes))
        count = chosen.sum().clamp(min=1)
        classify = (F.cross_entropy(self.classify(x).transpose(1, 2), positive.long(), reduction="none") * chosen).sum() / count
        regress = (smooth_l1(self.refine(x), target).sum(2) * positive).sum() / count
        return {"roi_class": classify, "roi_box": regress}

    def align(self, levels: list[Tensor], boxes: Tensor) -> Tensor:
        """RoIAlign: [B,R,4] in pixels -> [B,R,C*P*P]. Each box reads the level whose stride suits its size."""
        pool, samples = self.config.detector_pool, self.config.detector_pool_samples
        points = pool * samples
        fraction = (torch.arange(points, device=boxes.device) + 0.5) / points
        x = boxes[..., 0:1] + (boxes[..., 2:3] - boxes[..., 0:1]) * fraction
        y = boxes[..., 1:2] + (boxes[..., 3:4] - boxes[..., 1:2]) * fraction
        side = ((boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])).clamp(min=1).sqrt()
        level_of = torch.floor(torch.log2(side / 56)).clamp(0, len(levels) - 1).long() if len(levels) > 1 else torch.zeros_like(side).long()
        total: Tensor | None = None
        for number, level in enumerate(levels):
            height, width = level.shape[2] * STRIDES[number], level.shape[3] * STRIDES[number]
            grid = torch.stack([(2 * x / width - 1)[:, :, None, :].expand(-1, -1, points, -1),
                                (2 * y / height - 1)[:, :, :, None].expand(-1, -1, -1, points)], 4)
            read = F.grid_sample(level, grid.flatten(1, 2), mode="bilinear", padding_mode="border", align_corners=False)
            read = read.unflatten(2, (boxes.shape[1], points)) * (level_of == number)[:, None, :, None, None]
            total = read if total is None else total + read
        assert total is not None
        if samples > 1:
            total = F.avg_pool3d(total, (1, samples, samples))
        return total.permute(0, 2, 1, 3, 4).flatten(2)


def level_anchors(rows: int, columns: int, stride: int, side: float, device: torch.device) -> Tensor:
    """[rows*columns*ratios,4] boxes centred on the cells."""
    ratio = torch.tensor(ANCHOR_RATIOS, device=device)
    half_height, half_width = side * ratio.sqrt() / 2, side / ratio.sqrt() / 2
    y = ((torch.arange(rows, device=device) + 0.5) * stride).view(-1, 1, 1)
    x = ((torch.arange(columns, device=device) + 0.5) * stride).view(1, -1, 1)
    corners = torch.broadcast_tensors(x - half_width, y - half_height, x + half_width, y + half_height)
    return torch.stack(corners, 3).reshape(-1, 4)


def pad_boxes(boxes: list[Tensor], device: torch.device) -> tuple[Tensor, Tensor]:
    """Lists of [n,4] -> [B,G,4] and valid [B,G], G at least 1."""
    most = max(1, max(len(one) for one in boxes))
    padded = torch.zeros(len(boxes), most, 4, device=device)
    valid = torch.zeros(len(boxes), most, dtype=torch.bool, device=device)
    for row, one in enumerate(boxes):
        if len(one):
            padded[row, :len(one)] = one.to(device=device, dtype=padded.dtype)
            valid[row, :len(one)] = True
    return padded, valid


def box_iou(a: Tensor, b: Tensor) -> Tensor:
    """[B,N,4], [B,M,4] -> [B,N,M]."""
    left_top = torch.maximum(a[:, :, None, :2], b[:, None, :, :2])
    right_bottom = torch.minimum(a[:, :, None, 2:], b[:, None, :, 2:])
    intersection = (right_bottom - left_top).clamp(min=0).prod(3)
    area_a, area_b = ((c[..., 2:] - c[..., :2]).clamp(min=0).prod(2) for c in (a, b))
    return intersection / (area_a[:, :, None] + area_b[:, None, :] - intersection).clamp(min=1e-6)


def encode(anchors: Tensor, boxes: Tensor) -> Tensor:
    """Offsets (dx, dy, log dw, log dh) from anchors to boxes, [...,4]."""
    size, target = (anchors[..., 2:] - anchors[..., :2]).clamp(min=1), (boxes[..., 2:] - boxes[..., :2]).clamp(min=1)
    centre, wanted = (anchors[..., 2:] + anchors[..., :2]) / 2, (boxes[..., 2:] + boxes[..., :2]) / 2
    return torch.cat([(wanted - centre) / size, torch.log(target / size)], -1)


def decode(anchors: Tensor, offsets: Tensor) -> Tensor:
    size, centre = anchors[..., 2:] - anchors[..., :2], (anchors[..., 2:] + anchors[..., :2]) / 2
    centre = centre + offsets[..., :2] * size
    half = size * torch.exp(offsets[..., 2:].clamp(max=MAX_LOG_SCALE)) / 2
    return torch.cat([centre - half, centre + half], -1)


def clip(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    height, width = size
    return torch.minimum(boxes.clamp(min=0), boxes.new_tensor([width, height, width, height]))


def gather_boxes(boxes: Tensor, index: Tensor) -> Tensor:
    """boxes [B,G,4] at index [B,N] -> [B,N,4]."""
    return torch.gather(boxes, 1, index[..., None].expand(-1, -1, 4))


def sample(labels: Tensor, count: int, positive_share: float) -> tuple[Tensor, Tensor]:
    """Random bool masks (positive, negative) [B,N] with at most count*share positives and `count` in all; label -1 is never taken."""
    def pick(candidates: Tensor, limit: Tensor) -> Tensor:
        keys = torch.where(candidates, torch.rand(labels.shape, device=labels.device), torch.full((), 2.0, device=labels.device))
        rank = keys.argsort(1).argsort(1)
        return candidates & (rank < limit[:, None])
    positive = pick(labels == 1, torch.full((len(labels),), int(count * positive_share), device=labels.device))
    return positive, pick(labels == 0, count - positive.sum(1))


def smooth_l1(x: Tensor, target: Tensor) -> Tensor:
    return F.smooth_l1_loss(x, target, beta=1.0 / 9, reduction="none")
