"""Packing: the parts together are the training folder, and what is kept out of training stays out without the development pictures."""

from __future__ import annotations

import csv
import hashlib

import pytest
from PIL import Image

from training.pack import parts, write_part
from training.synthesis.sources import load_sources
from training.tests.drawn import drawn_picture

FIELDS = ("path", "domain", "format", "mask", "mask_kind", "ann", "sha1")


@pytest.fixture
def data(tmp_path):
    """Ten drawn photographs with object masks; the last of them is also a development picture."""
    root = tmp_path / "data"
    (root / "train" / "objmask" / "masks").mkdir(parents=True)
    (root / "dev" / "set" / "images").mkdir(parents=True)
    rows = []
    for number in range(10):
        source = drawn_picture("natural", number)
        picture = Image.fromarray(source.rgb.permute(1, 2, 0).numpy())
        path, mask = f"objmask/p{number}.jpg", f"objmask/masks/p{number}.png"
        picture.save(root / "train" / path, quality=90)
        Image.fromarray(source.objects.numpy()).save(root / "train" / mask)
        digest = hashlib.sha1(str(number).encode()).hexdigest()[:-1] + "1"
        rows.append(dict(zip(FIELDS, (path, "objmask", "jpg", mask, "label_ids", "", digest))))
    picture.save(root / "dev" / "set" / "images" / "x.png")
    with open(root / "train" / "MANIFEST.csv", "w", newline="") as handle:
        writer = csv.DictWriter(handle, FIELDS)
        writer.writeheader()
        writer.writerows(rows)
    return root


def test_parts_make_the_folder_again(data, tmp_path):
    found = parts(data, 30_000)
    assert len(found) > 2
    whole = load_sources(data, "train")
    for files in found:
        write_part(data, tmp_path / "out", files)
    again = load_sources(tmp_path / "out", "train")
    assert [source.name for source in again.objects] == [source.name for source in whole.objects]
    assert "objmask/p9.jpg" not in {source.name for source in again.objects} and len(again.objects) >= 5


def test_without_development_hashes_nothing_is_loaded(data):
    (data / "dev").rename(data / "elsewhere")
    with pytest.raises(FileNotFoundError, match="kept out of training"):
        load_sources(data, "train")
