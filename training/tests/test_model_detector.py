"""The training-only detector's parts against hand-worked values, and that it learns."""

import torch

from training.model.detector import (ANCHOR_RATIOS, STRIDES, Detector, box_iou, decode, encode, level_anchors, pad_boxes, sample)
from training.tests.model_inputs import TINY


def test_anchors_have_the_area_ratio_and_centre() -> None:
    anchors = level_anchors(2, 3, 8, 16.0, torch.device("cpu")).view(2, 3, 5, 4)
    size = anchors[..., 2:] - anchors[..., :2]
    torch.testing.assert_close(size.prod(-1), torch.full((2, 3, 5), 256.0))
    torch.testing.assert_close(size[0, 0, :, 1] / size[0, 0, :, 0], torch.tensor(ANCHOR_RATIOS))
    torch.testing.assert_close(((anchors[..., 2:] + anchors[..., :2]) / 2)[1, 2, 0], torch.tensor([20.0, 12.0]))


def test_overlap_and_offsets() -> None:
    a, b = torch.tensor([[[0.0, 0, 10, 10]]]), torch.tensor([[[5.0, 0, 15, 10], [20, 20, 30, 30], [0, 0, 0, 0]]])
    torch.testing.assert_close(box_iou(a, b), torch.tensor([[[1 / 3, 0, 0]]]))
    anchors = torch.tensor([[0.0, 0, 16, 32], [10, 4, 90, 24]])
    boxes = torch.tensor([[3.0, 5, 40, 30], [12, 2, 70, 50]])
    torch.testing.assert_close(decode(anchors, encode(anchors, boxes)), boxes, atol=1e-4, rtol=1e-5)


def test_sampling_keeps_the_limits_and_never_takes_the_ignored() -> None:
    torch.manual_seed(0)
    labels = torch.tensor([[1] * 30 + [0] * 50 + [-1] * 20, [1] * 2 + [0] * 50 + [-1] * 48])
    positive, negative = sample(labels, 20, 0.5)
    assert positive.sum(1).tolist() == [10, 2] and negative.sum(1).tolist() == [10, 18]
    assert (labels[positive] == 1).all() and (labels[negative] == 0).all()


def test_aligned_samples_read_the_right_place() -> None:
    """On a map that holds its own pixel coordinates, each bin reads the coordinate of its centre."""
    detector = Detector(TINY)
    levels = []
    for stride in STRIDES:
        side = 256 // stride
        x = ((torch.arange(side) + 0.5) * stride).expand(side, side)
        levels.append(torch.stack([x, x.t()]).unsqueeze(0))
    boxes = torch.tensor([[[40.0, 60, 80, 90], [32, 32, 224, 200]]])
    pool = TINY.detector_pool
    read = detector.align(levels, boxes).view(2, 2, pool, pool)
    for box, (x, y) in zip(boxes[0], read, strict=True):
        centres = (torch.arange(pool) + 0.5) / pool
        torch.testing.assert_close(x[0], box[0] + (box[2] - box[0]) * centres, atol=1e-3, rtol=1e-4)
        torch.testing.assert_close(y[:, 0], box[1] + (box[3] - box[1]) * centres, atol=1e-3, rtol=1e-4)


def features(seed: int = 0) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(2, TINY.enhancement_width, side, side, generator=generator) for side in (16, 8)]


def test_authentic_pictures_are_negatives_only() -> None:
    detector = Detector(TINY)
    parts = detector.loss(features(), [torch.zeros(0, 4), torch.zeros(0, 4)])
    assert parts["rpn_box"].item() == 0 and parts["roi_box"].item() == 0
    assert parts["rpn_class"].item() > 0 and parts["roi_class"].item() > 0


def test_a_tiny_box_still_has_anchors_and_regions() -> None:
    parts = Detector(TINY).loss(features(), [torch.tensor([[60.0, 60, 68, 67]]), torch.zeros(0, 4)])
    assert parts["rpn_box"].item() > 0  # its best anchors are taken although none overlaps by .7
    exact = Detector(TINY)._proposals(torch.zeros(8, 4), torch.zeros(2, 8), torch.zeros(2, 8, 4),
                                      *pad_boxes([torch.tensor([[60.0, 60, 68, 67]]), torch.zeros(0, 4)], torch.device("cpu")), (128, 128))
    assert exact[0, -1].tolist() == [60, 60, 68, 67]  # and the true box itself is among the regions


def test_detector_finds_a_box_it_was_taught() -> None:
    torch.manual_seed(0)
    detector = Detector(TINY)
    wanted = [torch.tensor([[20.0, 30, 84, 62]]), torch.zeros(0, 4)]
    optimiser = torch.optim.Adam(detector.parameters(), 3e-3)
    for _ in range(80):
        optimiser.zero_grad()
        torch.stack(list(detector.loss(features(), wanted).values())).sum().backward()
        optimiser.step()
    with torch.no_grad():
        levels = detector.pyramid(features())
        score, offsets = detector._propose(levels)
        anchors = torch.cat([level_anchors(level.shape[2], level.shape[3], stride, side, level.device)
                             for level, stride, side in zip(levels, STRIDES, (16.0, 32.0, 64.0, 128.0), strict=True)])
        best = score[0].argmax()
        box = decode(anchors[best], offsets[0, best])
    assert box_iou(box.view(1, 1, 4), wanted[0][None]).item() > 0.6
    assert score[0].max() > 0 > score[1].max()


def test_boxes_are_padded_with_their_validity() -> None:
    padded, valid = pad_boxes([torch.ones(2, 4), torch.zeros(0, 4)], torch.device("cpu"))
    assert padded.shape == (2, 2, 4) and valid.tolist() == [[True, True], [False, False]]
