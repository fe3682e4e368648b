"""Averaged weights of a checkpoint in half precision, small enough for the repository: the start of the next leg, wherever it runs.

`python -m training.weights training/runs/NAME/checkpoint.pt training/weights/omni-nano.pt`; then `python -m training.train ... --from training/weights/omni-nano.pt`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def keep_weights(checkpoint: Path, out: Path) -> int:
    """Write {'config', 'train', 'ema' (float16), 'step', 'samples'}; statistics that half precision cannot hold stay float32. Returns the size in bytes."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    halves = {}
    for name, value in state["ema"].items():
        half = value.half() if value.dtype == torch.float32 and value.numel() > 64 else value
        halves[name] = half if bool(torch.isfinite(half.float()).all()) else value
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"config": state["config"], "train": state.get("train", {}), "ema": halves, "step": state["step"], "samples": state["samples"]}, out)
    return out.stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    print(f"{options.out}: {keep_weights(options.checkpoint, options.out) / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
