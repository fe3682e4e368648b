"""Synthesis: every sample is consistent by construction, reproducible, and altered only where its mask says so."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from training.evaluate import _write_sample
from training.jpeg import clip_for_network
from training.picture import load_picture
from training.synthesis.dice import Dice
from training.synthesis.operations import MIXTURE, OPERATIONS, Host
from training.synthesis.sample import SynthesisConfig, component_boxes, continued, make_batch
from training.synthesis.chain import innocent
from training.synthesis.shapes import random_shape, superpixels
from training.synthesis.forgery import SCREEN_MIXTURE
from training.synthesis.sources import DOMAINS, SourceStore, difference_hash
from training.synthesis.text import find_words
from training.tests.drawn import drawn_picture, drawn_store


@pytest.fixture(scope="module")
def store():
    return drawn_store()


def test_batch_has_the_promised_shapes_and_ranges(store):
    batch = make_batch(store, SynthesisConfig(), 3, 7, 24, 96)
    assert batch["rgb"].shape == (24, 3, 96, 96) and batch["rgb"].dtype == torch.uint8
    assert batch["dct"].shape == (24, 1, 96, 96) and int(batch["dct"].max()) <= 20
    assert batch["qt"].shape == (24, 64) and int(batch["qt"].min()) >= 1
    assert set(batch["mask"].unique().tolist()) <= {0.0, 1.0}
    for mask, altered, name, boxes in zip(batch["mask"], batch["altered"], batch["operation"], batch["boxes"]):
        assert bool(mask.any()) == bool(altered) == (name != "none")
        assert boxes.shape[1:] == (4,) and (len(boxes) == 0 or bool((boxes[:, 2:] > boxes[:, :2]).all()))
    assert 0 < float(batch["altered"].mean()) < 1


def test_batch_is_a_function_of_seed_and_step(store):
    first, again, other = (make_batch(store, SynthesisConfig(), 5, step, 8, 64) for step in (2, 2, 3))
    for key in ("rgb", "dct", "qt", "mask", "grid_valid"):
        assert torch.equal(first[key], again[key])
    assert not torch.equal(first["rgb"], other["rgb"])


@pytest.mark.parametrize("domain", DOMAINS)
def test_written_files_hold_exactly_the_samples(store, domain, tmp_path):
    batch = make_batch(store, SynthesisConfig(), 11, 0, 16, 64, domain, unsaved=True)
    for name in ("images", "masks", "authentic"):
        (tmp_path / name).mkdir()
    kinds = set()
    for item in range(16):
        _write_sample(batch, item, tmp_path, f"s{item:02d}")
        (path,) = [path for folder in ("images", "authentic") for path in (tmp_path / folder).glob(f"s{item:02d}.*")]
        picture = load_picture(path)
        kinds.add(picture.is_jpeg)
        assert picture.is_jpeg == bool(batch["jpeg"][item])
        assert np.array_equal(picture.table, batch["qt"][item].numpy())
        assert np.array_equal(clip_for_network(torch.from_numpy(picture.coefficients)).numpy(), batch["dct"][item, 0].numpy())
        assert np.array_equal(picture.rgb, batch["rgb"][item].permute(1, 2, 0).numpy())
    assert kinds == {True, False}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_operation_changes_the_region_and_little_else(store, name):
    domain = next(domain for domain in DOMAINS if name in MIXTURE[domain])
    done = 0
    for number in range(6):
        dice = Dice(41, number)
        source = drawn_picture(domain, number % 3)
        picture = source.rgb[:, :160, :160].float()
        boxes = [box for box in source.boxes if box[2] <= 160 and box[3] <= 160]
        altered = OPERATIONS[name](dice, Host(picture, source, domain, boxes), store)
        if altered is None:
            continue
        done += 1
        change = (altered.picture - picture).abs().amax(0)
        inside = altered.mask > 0.5
        assert inside.any()
        far = torch.nn.functional.max_pool2d(altered.mask[None, None], 41, 1, 20)[0, 0] < 0.5
        assert float(change[inside].mean()) > 0
        if far.any():
            assert float(change[far].max()) < 1.0
    assert done >= 3


def test_shapes_are_regions_of_sensible_size():
    sizes = [float(random_shape(Dice(1, number), 128, 0.01, 0.4).mean()) for number in range(40)]
    assert 24 / 128**2 <= min(sizes) and max(sizes) <= 0.85 and np.std(sizes) > 0.02


def test_superpixels_follow_the_picture():
    """The border of the region lies on edges of the picture more often than the picture has edges."""
    picture = torch.full((3, 128, 128), 60.0)
    picture[:, :, 64:] = 200.0
    crossings = []
    for number in range(12):
        mask = superpixels(Dice(2, number), picture)
        assert 0 < float(mask.mean()) < 0.9
        rows = (mask[:, 63] != mask[:, 64]).sum()
        elsewhere = (mask[:, 31] != mask[:, 32]).sum()
        crossings.append((int(rows), int(elsewhere)))
    assert sum(on for on, _ in crossings) > 3 * sum(off for _, off in crossings)


def test_captions_stay_out_of_text_domains():
    page = drawn_picture("document", 0).rgb.float()[:, :160, :160]
    changed = {on: sum(not torch.equal(innocent(Dice(8, number), page, on), page) for number in range(300)) for on in (True, False)}
    assert changed[True] > changed[False] > 0


def test_words_are_found_on_a_page_and_not_on_a_gradient():
    page = drawn_picture("document", 0).rgb.float()
    assert len(find_words(page)) >= 8
    ramp = torch.linspace(60, 200, 160).expand(3, 160, 160).contiguous()
    assert find_words(ramp) == []


def test_component_boxes_are_tight_and_8_connected():
    mask = torch.zeros(64, 64)
    mask[4:12, 4:12] = 1
    mask[12:20, 12:20] = 1
    mask[40:42, 40:42] = 1
    boxes = component_boxes(mask)
    assert boxes.shape == (1, 4)
    assert (boxes[0] - torch.tensor([4.0, 4.0, 20.0, 20.0])).abs().max() <= 1


def test_untouched_and_altered_samples_share_the_chain(store):
    """The share of JPEG and of aligned grids must not tell the classes apart."""
    rows = [make_batch(store, SynthesisConfig(untouched=0.5), 9, step, 32, 32, "natural") for step in range(12)]
    jpeg = torch.cat([row["qt"].amax(1) > 1 for row in rows]).float()
    altered = torch.cat([row["altered"] for row in rows]) > 0.5
    assert abs(float(jpeg[altered].mean()) - float(jpeg[~altered].mean())) < 0.15


def test_difference_hash_survives_a_save_and_tells_pictures_apart():
    picture = Image.fromarray(drawn_picture("natural", 1).rgb.permute(1, 2, 0).numpy())
    other = Image.fromarray(drawn_picture("natural", 2).rgb.permute(1, 2, 0).numpy())
    saved = io.BytesIO()
    picture.save(saved, "JPEG", quality=70)
    near = (difference_hash(picture) ^ difference_hash(Image.open(saved).convert("RGB"))).bit_count()
    assert near <= 4 < (difference_hash(picture) ^ difference_hash(other)).bit_count()


def test_samples_of_screenshots_keep_their_pixels_but_for_the_edit(store):
    with pytest.raises(ValueError, match="screenshots"):
        make_batch(store, SynthesisConfig(screens=1.0), 3, 0, 8, 64)
    # A screen whose every pixel tells its place.
    down, across = np.mgrid[0:240, 0:250]
    screen = replace(drawn_picture("document", 9), rgb=torch.from_numpy(np.stack([down, across, (down ^ across) & 15]).astype(np.uint8)), was_jpeg=False)
    with_screen = SourceStore([source for pool in store.by_domain.values() for source in pool], [screen])
    batch = make_batch(with_screen, SynthesisConfig(screens=1.0, untouched=0.5), 3, 0, 32, 64)
    assert set(batch["operation"]) <= {"none", *SCREEN_MIXTURE, "text-copy", "text-splice", "text-retype", "text-erase", "text-jitter"}
    assert 4 < int(batch["altered"].sum()) < 28 and set(batch["domain"].tolist()) == {DOMAINS.index("document")}
    lossless = [index for index in range(32) if bool((batch["qt"][index] == 1).all())]
    assert len(lossless) > 16
    untouched = [index for index in lossless if not batch["mask"][index].any()]
    assert untouched
    for index in untouched:
        y, x, low = (plane.long() for plane in batch["rgb"][index])
        assert torch.equal(low, (y ^ x) & 15)
    # No draw of the other samples depends on there being screens.
    for key in ("rgb", "mask"):
        assert torch.equal(make_batch(store, SynthesisConfig(), 5, 2, 8, 64)[key], make_batch(with_screen, SynthesisConfig(), 5, 2, 8, 64)[key])


def test_a_picture_is_continued_as_the_app_does():
    pixels, coefficients = continued(20, 32)
    assert pixels.tolist() == [*range(20), 19, 19, 19, 19, 19, 19, 19, 19, 19, 18, 17, 16]
    assert coefficients.tolist() == [*range(24), *range(16, 24)]
    store = drawn_store()
    whole, ended = (make_batch(store, SynthesisConfig(padded=share, untouched=0.0), 3, 0, 8, 64) for share in (0.0, 1.0))
    assert not torch.equal(whole["rgb"], ended["rgb"])
    # The last block row or column repeats an earlier one, mirrored in pixels, in order in coefficients; the labels go with the pixels.
    strips = 0
    for axis in (-2, -1):
        rgb, dct, mask = (ended[name].transpose(axis, -1) for name in ("rgb", "dct", "mask"))
        for end in range(33, 57):
            start = -(-end // 8) * 8
            if torch.equal(rgb[..., start:start + 8], rgb[..., start - 8:start].flip(-1)) and torch.equal(dct[..., start:start + 8], dct[..., start - 8:start]):
                assert torch.equal(mask[..., start:start + 8], mask[..., start - 8:start].flip(-1))
                strips += 1
                break
    assert strips
