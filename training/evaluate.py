"""Measure a checkpoint and the baselines in Python: `python -m training.evaluate --data ../shared/data --checkpoint RUN/checkpoint.pt --out FILE.json`.

Sets: synthetic validation (real JPEG and PNG files written to a temporary folder, one set a domain) and every set of data/dev. Pictures go through
the network whole, continued to multiples of 32 as the app does it. The app's own `palimpsest evaluate` measures the exported file through tiles; the two agree closely but not
exactly. `--write-validation DIR` only writes the synthetic sets, for the app to read.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .baselines import BASELINES, evaluate_folder
from .configs import CONFIGS, ModelConfig
from .jpeg import clip_for_network
from .model import OmniIML, build_model
from .picture import Picture
from .synthesis.sample import SynthesisConfig, continued, make_batch
from .synthesis.sources import DOMAINS, SourceStore, load_sources
from .validate import VALIDATION_SEED

LARGEST_SIDE = 1536


def load_checkpoint(path: Path) -> OmniIML:
    """The averaged weights of a training checkpoint, in evaluation mode."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    model = build_model(ModelConfig.from_dict(state["config"]))
    model.load_state_dict(state["ema"])
    return model.eval()


def untrained(name: str, seed: int = 1) -> OmniIML:
    torch.manual_seed(seed)
    return build_model(CONFIGS[name]).eval()


@torch.no_grad()
def localise(model: OmniIML, picture: Picture) -> np.ndarray:
    """Probability map float32 [H,W] of a whole picture; sides over 1536 px are cut into halves with 128 px of overlap, all block-aligned."""
    height, width = picture.rgb.shape[:2]
    for axis, length in ((0, height), (1, width)):
        if length > LARGEST_SIDE:
            return _halves(model, picture, axis, length)
    pixel_rows, block_rows = (index.numpy() for index in continued(height, -(-height // 32) * 32))
    pixel_columns, block_columns = (index.numpy() for index in continued(width, -(-width // 32) * 32))
    rgb = picture.rgb[pixel_rows][:, pixel_columns]
    dct = picture.coefficients[block_rows][:, block_columns]
    out = model(
        torch.from_numpy(rgb.transpose(2, 0, 1).copy())[None],
        clip_for_network(torch.from_numpy(dct))[None],
        torch.from_numpy(picture.table)[None],
    )
    return torch.sigmoid(out["mask"])[0, :height, :width].numpy()


def _halves(model: OmniIML, picture: Picture, axis: int, length: int) -> np.ndarray:
    middle = length // 2 // 8 * 8
    cut = lambda array, start, stop: array[start:stop] if axis == 0 else array[:, start:stop]  # noqa: E731
    part = lambda start, stop: Picture(cut(picture.rgb, start, stop), cut(picture.coefficients, start, -(-stop // 8) * 8), picture.table, picture.is_jpeg)  # noqa: E731
    first = localise(model, part(0, middle + 64))
    second = localise(model, part(middle - 64, length))
    return np.concatenate((cut(first, 0, middle), cut(second, 64, length - middle + 64)), axis)


def write_validation(store: SourceStore, folder: Path, per_domain: int = 48, side: int = 256) -> None:
    """Synthetic validation as files: folder/<domain>/{images,masks,authentic}; the same files for the same pictures. What `palimpsest evaluate` groups by goes into manifest.csv."""
    for index, domain in enumerate(DOMAINS):
        for name in ("images", "masks", "authentic"):
            (folder / domain / name).mkdir(parents=True, exist_ok=True)
        rows = []
        for step in range(-(-per_domain // 8)):
            batch = make_batch(store, SynthesisConfig(), VALIDATION_SEED + 100 + index, step, 8, side, domain, unsaved=True)
            for item in range(8):
                image = _write_sample(batch, item, folder / domain, f"{domain}-{step * 8 + item:03d}-{batch['operation'][item]}")
                rows.append((image, domain, batch["operation"][item]))
        write_manifest(folder / domain, ("image", "domain", "operation"), rows)


def write_manifest(folder: Path, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """manifest.csv of a set (docs/evaluation.md): a row a picture, `image` its path below the set, every other column something stated of it."""
    with (folder / "manifest.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])


def _write_sample(batch: dict, item: int, folder: Path, name: str) -> str:
    """Writes one picture with its mask; returns its path below the set."""
    picture = Image.fromarray(batch["unsaved"][item].permute(1, 2, 0).numpy())
    truth = batch["mask"][item].numpy() > 0.5
    kind = "images" if truth.any() else "authentic"
    file = f"{name}.jpg" if bool(batch["jpeg"][item]) else f"{name}.png"
    if bool(batch["jpeg"][item]):
        tables = [batch["qt"][item].tolist(), batch["chroma"][item].tolist()]
        picture.save(folder / kind / file, qtables=tables, subsampling="4:2:0" if bool(batch["subsample"][item]) else "4:4:4")
    else:
        picture.save(folder / kind / file)
    if truth.any():
        Image.fromarray(truth.astype(np.uint8) * 255).save(folder / "masks" / f"{name}.png")
    return f"{kind}/{file}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--untrained", choices=sorted(CONFIGS), help="also measure this size with fresh weights")
    parser.add_argument("--baselines", action="store_true")
    parser.add_argument("--only", choices=("synthetic", "dev"))
    parser.add_argument("--out", type=Path)
    parser.add_argument("--write-validation", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.write_validation:
        write_validation(load_sources(options.data, "validation"), options.write_validation)
        return
    methods = dict(BASELINES) if options.baselines else {}
    if options.untrained:
        fresh = untrained(options.untrained)
        methods["untrained"] = lambda picture: localise(fresh, picture)
    if options.checkpoint:
        trained = load_checkpoint(options.checkpoint)
        methods["network"] = lambda picture: localise(trained, picture)
    results = []
    with tempfile.TemporaryDirectory() as scratch:
        folders = []
        if options.only != "dev":
            write_validation(load_sources(options.data, "validation"), Path(scratch))
            folders += sorted(Path(scratch).iterdir())
        if options.only != "synthetic":
            folders += sorted(path for path in (options.data / "dev").iterdir() if path.is_dir())
        for folder in folders:
            results.append(evaluate_folder(folder, methods))
            for name, row in results[-1]["methods"].items():
                area = "-" if row["false_positive_area"] is None else f"{row['false_positive_area']:.3f}"
                auc = "-" if row["image_auc"] is None else f"{row['image_auc']:.3f}"
                print(f"{folder.name:<11}{name:<22} n {row['pictures']:>3}  F1 {row['f1']:.3f} {row['f1_interval']}  IoU {row['iou']:.3f}  AUC {auc}  false area {area}", flush=True)
    if options.out:
        options.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
