"""Sets for calibration: twins of one chain, files as found left alone, the same files every time, validation pictures only."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
import torch
from PIL import Image
from scipy import ndimage

from training import calibration_set
from training.synthesis.sources import Source, load_sources
from training.tests.drawn import drawn_picture, drawn_store, write_data

CAMERA = "objmask/p2.jpg"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    root = tmp_path_factory.mktemp("data")
    write_data(root)
    path = root / "train" / CAMERA
    with Image.open(path) as picture:
        exif = Image.Exif()
        exif[0x010F], exif[0x0110] = "Acme", "M1"
        picture.save(path, quality=93, subsampling="4:2:2", exif=exif)
    store = load_sources(root, "validation")
    folders = []
    for name in ("one", "two"):
        folders.append(tmp_path_factory.mktemp("out") / name)
        calibration_set.write_sets(store, root, folders[-1])
    return root, store, folders


def rows(folder):
    with open(folder / "manifest.csv", newline="") as handle:
        return list(csv.DictReader(handle))


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_same_store_same_files(written):
    _, _, (one, two) = written
    assert files(one) == files(two)
    assert set(json.loads((one / "descriptions.json").read_text())) == {"shared", "as-found"}


def test_only_validation_pictures_and_every_one_of_them_twice(written):
    _, store, (one, _) = written
    names = sorted(source.name for pool in store.by_domain.values() for source in pool)
    assert len(names) == 4 and all(name.endswith("p2.jpg") for name in names)
    listed = rows(one / "shared")
    assert {row["source"] for row in listed} == {"documents-p2", "faces-p2", "objmask-p2", "scenetext-p2"} and len(listed) == 8
    assert {path.name for path in (one / "shared" / "images").iterdir()} == {f"{row['source']}.jpg" for row in listed}
    assert {row["operation"] == "none" for row in listed} == {True, False}
    assert all((row["image"].startswith("authentic/")) == (row["operation"] == "none") for row in listed)


def test_twins_of_the_sharing_chain_differ_where_the_mask_says(written):
    _, store, _ = written
    for pool in store.by_domain.values():
        for source in pool:
            altered = calibration_set.alter(calibration_set.Dice(4, 5), store, source)
            untouched = source.rgb.permute(1, 2, 0).numpy()
            assert altered.mask.shape == untouched.shape[:2] and altered.mask.sum() >= calibration_set.LEAST_ALTERED
            difference = np.abs(altered.rgb.astype(int) - untouched.astype(int)).sum(2)
            near = ndimage.binary_dilation(altered.mask, iterations=12)
            if altered.operation != "face-blend":
                assert difference[~near].max(initial=0) == 0
            assert difference[altered.mask].mean() > 0


def test_shared_files_are_those_of_a_network(tmp_path):
    rng = np.random.default_rng(3)
    picture = rng.integers(0, 256, (1500, 2100, 3), dtype=np.uint8)
    sizes = set()
    for seed in range(6):
        versions = calibration_set.share(calibration_set.Dice(seed), [picture, picture.copy()])
        assert versions[0] == versions[1]
        path = tmp_path / "s.jpg"
        path.write_bytes(versions[0])
        with Image.open(path) as saved:
            assert "exif" not in saved.info and saved.size[0] in calibration_set.SHARED_SIDES
            assert calibration_set.JpegImagePlugin.get_sampling(saved) == 2
            sizes.add(saved.size)
    assert len(sizes) > 1
    small = calibration_set.share(calibration_set.Dice(1), [picture[:200, :300]])[0]
    path.write_bytes(small)
    with Image.open(path) as saved:
        assert saved.size == (300, 200)


def test_files_as_found_are_left_alone_and_their_twins_look_like_them(written):
    root, _, (one, _) = written
    folder = one / "as-found"
    kinds = {row["class"] for row in rows(folder)}
    assert kinds == {"camera_original", "scan"}
    original = (root / "train" / CAMERA).read_bytes()
    twin = calibration_set.save_like(root / "train" / CAMERA, np.full((208, 224, 3), 90, np.uint8))
    (one / "twin.jpg").write_bytes(twin)
    with Image.open(root / "train" / CAMERA) as first, Image.open(one / "twin.jpg") as second:
        assert first.quantization == second.quantization and first.info["exif"] == second.info["exif"]
        assert calibration_set.JpegImagePlugin.get_sampling(second) == 1
    assert (folder / "authentic" / "objmask-p2.jpg").read_bytes() == original
    with Image.open(folder / "images" / "objmask-p2.jpg") as image, Image.open(folder / "masks" / "objmask-p2.png") as mask:
        assert image.size == mask.size


def test_a_full_folder_is_not_written_into(tmp_path, monkeypatch):
    (tmp_path / "mine.txt").write_text("kept")
    monkeypatch.setattr("sys.argv", ["calibration_set", "--data", "nowhere", "--out", str(tmp_path)])
    with pytest.raises(SystemExit):
        calibration_set.main()
    assert (tmp_path / "mine.txt").read_text() == "kept"


def test_screens_stay_as_they_are_and_their_twins_are_altered_where_the_mask_says(written, tmp_path):
    root, store, (one, _) = written
    screens = tmp_path / "screens"
    screens.mkdir()
    for number in range(3):
        page = drawn_picture("document", number, 512, 384)
        Image.fromarray(page.rgb.permute(1, 2, 0).numpy()).save(screens / f"s{number}.png")
    folder = tmp_path / "out"
    calibration_set.write_sets(store, root, folder, screens)
    assert set(json.loads((folder / "descriptions.json").read_text())) == {"shared", "as-found", "screens"}
    # The other sets are the same with and without.
    assert files(folder / "shared") == files(one / "shared")
    listed = rows(folder / "screens")
    assert len(listed) == 6 and {row["class"] for row in listed} == {"screenshot"}
    for number in range(3):
        assert (folder / "screens" / "authentic" / f"s{number}.png").read_bytes() == (screens / f"s{number}.png").read_bytes()
        with Image.open(screens / f"s{number}.png") as before, Image.open(folder / "screens" / "images" / f"s{number}.png") as after, Image.open(folder / "screens" / "masks" / f"s{number}.png") as mask:
            change = np.abs(np.asarray(before).astype(int) - np.asarray(after).astype(int)).max(2)
            inside = np.asarray(mask) > 127
        assert (change[inside] > 4).sum() >= calibration_set.LEAST_ALTERED
        assert change[~ndimage.binary_dilation(inside, iterations=12)].max() == 0


def test_what_changes_nothing_is_no_alteration():
    empty = Source("empty", "document", torch.full((3, 128, 128), 250, dtype=torch.uint8), was_jpeg=False)
    with pytest.raises(ValueError, match="nothing can be altered"):
        calibration_set.alter(calibration_set.Dice(1), drawn_store(), empty, {"text": 1.0, "digit-swap": 1.0})
    store = drawn_store()
    for seed in range(5):
        altered = calibration_set.alter(calibration_set.Dice(seed), store, empty, {"copy-move": 0.5, "text-insert": 0.5})
        assert (np.abs(altered.rgb.astype(int) - 250).max(2)[altered.mask] > 4).sum() >= calibration_set.LEAST_ALTERED
