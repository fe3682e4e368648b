"""Forgers' edits: they alter what they say, and no more, and nothing of them reaches evaluation."""

from __future__ import annotations

import pytest
import torch

from training.synthesis.dice import Dice
from training.synthesis.forgery import FORGER_MIXTURE, FORGERIES, find_glyphs, forge, scanned
from training.synthesis.operations import Host
from training.synthesis.sample import SynthesisConfig, make_batch
from training.synthesis.text import find_words
from training.tests.drawn import drawn_store

SIZE = 160
SHARES = {name: domain for domain, mixture in FORGER_MIXTURE.items() for name in mixture}


def host_of(store, domain: str, seed: int) -> Host:
    source = store.pick(Dice(seed), domain)
    boxes = [box for box in source.boxes if box[2] <= SIZE and box[3] <= SIZE]
    return Host(source.rgb[:, :SIZE, :SIZE].float(), source, domain, boxes)


@pytest.mark.parametrize("name", sorted(FORGERIES))
def test_edit_alters_its_region_and_little_else(name):
    store = drawn_store()
    done = 0
    for seed in range(24):
        host = host_of(store, SHARES[name], seed)
        altered = FORGERIES[name](Dice(7, seed), host, store)
        if altered is None:
            continue
        done += 1
        assert altered.operation == name and altered.picture.shape == host.picture.shape and altered.mask.shape == (SIZE, SIZE)
        assert set(altered.mask.unique().tolist()) <= {0.0, 1.0} and 16 <= altered.mask.sum() < SIZE * SIZE
        change = (altered.picture - host.picture).abs().amax(0)
        assert change[altered.mask > 0].mean() > 0.3, seed
        # Soft edges reach a little over the mask; none of them carries far.
        assert change[altered.mask == 0].mean() < 0.12 * change[altered.mask > 0].mean() + 0.05, seed
    assert done >= 8


def test_every_domain_of_the_mixture_can_be_forged():
    store = drawn_store()
    for domain in FORGER_MIXTURE:
        assert sum(forge(Dice(3, seed), host_of(store, domain, seed), store) is not None for seed in range(12)) >= 10
    assert forge(Dice(1), host_of(store, "natural", 1), store) is None


def test_glyphs_are_single_characters_of_a_word():
    page = drawn_store().pick(Dice(1), "document").rgb.float()
    words = find_words(page)
    counts = [len(find_glyphs(page, word)) for word in words]
    assert max(counts) >= 3
    for word in words:
        for left, top, right, bottom in find_glyphs(page, word):
            assert word[0] <= left < right <= word[2] and word[1] <= top < bottom <= word[3]


def test_a_scanned_page_is_a_picture_of_the_same_page():
    page = drawn_store().pick(Dice(2), "document").rgb[:, :SIZE, :SIZE].float()
    changed = 0
    for seed in range(20):
        out = scanned(Dice(seed), page)
        assert out.shape == page.shape and 0 <= out.min() and out.max() <= 255
        changed += int(not torch.equal(out, page))
        # Ink stays ink: dark where the page is dark, light where it is light.
        ink = page.mean(0) < 100
        assert out.mean(0)[~ink].mean() > out.mean(0)[ink].mean() + 40
    assert changed >= 15


def test_only_the_asked_share_is_forged():
    store = drawn_store()
    names = lambda share, domain: make_batch(store, SynthesisConfig(untouched=0.0, forger=share), 5, 0, 24, 96, domain)["operation"]  # noqa: E731
    assert not set(names(0.0, "document")) & set(FORGERIES)
    assert sum(name in FORGERIES for name in names(1.0, "document")) >= 18
    assert not set(names(1.0, "natural")) & set(FORGERIES)
