"""Ablations: every run is one the trainer knows, all begin with the same encoder, and the table says what was measured."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from training import train as training_module
from training.ablations import ENCODER, RUNS, SETTINGS, difference, measure_run, table, train_all
from training.configs import ABLATIONS, CONFIGS
from training.metrics import average_precision
from training.synthesis.sources import DOMAINS
from training.tests.drawn import drawn_store
from training.tests.test_train import tiny_config
from training.train import Run, TrainConfig, parse_value


def result(f1: float) -> dict:
    spread = np.linspace(-0.1, 0.1, 12)
    return {"steps": 1, "samples": 24, "offset": 0.0, "parameters": 1,
            "scores": {domain: {"f1": (f1 + spread).tolist(), "iou": (f1 / 2 + spread).tolist(), "ap": (f1 + spread).tolist(), "area": [0.02], "vision": [1.0, 0.0]} for domain in DOMAINS}}


def test_runs_are_settings_that_training_accepts():
    for settings, _, _ in RUNS.values():
        for key, value in settings.items():
            assert parse_value(key, value) == value
        assert settings.get("ablation", "wo_AE") in ABLATIONS and settings.get("domain", "face") in DOMAINS
    for pair in SETTINGS:
        parse_value(*pair.split("=", 1))
    assert {"baseline", "wo_MG", "wo_MG_vision", "wo_DWD", "wo_DW", "wo_AE"} < set(RUNS)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.setitem(CONFIGS, "nano", tiny_config())


def test_runs_share_the_encoder_and_nothing_else(tiny, tmp_path):
    torch.manual_seed(5)
    donor = Run(tmp_path / "donor", TrainConfig(seed=9))
    donor.save()
    for ablation in ("", "wo_DWD", "wo_MG_vision"):
        run = Run(tmp_path / f"run-{ablation}", TrainConfig(seed=1, ablation=ablation))
        fresh = {name: value.clone() for name, value in run.model.state_dict().items()}
        run.warm_start(donor.checkpoint, tuple(ENCODER.split(",")))
        for name, value in run.model.state_dict().items():
            assert torch.equal(value, donor.model.state_dict()[name] if name.split(".")[0] in ENCODER.split(",") else fresh[name]), name


def test_a_run_is_measured_at_a_threshold_of_its_own(tiny, tmp_path):
    run = Run(tmp_path / "run", TrainConfig())
    run.save()
    store = drawn_store()
    measured = measure_run(run.checkpoint, store, store, per_domain=8, side=64)
    assert set(measured["scores"]) == set(DOMAINS) and measured["samples"] == 0
    for scores in measured["scores"].values():
        assert len(scores["f1"]) == len(scores["iou"]) == len(scores["ap"]) and len(scores["f1"]) + len(scores["area"]) == len(scores["vision"]) == 8
    assert sorted(path.name for path in run.folder.iterdir()) == ["checkpoint.pt"]


def test_training_runs_all_and_does_not_repeat_what_is_finished(tmp_path, monkeypatch):
    """With a stand-in for the training process, which would take minutes."""
    started: list[list[str]] = []

    class Played:
        def __init__(self, command: list[str]):
            started.append(command)
            folder = tmp_path / "out" / command[3].rsplit("/", 1)[-1]
            folder.mkdir(parents=True, exist_ok=True)
            torch.save({"step": 7}, folder / "checkpoint.pt")

        def wait(self) -> int:
            return 0

    monkeypatch.setattr("training.ablations.subprocess.Popen", Played)
    monkeypatch.setattr("training.ablations.signal.signal", lambda *_: None)
    for _ in range(2):
        train_all(tmp_path / "out", tmp_path, tmp_path / "w.pt", ["full", "wo_DW", "only_face"], 7, 2)
    assert len(started) == 3
    assert {"ablation=wo_DW"} & set(sum(started, [])) and {"domain=face"} & set(sum(started, [])) and all("steps=7" in command for command in started)


def test_table_has_the_differences_of_the_pictures_that_both_saw():
    results = {"full": result(0.5), "wo_DW": result(0.4), "only_face": result(0.6)}
    mean, low, high = difference(results["wo_DW"], results["full"], "f1", DOMAINS)
    assert mean == pytest.approx(-0.1) and low == pytest.approx(-0.1) and high == pytest.approx(-0.1)
    text = table(results)
    rows = {line.split(" | ")[0].strip("| "): line.split(" | ") for line in text.splitlines()[2:]}
    assert "-0.100 [-0.100, -0.100]" in rows["wo_DW"] and ".691 / .763 |" in rows["wo_DW"][-1]
    assert sum(cell == "0.600, 0.600" for cell in rows["only_face"]) == 1 and "+0.100 [+0.100, +0.100]" in rows["only_face"]
    assert len({line.count(" | ") for line in text.splitlines() if "---" not in line}) == 1


def test_average_precision_is_the_area_under_the_curve_of_thresholds():
    rng = np.random.default_rng(3)
    logit, truth = rng.normal(size=(9, 11)).round(1), rng.random((9, 11)) < 0.3
    area, recall_before = 0.0, 0.0
    for threshold in sorted(set(logit.ravel()), reverse=True):
        marked = logit >= threshold
        recall = (marked & truth).sum() / truth.sum()
        area += (recall - recall_before) * (marked & truth).sum() / marked.sum()
        recall_before = recall
    assert average_precision(logit, truth) == pytest.approx(area)


def test_one_domain_alone_is_drawn(tiny):
    config = dataclasses.replace(TrainConfig(), domain="face", stages=((1.0, 64, 8),), steps=2)
    batch = training_module.Samples(drawn_store(), config)[0]
    assert set(batch["domain"].tolist()) == {DOMAINS.index("face")}
