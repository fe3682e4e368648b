"""Scores of a network on synthetic validation: fixed samples of the four domains from pictures that were never trained on."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import torch

from .configs import ModelConfig
from .metrics import image_auc, mask_scores
from .model import build_model
from .synthesis.sample import SynthesisConfig, make_batch
from .synthesis.sources import DOMAINS, SourceStore

VALIDATION_SEED = 20_261_121


def validation_batches(store: SourceStore, per_domain: int, side: int):
    """(domain, batch) pairs that are the same in every call: `per_domain` samples of each domain in batches of 8."""
    for index, domain in enumerate(DOMAINS):
        for step in range(-(-per_domain // 8)):
            yield domain, make_batch(store, SynthesisConfig(), VALIDATION_SEED + index, step, 8, side, domain)


@torch.no_grad()
def validate(config: ModelConfig, weights: dict[str, torch.Tensor], store: SourceStore, device: str = "cpu", per_domain: int = 40, side: int = 192) -> dict:
    """Mean F1 and IoU at .5 over altered samples by domain and by operation, false-positive area on untouched ones, image AUC, rate of pure vision."""
    model = build_model(config).to(device)
    model.load_state_dict(weights)
    model.eval()
    f1, iou, operation_f1, vision, scores = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list), ([], [])
    false_area = []
    for domain, batch in validation_batches(store, per_domain, side):
        out = model(batch["rgb"].to(device), batch["dct"].to(device), batch["qt"].to(device))
        probability = torch.sigmoid(out["mask"]).float().cpu().numpy()
        vision[domain] += (out["gate"] > 0).float().tolist()
        for index, operation in enumerate(batch["operation"]):
            truth = batch["mask"][index].numpy() > 0.5
            scores[0 if truth.any() else 1].append(float(out["score"][index]))
            if not truth.any():
                false_area.append(float((probability[index] > 0.5).mean()))
                continue
            found = mask_scores(probability[index], truth)
            f1[domain].append(found.f1)
            iou[domain].append(found.iou)
            operation_f1[operation].append(found.f1)
    mean = lambda table: {name: round(float(np.mean(values)), 4) for name, values in table.items()}  # noqa: E731
    return {
        "f1": mean(f1),
        "iou": mean(iou),
        "operation_f1": mean(operation_f1),
        "false_positive_area": round(float(np.mean(false_area)), 5) if false_area else None,
        "auc": image_auc(*scores),
        "vision_rate": mean(vision),
    }
