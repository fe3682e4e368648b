"""The paper's ablations, and one domain against all, at one size under one budget.

  python -m training.ablations train OUT --data DATA --from WEIGHTS [--steps 900] [--jobs 2]
  python -m training.ablations table OUT --data DATA

Every run starts from the same encoder (visual and frequency branch and the deep stages of WEIGHTS); everything behind it, which is what the ablations
change, is fresh. All see the same number of samples, the same seed and the same rate; a run of one domain sees that domain alone. `train` goes on where it
was stopped. `table` places each network's threshold by the same rule (operating_point.py, on training pictures), measures all on the same samples
of validation pictures, and writes OUT/ablations.json and OUT/ablations.md. An arXiv 2411.14823 row stands beside ours only to compare directions.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

from .configs import ModelConfig
from .evaluate import load_checkpoint
from .metrics import average_precision, bootstrap_interval, mask_scores
from .model import OmniIML
from .operating_point import choose, measure
from .synthesis.sources import DOMAINS, SourceStore, load_sources
from .validate import validation_batches

# name: (settings of the run, what it is, the paper's average IoU and F1 of arXiv 2411.14823v1, Table 5)
RUNS: dict[str, tuple[dict[str, str], str, str]] = {
    "full": ({}, "the whole network, all domains", ".723 / .789"),
    "baseline": ({"ablation": "baseline"}, "always fused, plain decoder, no enhancement", ".589 / .670"),
    "wo_MG": ({"ablation": "wo_MG"}, "w.o. MG: always fused", ".639 / .704"),
    "wo_MG_vision": ({"ablation": "wo_MG_vision"}, "w.o. MG*: pixels alone", ".668 / .731"),
    "wo_DWD": ({"ablation": "wo_DWD"}, "w.o. DWD: plain decoder", ".602 / .680"),
    "wo_DW": ({"ablation": "wo_DW"}, "w.o. DW: the weights of the decoder's filters are constants", ".691 / .763"),
    "wo_AE": ({"ablation": "wo_AE"}, "w.o. AE: no anomaly enhancement", ".676 / .742"),
    **{f"only_{domain}": ({"domain": domain}, f"the whole network, {domain} alone", "") for domain in DOMAINS},
}
ENCODER = "visual,frequency,deep"
SETTINGS = ("threads=1", "workers=0", "warmup=60", "rate=8e-4", "average=0.995", "stages=[[1.0,128,24]]", "plain=0.3", "difficulty_low=0.15",
            "gate_free_from=0.3", "save_every=50", "validate_every=100000", "log_every=25")
PER_DOMAIN = 96
SIDE = 192


def finished(folder: Path, steps: int) -> bool:
    file = folder / "checkpoint.pt"
    return file.exists() and torch.load(file, map_location="cpu", weights_only=True)["step"] >= steps


def train_all(out: Path, data: Path, weights: Path, names: list[str], steps: int, jobs: int) -> None:
    """The runs in their order, `jobs` at a time, each in a process of its own. SIGTERM and SIGINT stop them with a checkpoint."""
    running: set[subprocess.Popen[bytes]] = set()
    stopped = False

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True
        for process in running:
            process.terminate()

    def one(name: str) -> None:
        if stopped or finished(out / name, steps):
            return
        own = [f"{key}={value}" for key, value in RUNS[name][0].items()]
        process = subprocess.Popen([sys.executable, "-m", "training.train", str(out / name), "--data", str(data), "--from", str(weights), "--parts", ENCODER,
                                    "--set", *SETTINGS, f"steps={steps}", *own])
        running.add(process)
        code = process.wait()
        running.discard(process)
        if code != 0:
            raise RuntimeError(f"{name} ended with code {code}")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, names))


@torch.no_grad()
def scores_of(model: OmniIML, store: SourceStore, per_domain: int, side: int) -> dict[str, dict[str, list[float]]]:
    """By domain: f1, iou and ap of each altered sample, area marked of each untouched one, and vision (1: the gate chose pixels alone) of all."""
    found: dict[str, dict[str, list[float]]] = {domain: {key: [] for key in ("f1", "iou", "ap", "area", "vision")} for domain in DOMAINS}
    for domain, batch in validation_batches(store, per_domain, side):
        out = model(batch["rgb"], batch["dct"], batch["qt"])
        own = found[domain]
        own["vision"] += (out["gate"] > 0).float().tolist()
        for logit, mask in zip(out["mask"].float().numpy(), batch["mask"].numpy() > 0.5):
            if not mask.any():
                own["area"].append(float((logit > 0).mean()))
                continue
            marked = mask_scores((logit > 0).astype(np.float32), mask)
            own["f1"].append(marked.f1)
            own["iou"].append(marked.iou)
            own["ap"].append(average_precision(logit, mask))
    return found


def measure_run(checkpoint: Path, train_store: SourceStore, held_out: SourceStore, per_domain: int = PER_DOMAIN, side: int = SIDE, false_area: float = 0.05) -> dict:
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    plain = checkpoint.with_name("measured.pt")
    config = ModelConfig.from_dict({**state["config"], "mask_offset": 0.0})
    torch.save({"config": config.to_dict(), "ema": state["ema"]}, plain)
    offset = choose(*measure(load_checkpoint(plain), train_store, per_domain // 2 // 8 * 8 or 8, side), false_area)
    torch.save({"config": {**config.to_dict(), "mask_offset": offset}, "ema": state["ema"]}, plain)
    model = load_checkpoint(plain)
    found = scores_of(model, held_out, per_domain, side)
    plain.unlink()
    return {"steps": state["step"], "samples": state["samples"], "offset": offset, "parameters": sum(one.numel() for one in model.parameters()), "scores": found}


def mean_of(result: dict, key: str, domain: str | None = None) -> float:
    """Mean over pictures of a domain, or the mean of the domains' means."""
    if domain is not None:
        return float(np.mean(result["scores"][domain][key]))
    return float(np.mean([np.mean(result["scores"][one][key]) for one in DOMAINS]))


