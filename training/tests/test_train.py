"""Training: it can learn (overfit), and a run that was stopped goes on as if it had not been."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys

import pytest
import torch
import torch.distributed as dist
from PIL import Image

from training import train as training_module
from training.configs import CONFIGS, ModelConfig
from training.losses import total_loss
from training.metrics import mask_scores
from training.model import build_model
from training.model.gate import TrainingRoute
from training.synthesis.sample import SynthesisConfig, make_batch
from training.synthesis.sources import DOMAINS
from training.tests.drawn import drawn_picture, drawn_store, write_data
from training.train import Run, Samples, TrainConfig, average_gradients, drawn_difficulty, learning_rate, parameter_groups, stage_of, train
from training.weights import keep_weights


def tiny_config() -> ModelConfig:
    """Every module of the network at widths that two cores train in a minute."""
    return dataclasses.replace(
        CONFIGS["nano"], name="tiny", depths=(1, 1, 2, 1), dims=(24, 32, 48, 64), drop_path=0.0, high_pass_width=8, auxiliary_width=16,
        frequency_width=24, frequency_blocks=1, decoder_width=32, gate_widths=(16, 16, 16), enhancement_width=32, detector_width=16, detector_hidden=32,
    )


def test_overfits_sixteen_samples():
    """Proof that model, labels and alignment fit together: 16 samples to a mean IoU over .95 (model.md 9.3).

    Regions of at least 6 % of the 64x64 crop: the mask is decided at a quarter of the resolution, and on a region of a dozen pixels its border alone costs more IoU.
    """
    torch.manual_seed(0)
    samples = first_with_large_regions(make_batch(drawn_store(), SynthesisConfig(untouched=0.0), 21, 0, 64, 64, "natural"), 16)
    model = build_model(tiny_config())
    optimiser = torch.optim.AdamW(parameter_groups(model, 0.0), lr=4e-3)
    best = 0.0
    for step in range(900):
        for group in optimiser.param_groups:
            group["lr"] = 4e-3 * min(1.0, (step + 1) / 20) * (1 - step / 1000)
        model.train()
        out = model(samples["rgb"], samples["dct"], samples["qt"], TrainingRoute(samples["mask"], 0.5, flip_probability=0.0))
        loss, _ = total_loss(model, out, samples, step)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        if step % 25 == 24:
            best = max(best, mean_iou(model, samples))
            if best > 0.95:
                break
    assert best > 0.95, f"mean IoU {best:.3f} after {step + 1} steps"


def first_with_large_regions(batch: dict, count: int) -> dict:
    share = batch["mask"].mean((1, 2))
    index = ((share >= 0.06) & (share <= 0.7)).nonzero().flatten()[:count]
    assert len(index) == count
    return {key: value[index] if torch.is_tensor(value) else [value[int(at)] for at in index] for key, value in batch.items()}


@torch.no_grad()
def mean_iou(model, samples) -> float:
    model.eval()
    probability = torch.sigmoid(model(samples["rgb"], samples["dct"], samples["qt"])["mask"]).numpy()
    return sum(mask_scores(map_, truth.numpy() > 0.5).iou for map_, truth in zip(probability, samples["mask"])) / len(probability)


@pytest.fixture
def tiny_run(monkeypatch, tmp_path):
    monkeypatch.setitem(CONFIGS, "tiny", tiny_config())
    config = TrainConfig(model="tiny", steps=8, stages=((0.5, 64, 4), (0.5, 96, 2)), warmup=2, workers=0, bf16=False, save_every=100)
    return lambda name: Run(tmp_path / name, config)


def test_resumed_run_equals_an_unbroken_one(tiny_run):
    samples = Samples(drawn_store(), tiny_run("unused").config)
    whole = tiny_run("whole")
    for step in range(6):
        whole.train_step(samples[step])
    first = tiny_run("broken")
    for step in range(3):
        first.train_step(samples[step])
    first.save()
    second = tiny_run("broken")
    second.resume()
    assert (second.step, second.samples) == (3, first.samples)
    for step in range(3, 6):
        second.train_step(samples[step])
    for name, value in whole.model.state_dict().items():
        assert torch.equal(value, second.model.state_dict()[name]), name
        assert torch.equal(whole.average[name], second.average[name]), name


def test_averaged_gradients_move_the_weights_as_plain_ones_do(tiny_run, tmp_path):
    """One process, so the average is the gradient itself: the step must be the same to the last weight, whatever the memory layout."""
    batch = Samples(drawn_store(), tiny_run("unused").config)[0]
    plain, averaged = tiny_run("plain"), tiny_run("averaged")
    plain.train_step(batch)
    dist.init_process_group("gloo", init_method=f"file://{tmp_path / 'meet'}", rank=0, world_size=1)
    try:
        averaged.after_backward = lambda: average_gradients(averaged.model, 1)
        averaged.train_step(batch)
    finally:
        dist.destroy_process_group()
    for (name, one), other in zip(plain.model.named_parameters(), averaged.model.parameters()):
        assert torch.equal(one, other), name


def test_the_command_trains_in_two_processes_and_resumes(tmp_path):
    """The real command on files, in processes of its own: forking inside a test runner that has used threads can hang."""
    write_data(tmp_path / "data")
    (tmp_path / "screens").mkdir()
    Image.fromarray(drawn_picture("document", 9).rgb.permute(1, 2, 0).numpy()).save(tmp_path / "screens" / "one.png")
    with pytest.raises(ValueError, match="--screens"):
        train(Run(tmp_path / "refused", TrainConfig(screens=0.5)), tmp_path / "data")
    command = [sys.executable, "-m", "training.train", str(tmp_path / "run"), "--data", str(tmp_path / "data"), "--screens", str(tmp_path / "screens"), "--set"]
    settings = ["screens=0.5", "processes=2", "threads=1", "workers=0", "stages=[[1.0,64,4]]", "warmup=1", "log_every=1", "validate_every=1000", "save_every=1"]

    def run(steps: int) -> dict:
        subprocess.run([*command, *settings, f"steps={steps}"], check=True, timeout=600, capture_output=True)
        return torch.load(tmp_path / "run" / "checkpoint.pt", weights_only=True)

    first, second = run(2), run(3)
    assert (first["step"], first["samples"], second["step"], second["samples"]) == (2, 8, 3, 12)
    assert any(not torch.equal(value, second["model"][name]) for name, value in first["model"].items())
    steps = [json.loads(line)["step"] for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert steps == [1, 2, 3]
    assert set(json.loads((tmp_path / "run" / "validation.jsonl").read_text().splitlines()[-1])["f1"]) == set(DOMAINS)


def test_kept_weights_start_the_next_run(tiny_run, tmp_path):
    run = tiny_run("kept")
    run.train_step(Samples(drawn_store(), run.config)[0])
    run.save()
    assert keep_weights(run.checkpoint, tmp_path / "weights.pt") < 0.6 * sum(value.numel() * 4 for value in run.average.values())
    fresh = tiny_run("next")
    fresh.warm_start(tmp_path / "weights.pt")
    for name, value in run.average.items():
        assert torch.allclose(value.float(), fresh.model.state_dict()[name].float(), rtol=1e-3, atol=1e-6), name


def test_resume_refuses_another_network(tiny_run, monkeypatch):
    run = tiny_run("mixed")
    run.save()
    monkeypatch.setitem(CONFIGS, "tiny", dataclasses.replace(tiny_config(), decoder_width=16))
    with pytest.raises(ValueError, match="another model configuration"):
        tiny_run("mixed").resume()


def test_resume_reads_a_checkpoint_older_than_a_setting(tiny_run):
    run = tiny_run("older")
    run.save()
    state = torch.load(run.checkpoint, weights_only=True)
    del state["config"]["score_fit"]
    torch.save(state, run.checkpoint)
    tiny_run("older").resume()


def test_a_bad_batch_does_not_spoil_the_weights(tiny_run, monkeypatch):
    run = tiny_run("bad")
    batch = Samples(drawn_store(), run.config)[0]
    run.train_step(batch)
    before = {name: value.clone() for name, value in run.model.named_parameters()}
    real = training_module.total_loss
    monkeypatch.setattr(training_module, "total_loss", lambda *args: (real(*args)[0] * float("nan"), {}))
    run.train_step(batch)
    for name, value in run.model.named_parameters():
        assert torch.equal(before[name], value), name


def test_schedule_and_stages():
    config = TrainConfig(steps=100, stages=((0.6, 128, 32), (0.4, 256, 8)), warmup=10, rate=1e-3, rate_end=1e-6)
    assert [stage_of(config, step) for step in (0, 59, 60, 99)] == [(128, 32), (128, 32), (256, 8), (256, 8)]
    assert learning_rate(config, 0) < learning_rate(config, 9) > learning_rate(config, 50) > learning_rate(config, 99) > 0


def test_difficulty_is_drawn_below_the_schedule_and_repeats():
    config = TrainConfig(steps=100, difficulty_low=0.2)
    drawn = [drawn_difficulty(config, 90, number) for number in range(400)]
    assert drawn == [drawn_difficulty(config, 90, number) for number in range(400)]
    assert 0.2 <= min(drawn) < 0.25 and 0.95 < max(drawn) <= 1.0
    assert drawn_difficulty(TrainConfig(steps=100), 90, 3) == 1.0
    rising = TrainConfig(steps=100, difficulty_from=0.1, difficulty_full_at=1.0, difficulty_low=0.2)
    assert drawn_difficulty(rising, 0, 3) == pytest.approx(0.1), "never above what the schedule allows"
