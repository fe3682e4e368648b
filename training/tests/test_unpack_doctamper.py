"""Unpacking DocTamper: a database in the published form comes out as pictures, masks and qualities; a pickle that would do anything is refused."""

from __future__ import annotations

import io
import json
import os
import pickle

import numpy as np
import pytest
from PIL import Image

from training.unpack_doctamper import UnsafePickle, read_qualities, unpack

lmdb = pytest.importorskip("lmdb", reason="the package lmdb is not installed: DocTamper's databases cannot be made or read")


def _encoded(array: np.ndarray, kind: str) -> bytes:
    handle = io.BytesIO()
    Image.fromarray(array).save(handle, kind)
    return handle.getvalue()


@pytest.fixture
def database(tmp_path):
    """Four samples: a JPEG with a 0/1 label, a PNG with a 0/255 one, one with a label of another size, one without a label."""
    folder = tmp_path / "DocTamperV1 FCD ü"
    page = np.random.default_rng(1).integers(0, 255, (24, 32, 3), dtype=np.uint8)
    mark = np.zeros((24, 32), dtype=np.uint8)
    mark[6:12, 8:16] = 1
    with lmdb.open(str(folder), map_size=1 << 24) as environment, environment.begin(write=True) as transaction:
        transaction.put(b"num-samples", b"4")
        for index, (picture, label) in enumerate([("JPEG", mark), ("PNG", mark * 255), ("JPEG", mark[:, :16]), ("JPEG", None)]):
            transaction.put(b"image-%09d" % index, _encoded(page, picture))
            if label is not None:
                transaction.put(b"label-%09d" % index, _encoded(label, "PNG"))
    return folder


def _pickled(path, value, protocol=2):
    path.write_bytes(pickle.dumps(value, protocol))
    return path


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_unpacks_pictures_masks_and_qualities(database, tmp_path, protocol):
    record = {0: np.array([88, 93, 76]), 1: np.array([90], dtype=np.int32), 3: [75, 80]}
    written, left_out = unpack(database, tmp_path / "out", qualities=_pickled(tmp_path / "q.pk", record, protocol))
    assert written == 2
    assert [line[:9] for line in left_out] == ["000000002", "000000003"]
    content = json.loads((tmp_path / "out" / "qualities.json").read_text())
    assert content["format"] == "palimpsest-doctamper-1"
    assert content["pictures"] == {"000000000": [88, 93, 76], "000000001": [90]}
    assert sorted(path.name for path in (tmp_path / "out" / "images").iterdir()) == ["000000000.jpg", "000000001.png"]
    for name in ("000000000", "000000001"):
        mask = np.asarray(Image.open(tmp_path / "out" / "masks" / f"{name}.png"))
        assert set(np.unique(mask)) == {0, 255}
        assert (mask == 255).sum() == 48 and (mask[6:12, 8:16] == 255).all()
    with lmdb.open(str(database), readonly=True, lock=False) as environment, environment.begin() as transaction:
        assert (tmp_path / "out" / "images" / "000000000.jpg").read_bytes() == transaction.get(b"image-000000000")


def test_limit_and_refusals(database, tmp_path):
    assert unpack(database, tmp_path / "one", limit=1) == (1, [])
    assert json.loads((tmp_path / "one" / "qualities.json").read_text())["pictures"] == {}
    with pytest.raises(ValueError, match="already"):
        unpack(database, tmp_path / "one")
    with pytest.raises(ValueError, match="data.mdb"):
        unpack(tmp_path, tmp_path / "none")


class _Runs:
    def __init__(self, call, *arguments):
        self.parts = (call, arguments)

    def __reduce__(self):
        return self.parts


@pytest.mark.parametrize(
    "value",
    [
        {0: _Runs(os.system, "touch ran")},
        {0: _Runs(eval, "open('ran', 'w')")},
        {0: _Runs(np.load, "ran")},
        {0: np.array([object()], dtype=object)},
        {0: np.array([80.5])},
        {0: np.array([(1, 2)], dtype=[("a", "i4"), ("b", "i4")])},
        {0: [80.0]},
        {0: [True]},
        {0: []},
        {0: [80, 81, 82, 83]},
        {0: [0]},
        {"0": [80]},
        {0: "80"},
        [80],
        np.array([80]),
        _Runs(np.dtype, "O"),
    ],
)
@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_refuses_whatever_is_no_list_of_qualities(value, protocol, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnsafePickle):
        read_qualities(_pickled(tmp_path / "bad.pk", value, protocol))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("content", [b"", b"\x80", b"garbage", b"\x80\x02}q\x00.extra"[:4], b"cnumpy\ndtype\n}S'_make'\nNsb.", b"cnumpy\nndarray\n(tR.", b"c_codecs\nencode\n(S'a'\nS'utf-7'\ntR."])
def test_damaged_or_crafted_pickles_are_refused(content, tmp_path):
    path = tmp_path / "bad.pk"
    path.write_bytes(content)
    with pytest.raises(UnsafePickle):
        read_qualities(path)
