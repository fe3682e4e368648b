"""Synthetic validation as files: the manifest says of every picture what the batch says, and the pictures do not depend on it."""

from __future__ import annotations

import csv

import numpy as np
import torch

from training.evaluate import localise, write_manifest, write_validation
from training.picture import Picture
from training.synthesis.sources import DOMAINS
from training.tests.drawn import drawn_store


def test_every_written_picture_is_in_the_manifest_with_its_operation(tmp_path):
    write_validation(drawn_store(), tmp_path, per_domain=8, side=64)
    for domain in DOMAINS:
        with (tmp_path / domain / "manifest.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        written = {f"{kind}/{path.name}" for kind in ("images", "authentic") for path in (tmp_path / domain / kind).iterdir()}
        assert {row["image"] for row in rows} == written and len(rows) == 8
        for row in rows:
            assert row["domain"] == domain and row["image"].split(".")[0].endswith(f"-{row['operation']}")
            assert (row["operation"] == "none") == row["image"].startswith("authentic/")


def test_fields_with_commas_are_quoted(tmp_path):
    write_manifest(tmp_path, ("image", "operation"), [("images/a,b.png", 'say "x"')])
    assert (tmp_path / "manifest.csv").read_text() == 'image,operation\n"images/a,b.png","say ""x"""\n'


def test_a_picture_goes_on_beyond_its_border_as_the_app_continues_it():
    rows, columns = np.arange(50) // 8, np.arange(40) // 8
    coefficients = (np.arange(56)[:, None] // 8 * 5 + np.arange(40)[None] // 8).astype(np.int16) % 20
    rgb = np.repeat((rows[:, None] * 16 + columns[None])[..., None].astype(np.uint8), 3, 2)
    seen = {}

    def network(pixels, dct, table):
        seen.update(pixels=pixels[0, 0].numpy(), dct=dct[0].numpy())
        return {"mask": torch.zeros(1, 64, 64)}

    assert localise(network, Picture(rgb, coefficients, np.ones(64, np.int32), True)).shape == (50, 40)
    # Rows: the seventh block is started and repeats its border, the eighth mirrors it. Columns: five whole blocks, then these from the last one back.
    assert seen["pixels"][:, 0].tolist() == [row // 8 * 16 for row in range(50)] + [6 * 16] * 14
    assert seen["pixels"][0].tolist() == [column // 8 for column in range(40)] + [column // 8 for column in range(39, 15, -1)]
    assert seen["dct"][0, ::8].tolist() == [0, 1, 2, 3, 4, 4, 3, 2]
