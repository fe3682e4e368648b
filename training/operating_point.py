"""Where the fixed threshold .5 lies: `python -m training.operating_point CHECKPOINT OUT --data DATA`.

Trained on pixels of which a tenth are altered and many are undecidable, a network is timid: F1 is best well below .5. This finds the constant to add to
the mask's logit, on fresh synthetic samples of the TRAINING pictures (never validation or development pictures): the one with the best mean F1 over
the domains among those that mark at most `--false-area` of untouched samples. Score, reliability and coarse maps stay as they are.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from .configs import ModelConfig
from .evaluate import load_checkpoint
from .model import OmniIML
from .synthesis.sample import SynthesisConfig, make_batch
from .synthesis.sources import DOMAINS, SourceStore, load_sources

OFFSETS = np.round(np.arange(-0.5, 2.01, 0.1), 1)
SEED = 977


@torch.no_grad()
def measure(model: OmniIML, store: SourceStore, per_domain: int, side: int) -> tuple[np.ndarray, np.ndarray]:
    """(mean F1 over domains, mean share marked of untouched samples), each over OFFSETS."""
    f1: dict[str, list[list[float]]] = {domain: [] for domain in DOMAINS}
    area: list[list[float]] = []
    for index, domain in enumerate(DOMAINS):
        for step in range(per_domain // 8):
            batch = make_batch(store, SynthesisConfig(), SEED + index, step, 8, side, domain)
            logits = model(batch["rgb"], batch["dct"], batch["qt"])["mask"].numpy()
            for logit, mask in zip(logits, batch["mask"].numpy() > 0.5):
                marked = [logit + offset > 0 for offset in OFFSETS]
                if mask.any():
                    f1[domain].append([2 * np.count_nonzero(one & mask) / (np.count_nonzero(one) + np.count_nonzero(mask)) for one in marked])
                else:
                    area.append([float(one.mean()) for one in marked])
    return np.mean([np.mean(rows, 0) for rows in f1.values()], 0), np.mean(area, 0)


def choose(f1: np.ndarray, area: np.ndarray, limit: float) -> float:
    """The offset of the best F1 among those within the limit; 0 where none is."""
    allowed = np.flatnonzero(area <= limit)
    return float(OFFSETS[allowed[np.argmax(f1[allowed])]]) if len(allowed) else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--false-area", type=float, default=0.05)
    parser.add_argument("--per-domain", type=int, default=96)
    parser.add_argument("--side", type=int, default=192)
    options = parser.parse_args()
    state = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
    state["config"] = ModelConfig.from_dict({**state["config"], "mask_offset": 0.0}).to_dict()
    torch.save(state, options.out)
    f1, area = measure(load_checkpoint(options.out), load_sources(options.data, "train", 800), options.per_domain, options.side)
    for offset, one, share in zip(OFFSETS, f1, area):
        print(f"offset {offset:+.1f}  F1 {one:.3f}  false area {share:.4f}")
    state["config"]["mask_offset"] = choose(f1, area, options.false_area)
    torch.save(state, options.out)
    print(f"chosen: {state['config']['mask_offset']:+.1f}")


if __name__ == "__main__":
    main()
