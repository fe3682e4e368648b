"""Training, one readable loop (model.md 9.3): `python -m training.train RUN --data ../shared/data [--set key=value ...]`.

RUN is a folder: config.json, log.jsonl (a JSON line every few steps), validation.jsonl, checkpoint.pt. Starting it again resumes where it stopped:
optimiser, averaged weights and step are kept, and samples and random numbers follow from (seed, step), so a resumed run does what an unbroken one would.
SIGTERM and SIGINT save a checkpoint and end the run cleanly.

On a processor, `processes=2` trains one half of every batch in each of two single-threaded processes and averages the gradients: they meet once a step
instead of at every layer, which is nearly twice as fast on two busy cores.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import time
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as multiprocessing
from torch.utils.data import DataLoader, Dataset

from .configs import CONFIGS, ModelConfig, ablate
from .losses import total_loss
from .model import OmniIML, build_model
from .model.gate import TrainingRoute
from .synthesis.sample import SynthesisConfig, make_batch
from .synthesis.sources import SourceStore, load_sources
from .validate import validate


@dataclass(frozen=True)
class TrainConfig:
    """One run. Stages are (share of the steps, crop side in pixels, batch size); the learning rate falls linearly from `rate` to `rate_end`."""

    model: str = "nano"
    ablation: str = ""
    steps: int = 10_000
    stages: tuple[tuple[float, int, int], ...] = ((0.6, 128, 32), (0.25, 192, 14), (0.15, 256, 8))
    rate: float = 6e-4
    rate_end: float = 1e-6
    warmup: int = 1500
    weight_decay: float = 0.05
    average: float = 0.999
    clip: float = 2.0
    seed: int = 1
    bf16: bool = True
    device: str = "cpu"
    threads: int = 2
    workers: int = 1
    processes: int = 1
    gate_free_from: float = 0.5
    difficulty_from: float = 1.0
    difficulty_full_at: float = 0.5
    # Below 1: each batch draws its difficulty evenly between this and the schedule's, so that traces are also seen where they are plain.
    difficulty_low: float = 1.0
    # Share of chunks with the simplest edits (SynthesisConfig.plain).
    plain: float = 0.0
    # Share of documents, signs and portraits altered as forgers do (SynthesisConfig.forger).
    forger: float = 0.0
    # Share of chunks that are continued beyond their border as the app does (SynthesisConfig.padded).
    padded: float = 0.0
    # Share of chunks that are parts of screenshots (SynthesisConfig.screens), which --screens names.
    screens: float = 0.0
    # Samples of this domain alone; empty: all, in the mixture's shares.
    domain: str = ""
    save_every: int = 250
    validate_every: int = 1000
    log_every: int = 25
    limit: int = 0


class Samples(Dataset):
    """This process's part of the batches, by step number; stages set side and batch size."""

    def __init__(self, store: SourceStore, config: TrainConfig, rank: int = 0):
        self.store, self.config, self.rank = store, config, rank

    def __len__(self) -> int:
        return self.config.steps

    def __getitem__(self, step: int) -> dict:
        side, batch = stage_of(self.config, step)
        processes = self.config.processes
        number = step * processes + self.rank
        return make_batch(self.store, SynthesisConfig(difficulty=drawn_difficulty(self.config, step, number), plain=self.config.plain, forger=self.config.forger, padded=self.config.padded, screens=self.config.screens), self.config.seed, number, max(1, batch // processes), side, self.config.domain or None)


def stage_of(config: TrainConfig, step: int) -> tuple[int, int]:
    """Crop side and batch size at a step."""
    reached = 0.0
    for share, side, batch in config.stages:
        reached += share
        if step < reached * config.steps:
            return side, batch
    return config.stages[-1][1], config.stages[-1][2]


def difficulty(config: TrainConfig, step: int) -> float:
    """Rises linearly from `difficulty_from` to 1 over the first `difficulty_full_at` of the steps."""
    risen = min(1.0, step / max(1.0, config.difficulty_full_at * config.steps))
    return config.difficulty_from + (1 - config.difficulty_from) * risen


def drawn_difficulty(config: TrainConfig, step: int, number: int) -> float:
    """The difficulty of batch `number`: the schedule's, or one drawn between `difficulty_low` and it. A pure function of its arguments."""
    highest = difficulty(config, step)
    lowest = min(config.difficulty_low, highest)
    return lowest + (highest - lowest) * float(np.random.default_rng((config.seed, number)).random())


def learning_rate(config: TrainConfig, step: int) -> float:
    warm = min(1.0, (step + 1) / max(1, config.warmup))
    return warm * (config.rate_end + (config.rate - config.rate_end) * max(0.0, 1 - step / config.steps))


def parameter_groups(model: torch.nn.Module, weight_decay: float) -> list[dict]:
    """Weights decay; biases, norms, LayerScale gains, the table embedding and attention queries do not."""
    decayed, kept = [], []
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            plain = parameter.numel() == max(parameter.shape, default=1) or name.endswith("table.weight") or "quer" in name
            (kept if plain else decayed).append(parameter)
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": kept, "weight_decay": 0.0}]


@torch.no_grad()
def update_average(average: dict[str, torch.Tensor], model: torch.nn.Module, decay: float) -> None:
    for name, value in model.state_dict().items():
        if value.dtype.is_floating_point:
            average[name].lerp_(value, 1 - decay)
        else:
            average[name].copy_(value)


def to_device(batch: dict, device: str) -> dict:
    move = lambda value: value.to(device, non_blocking=True)  # noqa: E731
    return {key: move(value) if torch.is_tensor(value) else [move(v) for v in value] if key == "boxes" else value for key, value in batch.items()}


class Run:
    """A run folder and its state."""

    def __init__(self, folder: Path, config: TrainConfig):
        self.folder, self.config = folder, config
        # Which of the processes this is; a follower sets its own after the fork.
        self.rank = 0
        folder.mkdir(parents=True, exist_ok=True)
        model_config = CONFIGS[config.model]
        self.model_config: ModelConfig = ablate(model_config, config.ablation) if config.ablation else model_config
        torch.manual_seed(config.seed)
        self.model: OmniIML = build_model(self.model_config).to(config.device)
        self.optimiser = torch.optim.AdamW(parameter_groups(self.model, config.weight_decay), lr=config.rate, betas=(0.9, 0.999), fused=True)
        self.average = {name: value.detach().clone() for name, value in self.model.state_dict().items()}
        self.step = 0
        self.samples = 0

    @property
    def checkpoint(self) -> Path:
        return self.folder / "checkpoint.pt"

    def save(self) -> None:
        state = {
            "config": self.model_config.to_dict(),
            "train": asdict(self.config),
            "model": self.model.state_dict(),
            "ema": self.average,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "samples": self.samples,
        }
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        os.replace(partial, self.checkpoint)

    def resume(self) -> None:
        state = torch.load(self.checkpoint, map_location=self.config.device, weights_only=True)
        # Read back, so that a key this checkpoint does not know yet has its default.
        if ModelConfig.from_dict(state["config"]) != self.model_config:
            raise ValueError(f"{self.checkpoint} belongs to another model configuration; choose another run folder")
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average = state["ema"]
        self.step, self.samples = state["step"], state["samples"]

    def warm_start(self, checkpoint: Path, parts: tuple[str, ...] = ()) -> None:
        """Averaged weights of another run by name, of the named parts of the network alone if any are named; the optimiser starts fresh."""
        weights = torch.load(checkpoint, map_location=self.config.device, weights_only=True)["ema"]
        if parts:
            weights = {name: value for name, value in weights.items() if name.split(".")[0] in parts}
        missing, unexpected = self.model.load_state_dict(weights, strict=False)
        print(f"warm start: {len(weights)} tensors, {len(missing)} missing, {len(unexpected)} unexpected", flush=True)
        self.average = {name: value.detach().clone() for name, value in self.model.state_dict().items()}

    def log(self, name: str, row: dict) -> None:
        with open(self.folder / name, "a") as handle:
            handle.write(json.dumps(row) + "\n")

    def after_backward(self) -> None:
        if self.config.processes > 1:
            average_gradients(self.model, self.config.processes)

    def train_step(self, batch: dict) -> dict[str, float]:
        config = self.config
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(config, self.step)
        batch = to_device(batch, config.device)
        torch.manual_seed((config.seed * 1_000_003 + self.step) * config.processes + self.rank)
        label_share = 0.5 if self.step < config.gate_free_from * config.steps else 0.0
        self.model.train()
        with torch.autocast(config.device, torch.bfloat16, enabled=config.bf16):
            out = self.model(batch["rgb"], batch["dct"], batch["qt"], TrainingRoute(batch["mask"], label_share))
            loss, parts = total_loss(self.model, out, batch, self.step)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.after_backward()
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), config.clip)
        if not torch.isfinite(norm):
            # One bad batch must not spoil the weights; it is counted in the log.
            self.optimiser.zero_grad(set_to_none=True)
        self.optimiser.step()
        self.step += 1
        self.samples += batch["rgb"].shape[0] * config.processes
        if self.rank == 0:
            update_average(self.average, self.model, min(config.average, (1 + self.step) / (10 + self.step)))
        return {"loss": float(loss.detach()), "norm": float(norm), **{name: float(value) for name, value in parts.items()}}


