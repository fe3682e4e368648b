"""Synthetic validation as files: the manifest says of every picture what the batch says, and the pictures do not depend on it."""

from __future__ import annotations

import csv

from training.evaluate import write_manifest, write_validation
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