def difference(result: dict, full: dict, key: str, domains: tuple[str, ...]) -> tuple[float, float, float]:
    """Mean over domains of the paired differences to the full network, with a 95 % bootstrap interval over pictures."""
    pairs = [np.asarray(result["scores"][domain][key]) - np.asarray(full["scores"][domain][key]) for domain in domains]
    weighted = np.concatenate([pair * (sum(map(len, pairs)) / (len(pair) * len(pairs))) for pair in pairs])
    return (float(weighted.mean()), *bootstrap_interval(weighted))


def table(results: dict[str, dict]) -> str:
    """Markdown. Differences are to the row `full`, which must be there."""
    full = results["full"]
    lines = ["| run | what | " + " | ".join(f"{domain} F1, AP" for domain in DOMAINS) + " | mean IoU / F1 | mean AP | F1 against full [95 %] | AP against full [95 %] | false area | pixels alone | paper: mean IoU / F1 |",
             "|---" * (len(DOMAINS) + 9) + "|"]
    for name, result in results.items():
        own = tuple(domain for domain in DOMAINS if RUNS[name][0].get("domain") in (None, domain))
        cells = [f"{mean_of(result, 'f1', domain):.3f}, {mean_of(result, 'ap', domain):.3f}" if domain in own else "" for domain in DOMAINS]
        means = [f"{mean_of(result, 'iou'):.3f} / {mean_of(result, 'f1'):.3f}", f"{mean_of(result, 'ap'):.3f}"] if len(own) > 1 else ["", ""]
        deltas = ["", ""] if name == "full" else ["{:+.3f} [{:+.3f}, {:+.3f}]".format(*difference(result, full, key, own)) for key in ("f1", "ap")]
        shares = [f"{np.mean([np.mean(result['scores'][domain][key]) for domain in own]):.3f}" for key in ("area", "vision")]
        lines.append(" | ".join([f"| {name}", RUNS[name][1], *cells, *means, *deltas, *shares, RUNS[name][2]]) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("train", "table"))
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--from", dest="weights", type=Path)
    parser.add_argument("--runs", nargs="*", choices=list(RUNS), default=list(RUNS))
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    if options.action == "train":
        if options.weights is None:
            parser.error("train needs --from")
        train_all(options.out, options.data, options.weights, options.runs, options.steps, options.jobs)
        return
    torch.set_num_threads(1)
    file = options.out / "ablations.json"
    results: dict[str, dict] = json.loads(file.read_text()) if file.exists() else {}
    train_store, held_out = load_sources(options.data, "train", 800), load_sources(options.data, "validation")
    for name in options.runs:
        if name not in results and finished(options.out / name, options.steps):
            results[name] = measure_run(options.out / name / "checkpoint.pt", train_store, held_out)
            results = {one: results[one] for one in RUNS if one in results}
            file.write_text(json.dumps(results) + "\n")
            print(name, {domain: round(mean_of(results[name], "f1", domain), 3) for domain in DOMAINS}, flush=True)
    if "full" in results:
        (options.out / "ablations.md").write_text(table(results))


if __name__ == "__main__":
    main()
