"""Where the fixed threshold .5 lies, and the gate's: `python -m training.operating_point CHECKPOINT OUT --data DATA`.

Trained on pixels of which a tenth are altered and many are undecidable, a network is timid: F1 is best well below .5. This finds the constant to add to
the mask's logit, on fresh synthetic samples of the TRAINING pictures (never validation or development pictures): the one with the best mean F1 over
the domains among those that mark at most `--false-area` of untouched samples. Before that, in the same way, the constant to take from the gate's logit:
pure vision is to be chosen only where the map is the better for it (the best mean average precision; the ablations of LOG.md found that choosing it at .5
costs some). Last, with `--fit-score`, the image score: the score head's logit and the spread of the mask's logits over the picture in equal parts, their sum's slope and constant by logistic
regression on fresh samples of training pictures again, mixed as in training; not for weights trained without `padded`, in whose spread the app's strip beyond the border shows (LOG.md, "The fitted score").
Reliability and coarse maps stay as they are.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from .configs import ModelConfig
from .evaluate import load_checkpoint
from .metrics import average_precision
from .model import OmniIML
from .model.network import logit_spread
from .synthesis.sample import Batch, SynthesisConfig, make_batch
from .synthesis.sources import DOMAINS, SourceStore, load_sources

GATE_OFFSETS = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
OFFSETS = np.round(np.arange(-0.5, 2.01, 0.1), 1)
SCORE_SIDE = 256  # the score is of whole pictures; crops of this side are nearer to them
SEED = 977


def _batches(store: SourceStore, config: SynthesisConfig, seed: int, per_domain: int, side: int) -> Iterator[tuple[str, Batch]]:
    """Domain after domain, `per_domain` samples of each, eight at a time."""
    for index, domain in enumerate(DOMAINS):
        for step in range(per_domain // 8):
            yield domain, make_batch(store, config, seed + index, step, 8, side, domain)


@torch.no_grad()
def measure(model: OmniIML, store: SourceStore, per_domain: int, side: int) -> tuple[np.ndarray, np.ndarray]:
    """(mean F1 over domains, mean share marked of untouched samples), each over OFFSETS."""
    f1: dict[str, list[list[float]]] = {domain: [] for domain in DOMAINS}
    area: list[list[float]] = []
    for domain, batch in _batches(store, SynthesisConfig(), SEED, per_domain, side):
        logits = model(batch["rgb"], batch["dct"], batch["qt"])["mask"].numpy()
        for logit, mask in zip(logits, batch["mask"].numpy() > 0.5):
            marked = [logit + offset > 0 for offset in OFFSETS]
            if mask.any():
                f1[domain].append([2 * np.count_nonzero(one & mask) / (np.count_nonzero(one) + np.count_nonzero(mask)) for one in marked])
            else:
                area.append([float(one.mean()) for one in marked])
    return np.mean([np.mean(rows, 0) for rows in f1.values()], 0), np.mean(area, 0)


@torch.no_grad()
def measure_gate(model: OmniIML, store: SourceStore, per_domain: int, side: int) -> np.ndarray:
    """Mean average precision over domains, over GATE_OFFSETS, of a model whose gate_offset is 0."""
    found: dict[str, list[list[float]]] = {domain: [] for domain in DOMAINS}
    for domain, batch in _batches(store, SynthesisConfig(untouched=0.0), SEED + 10, per_domain, side):
        inputs = (batch["rgb"], batch["dct"], batch["qt"])
        fused, vision = (model(*inputs, torch.full((8,), route)) for route in (False, True))
        for gate, first, second, mask in zip(fused["gate"].tolist(), fused["mask"].numpy(), vision["mask"].numpy(), batch["mask"].numpy() > 0.5):
            if mask.any():
                scores = average_precision(first, mask), average_precision(second, mask)
                found[domain].append([scores[gate > offset] for offset in GATE_OFFSETS])
    return np.mean([np.mean(rows, 0) for rows in found.values()], 0)


@torch.no_grad()
def measure_score(model: OmniIML, store: SourceStore, mixture: SynthesisConfig, per_domain: int, side: int) -> tuple[np.ndarray, np.ndarray]:
    """([N,2] score logit and logit spread, bool [N] altered) of N = 4 * per_domain samples of the mixture, half of them untouched, by a model whose score_fit does nothing."""
    spreads: list[torch.Tensor] = []
    watched = model.score.register_forward_hook(lambda head, inputs, result: spreads.append(torch.stack([result.float(), logit_spread(inputs[1])], 1)))
    altered = []
    for _, batch in _batches(store, replace(mixture, untouched=0.5), SEED + 20, per_domain, side):
        model(batch["rgb"], batch["dct"], batch["qt"])
        altered.append(batch["altered"] > 0.5)
    watched.remove()
    return torch.cat(spreads).numpy(), torch.cat(altered).numpy()


def trained_mixture(train: Mapping[str, float], screens: bool = False) -> SynthesisConfig:
    """The samples that a checkpoint was trained with last, by its `train` entry, at the mean of their difficulties; evaluation's where it has none. The score
    has to hold for easy edits and hard ones alike, as the score head has learnt it; at full difficulty alone the head looks worse than it is. `screens`:
    whether there are screenshots to draw from."""
    plain = SynthesisConfig()
    shares = {name: train.get(name, getattr(plain, name)) for name in ("plain", "forger", "padded", "screens")}
    mixture = SynthesisConfig(difficulty=(1 + train.get("difficulty_low", 1.0)) / 2, **shares)
    return mixture if screens else replace(mixture, screens=0.0)


def fit_score(values: np.ndarray, altered: np.ndarray) -> tuple[float, float, float]:
    """What makes a probability of altered of `values` [N,2] (score logit, spread): (gain, spread, constant). `altered` bool [N].

    Both count the same, in standard deviations: the score head has learnt the training pictures by heart and would get more than it is worth on others
    (LOG.md, "The score, again"; equal weights hold up where fitted ones do not: Dawes, American Psychologist 34, 1979). Their sum's slope and the constant are a logistic regression, both kinds weighing
    the same, by Newton's method; a variance of 10 on the slope keeps it finite where the kinds can be told apart without error."""
    centre, scale = values.mean(0), values.std(0) + 1e-9
    design = np.column_stack([((values - centre) / scale).sum(1), np.ones(len(values))])
    weight = np.where(altered, 0.5 / altered.mean(), 0.5 / (~altered).mean())
    prior = np.diag([0.1, 0.0])
    fitted = np.zeros(2)
    for _ in range(50):
        guess = 1 / (1 + np.exp(-design @ fitted))
        gradient = design.T @ (weight * (guess - altered)) + prior @ fitted
        fitted -= np.linalg.solve((design * (weight * guess * (1 - guess))[:, None]).T @ design + prior, gradient)
    gain, spread = fitted[0] / scale
    return float(gain), float(spread), float(fitted[1] - fitted[0] * (centre / scale).sum())


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
    parser.add_argument("--fit-score", action="store_true")
    parser.add_argument("--screens", type=Path, help="with --fit-score: the screenshots that the checkpoint was trained with, if any")
    options = parser.parse_args()
    state = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
    store = load_sources(options.data, "train", 800, screens=options.screens)
    state["config"] = ModelConfig.from_dict({**state["config"], "mask_offset": 0.0, "gate_offset": 0.0, "score_fit": (1.0, 0.0, 0.0)}).to_dict()
    torch.save(state, options.out)
    if state["config"]["modality"] == "gate":
        precision = measure_gate(load_checkpoint(options.out), store, options.per_domain, options.side)
        for offset, one in zip(GATE_OFFSETS, precision):
            print(f"gate offset {offset:.1f}  average precision {one:.4f}")
        # The smallest of the best: where nothing is gained the gate stays where it was trained to be.
        state["config"]["gate_offset"] = float(GATE_OFFSETS[int(np.argmax(precision))])
        torch.save(state, options.out)
    f1, area = measure(load_checkpoint(options.out), store, options.per_domain, options.side)
    for offset, one, share in zip(OFFSETS, f1, area):
        print(f"offset {offset:+.1f}  F1 {one:.3f}  false area {share:.4f}")
    state["config"]["mask_offset"] = choose(f1, area, options.false_area)
    if options.fit_score:
        fitted = fit_score(*measure_score(load_checkpoint(options.out), store, trained_mixture(state.get("train", {}), bool(store.screens)), 2 * options.per_domain, SCORE_SIDE))
        state["config"]["score_fit"] = [round(value, 4) for value in fitted]
    torch.save(state, options.out)
    print(f"chosen: {state['config']['mask_offset']:+.1f}, gate {state['config']['gate_offset']:.1f}, score {state['config']['score_fit']}")


if __name__ == "__main__":
    main()