def average_gradients(model: torch.nn.Module, processes: int) -> None:
    """Mean of the gradients over the processes, in one message; a parameter that got none in this process counts as zero."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    flat = torch.cat([torch.zeros(parameter.numel()) if parameter.grad is None else parameter.grad.flatten() for parameter in parameters])
    dist.all_reduce(flat)
    flat /= processes
    for parameter, gradient in zip(parameters, flat.split([parameter.numel() for parameter in parameters])):
        # In the parameter's own memory layout: the fused optimiser walks both as plain memory.
        parameter.grad = torch.empty_like(parameter).copy_(gradient.view_as(parameter))


def agree_to_stop(asked: bool, processes: int) -> bool:
    if processes == 1:
        return asked
    flag = torch.tensor([float(asked)])
    dist.all_reduce(flag)
    return bool(flag > 0)


def train(run: Run, data: Path, screens: Path | None = None) -> None:
    """The whole run in as many processes as the configuration says; sources are loaded once and shared. Raises ValueError where the configuration asks for screenshots and there are none."""
    config = run.config
    store = load_sources(data, "train", config.limit or None, screens=screens)
    if config.screens and not store.screens:
        raise ValueError("screens is above 0: name a folder of screenshots with --screens")
    held_out = load_sources(data, "validation")
    children = []
    if config.processes > 1:
        rendezvous = (run.folder / f"rendezvous-{os.getpid()}").resolve()
        context = multiprocessing.get_context("fork")
        children = [context.Process(target=follow, args=(run, store, held_out, rank, rendezvous), daemon=True) for rank in range(1, config.processes)]
        for child in children:
            child.start()
        dist.init_process_group("gloo", init_method=f"file://{rendezvous}", rank=0, world_size=config.processes)
    steps(run, store, held_out)
    for child in children:
        child.join()
    if children:
        dist.destroy_process_group()
        rendezvous.unlink(missing_ok=True)


def follow(leader: Run, store: SourceStore, held_out: SourceStore, rank: int, rendezvous: Path) -> None:
    """A further process: the same weights and steps as the leader, other samples, no files."""
    leader.rank = rank
    dist.init_process_group("gloo", init_method=f"file://{rendezvous}", rank=rank, world_size=leader.config.processes)
    steps(leader, store, held_out)
    dist.destroy_process_group()


def steps(run: Run, store: SourceStore, held_out: SourceStore) -> None:
    config = run.config
    loader = DataLoader(
        Samples(store, config, run.rank),
        batch_size=None,
        sampler=range(run.step, config.steps),
        num_workers=config.workers,
        prefetch_factor=4 if config.workers else None,
        worker_init_fn=prepare_worker,
    )
    stop = {"asked": False}
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.update(asked=True))
    sums: dict[str, float] = {}
    started, first = time.monotonic(), run.samples
    for batch in loader:
        for name, value in run.train_step(batch).items():
            sums[name] = sums.get(name, 0.0) + value
        stopping = agree_to_stop(stop["asked"], config.processes)
        if run.rank == 0:
            if run.step % config.log_every == 0:
                row = {name: round(value / config.log_every, 5) for name, value in sums.items()}
                rate = (run.samples - first) / (time.monotonic() - started)
                run.log("log.jsonl", {"step": run.step, "samples": run.samples, "rate": learning_rate(config, run.step), "samples_per_second": round(rate, 1), **row})
                sums = {}
            if run.step % config.validate_every == 0 or run.step == config.steps:
                run.log("validation.jsonl", {"step": run.step, "samples": run.samples, **validate(run.model_config, run.average, held_out, config.device)})
            if run.step % config.save_every == 0 or run.step == config.steps or stopping:
                run.save()
        if stopping:
            print(f"stopped at step {run.step}; start again to resume", flush=True)
            return
    print(f"finished at step {run.step}", flush=True)


def prepare_worker(_: int) -> None:
    """One thread a worker; signals to the group are the main process's to answer, which then ends the workers."""
    torch.set_num_threads(1)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def parse_value(name: str, text: str) -> object:
    kind = {field.name: field.type for field in fields(TrainConfig)}[name]
    if name == "stages":
        return tuple(tuple(stage) for stage in json.loads(text))
    return {"int": int, "float": float, "str": str, "bool": lambda word: word.lower() in ("1", "true", "yes")}[str(kind)](text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and dev/")
    parser.add_argument("--screens", type=Path, help="folder of screenshots as PNG, for screens above 0")
    parser.add_argument("--set", nargs="*", default=[], metavar="KEY=VALUE", help="fields of TrainConfig")
    parser.add_argument("--from", dest="warm", type=Path, help="checkpoint whose averaged weights to start from")
    parser.add_argument("--parts", type=lambda text: tuple(text.split(",")), default=(), help="with --from: these parts of the network alone, by the names of OmniIML's modules")
    options = parser.parse_args()
    saved = options.run / "config.json"
    config = TrainConfig()
    if saved.exists():
        values = json.loads(saved.read_text())
        config = TrainConfig(**{**values, "stages": tuple(tuple(stage) for stage in values["stages"])})
    config = replace(config, **{name: parse_value(name, text) for name, text in (pair.split("=", 1) for pair in options.set)})
    torch.set_num_threads(config.threads)
    run = Run(options.run, config)
    saved.write_text(json.dumps(asdict(config), indent=1) + "\n")
    if run.checkpoint.exists():
        run.resume()
    elif options.warm:
        run.warm_start(options.warm, options.parts)
    train(run, options.data, options.screens)


if __name__ == "__main__":
    main()
