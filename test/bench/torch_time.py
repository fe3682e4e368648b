"""Time of one network pass in PyTorch on the processor, for comparison with the engine: a JSON line {size, threads, runs, medianMs, torch}.

    python3 test/bench/torch_time.py --size nano --side 512 --threads 2 --runs 5

Weights are random: time does not depend on them. Needs torch and the project's training package; run from the repository root."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch

from training.configs import CONFIGS, ModelConfig
from training.export import ExportGraph, model_config, prepare
from training.golden import golden_input
from training.model import build_model


def config_of(manifest: Path | None, size: str) -> ModelConfig:
    """The configuration that the shipped model was trained with, so that both sides run the same graph; else a size's own."""
    if manifest is None:
        return CONFIGS[size]
    return model_config(json.loads(manifest.read_text())["training"]["config"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", default="nano", choices=sorted(CONFIGS))
    parser.add_argument("--manifest", type=Path)
    parser.add_argument("--side", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    graph = ExportGraph(prepare(build_model(config_of(options.manifest, options.size)))).eval()
    inputs = [torch.from_numpy(golden_input(options.side, options.side, 1)[key]) for key in ("rgb", "dct", "qt")]
    times = []
    with torch.inference_mode():
        graph(*inputs)
        for _ in range(options.runs):
            start = time.perf_counter()
            graph(*inputs)
            times.append((time.perf_counter() - start) * 1000)
    print(json.dumps({"size": options.size, "side": options.side, "threads": options.threads, "runs": options.runs,
                      "medianMs": round(statistics.median(times), 1), "fastestMs": round(min(times), 1), "torch": torch.__version__}))


if __name__ == "__main__":
    main()
