"""DocTamper's LMDB folders as pictures, masks and qualities that `palimpsest evaluate` reads (layout doctamper).

    python -m training.unpack_doctamper DocTamperV1-FCD OUT [--limit 100] [--qualities pks/DocTamperV1-FCD_75.pk]

writes OUT/images/000000000.jpg (the bytes as they are stored), OUT/masks/000000000.png (0 or 255) and OUT/qualities.json:
`{"format": "palimpsest-doctamper-1", "pictures": {"000000000": [88, 93]}}`, the JPEG qualities of the published evaluation, oldest save first; without
--qualities there are none in it. The database (keys image-%09d, label-%09d, num-samples) is that of qcf-568/DocTamper, Qu et al., CVPR 2023: not ours to
share, and for research only. Its pickles are read by an unpickler that builds dicts, lists, whole numbers and integer arrays and refuses everything else.
"""

from __future__ import annotations

import argparse
import io
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

FORMAT = "palimpsest-doctamper-1"
LARGEST_PICKLE = 64 << 20
ENDINGS = {"JPEG": ".jpg", "PNG": ".png"}
_INTEGER_TYPES = {f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)}


class UnsafePickle(ValueError):
    """A pickle that would do more than hold whole numbers."""


class _Dtype:
    """Stands in for numpy.dtype while unpickling: holds the name of an integer type and the byte order, runs nothing."""

    def __init__(self, name: object = None, _align: object = False, _copy: object = False) -> None:
        if name not in _INTEGER_TYPES:
            raise UnsafePickle(f"an array of type {str(name)[:40]!r} is refused; only whole numbers are read")
        self.name = str(name)
        self.order = "<"

    def __setstate__(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) < 2 or state[1] not in ("<", ">", "|", "="):
            raise UnsafePickle("the description of an array's type is not that of plain whole numbers")
        if any(part is not None for part in state[2:5]):
            raise UnsafePickle("a structured array is refused; only whole numbers are read")
        self.order = str(state[1])

    def real(self) -> np.dtype:
        return np.dtype(self.order.replace("|", "") + self.name)


class _Array:
    """Stands in for numpy.ndarray: takes shape, type and bytes, and becomes a list of whole numbers."""

    def __init__(self) -> None:
        self.values: list[int] | None = None

    def __setstate__(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) != 5:
            raise UnsafePickle("an array is not stored as numpy stores one")
        _version, shape, dtype, _fortran, data = state
        self.values = _numbers(data, dtype, shape)


def _numbers(data: object, dtype: object, shape: object) -> list[int]:
    """Whole numbers of an array's bytes."""
    if not isinstance(dtype, _Dtype) or not isinstance(data, (bytes, bytearray)) or not isinstance(shape, tuple):
        raise UnsafePickle("an array is not one of whole numbers")
    count = 1
    for side in shape:
        if not isinstance(side, int) or isinstance(side, bool) or side < 0:
            raise UnsafePickle("an array has an impossible shape")
        count *= side
    real = dtype.real()
    if count * real.itemsize != len(data):
        raise UnsafePickle("an array has other bytes than its shape says")
    return [int(value) for value in np.frombuffer(bytes(data), dtype=real)]


class _Standin:
    """One allowed name of a pickle: can be called with what follows it, and cannot be given a state (a class or a function could)."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[..., object]) -> None:
        self._make = make

    def __call__(self, *arguments: object) -> object:
        return self._make(*arguments)

    def __setstate__(self, _state: object) -> None:
        raise UnsafePickle("the pickle changes what it may only use")


def _not_called(*_arguments: object) -> object:
    raise UnsafePickle("an array is not stored as numpy stores one")


_ARRAY_TYPE = _Standin(_not_called)


def _reconstruct(*arguments: object) -> _Array:
    if len(arguments) != 3 or arguments[0] is not _ARRAY_TYPE:
        raise UnsafePickle("an array of another class is refused")
    return _Array()


def _from_buffer(*arguments: object) -> list[int]:
    """What protocol 5 makes of an array: buffer, type, shape, order."""
    if len(arguments) not in (4, 5):
        raise UnsafePickle("an array is not stored as numpy stores one")
    return _numbers(*arguments[:3])


def _scalar(dtype: object, data: object) -> int:
    if not isinstance(dtype, _Dtype) or not isinstance(data, bytes) or len(data) != dtype.real().itemsize:
        raise UnsafePickle("a number is not a whole number")
    return int(np.frombuffer(data, dtype=dtype.real())[0])


def _latin1_bytes(text: object, encoding: object) -> bytes:
    """What protocol 2 makes of bytes: `_codecs.encode(text, 'latin1')`."""
    if not isinstance(text, str) or encoding != "latin1":
        raise UnsafePickle("bytes are not stored as Python 2 pickles store them")
    return text.encode("latin1")


_ALLOWED = {
    ("numpy", "dtype"): _Standin(_Dtype),
    ("numpy", "ndarray"): _ARRAY_TYPE,
    ("_codecs", "encode"): _Standin(_latin1_bytes),
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _Standin(_reconstruct) for core in ("core", "_core")},
    **{(f"numpy.{core}.numeric", "_frombuffer"): _Standin(_from_buffer) for core in ("core", "_core")},
    **{(f"numpy.{core}.multiarray", "scalar"): _Standin(_scalar) for core in ("core", "_core")},
}


class _PlainUnpickler(pickle.Unpickler):
    """Knows six names, each bound to a stand-in above; every other one is refused before anything is imported."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) not in _ALLOWED:
            raise UnsafePickle(f"the pickle asks for {module}.{name}, which a list of qualities does not need; it was not run")
        return _ALLOWED[(module, name)]

    def persistent_load(self, _pid: object) -> object:
        raise UnsafePickle("the pickle refers to objects outside of itself")


def read_qualities(path: Path) -> dict[int, list[int]]:
    """Qualities by picture number, oldest save first, 1 to 3 of 1..100 each. Raises UnsafePickle for anything that is not that."""
    if path.stat().st_size > LARGEST_PICKLE:
        raise UnsafePickle(f"{path.name} is larger than any published list of qualities")
    try:
        value = _PlainUnpickler(io.BytesIO(path.read_bytes())).load()
    except UnsafePickle:
        raise
    except Exception as error:  # whatever a damaged pickle makes the unpickler raise
        raise UnsafePickle(f"{path.name} cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise UnsafePickle(f"{path.name} is no dict of pictures")
    return {_whole(index): _saves(saves, index) for index, saves in value.items()}


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnsafePickle(f"{str(value)[:40]!r} is no whole number")
    return value


def _saves(value: object, index: object) -> list[int]:
    listed = value.values if isinstance(value, _Array) else value
    if not isinstance(listed, (list, tuple)):
        raise UnsafePickle(f"picture {index} has no list of qualities")
    saves = [_whole(quality) for quality in listed]
    if not 1 <= len(saves) <= 3 or not all(1 <= quality <= 100 for quality in saves):
        raise UnsafePickle(f"picture {index} has not one to three qualities of 1 to 100")
    return saves


def unpack(database: Path, out: Path, limit: int | None = None, qualities: Path | None = None) -> tuple[int, list[str]]:
    """Write the pictures of an LMDB folder. Returns how many, and what was left out and why. Raises ValueError where the folder is no such database."""
    try:
        import lmdb
    except ImportError as error:
        raise SystemExit("The package lmdb is missing: install training/requirements.txt.") from error
    if not (database / "data.mdb").is_file():
        raise ValueError(f"{database} holds no data.mdb. Name the folder of one part, such as DocTamperV1-FCD.")
    if (out / "qualities.json").exists() or any((out / "images").glob("*")):
        raise ValueError(f"{out} holds an unpacked set already. Name another folder, or delete it first.")
    saves = {} if qualities is None else read_qualities(qualities)
    left_out: list[str] = []
    listed: dict[str, list[int]] = {}
    written = 0
    (out / "images").mkdir(parents=True, exist_ok=True)
    (out / "masks").mkdir(exist_ok=True)
    with lmdb.open(str(database), readonly=True, lock=False, readahead=False, meminit=False) as environment, environment.begin() as transaction:
        stored = transaction.get(b"num-samples")
        if stored is None:
            raise ValueError(f"{database} has no key num-samples, as DocTamper's databases have.")
        for index in range(min(int(stored), int(stored) if limit is None else limit)):
            name = f"{index:09d}"
            problem = _write_one(out, name, transaction.get(b"image-" + name.encode()), transaction.get(b"label-" + name.encode()))
            if problem is not None:
                left_out.append(f"{name}: {problem}")
                continue
            written += 1
            if index in saves:
                listed[name] = saves[index]
            elif qualities is not None:
                left_out.append(f"{name}: no qualities in {qualities.name}; written without")
    (out / "qualities.json").write_text(json.dumps({"format": FORMAT, "source": database.name, "qualities": None if qualities is None else qualities.name, "pictures": listed}), encoding="utf-8")
    return written, left_out


def _write_one(out: Path, name: str, picture: bytes | None, label: bytes | None) -> str | None:
    """Write one picture and its mask; says why not where that cannot be done."""
    if picture is None or label is None:
        return "no picture in the database" if picture is None else "no label in the database"
    try:
        with Image.open(io.BytesIO(picture), formats=tuple(ENDINGS)) as opened:
            ending, size = ENDINGS[str(opened.format)], opened.size
        with Image.open(io.BytesIO(label), formats=tuple(ENDINGS)) as opened:
            marked = np.asarray(opened.convert("L")) != 0
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        return f"cannot be decoded ({error})"
    if marked.shape != (size[1], size[0]):
        return f"picture of {size[0]} x {size[1]} with a label of {marked.shape[1]} x {marked.shape[0]}"
    (out / "images" / f"{name}{ending}").write_bytes(picture)
    Image.fromarray(np.where(marked, 255, 0).astype(np.uint8)).save(out / "masks" / f"{name}.png")
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", type=Path, help="folder with data.mdb")
    parser.add_argument("out", type=Path)
    parser.add_argument("--limit", type=int, help="only the first so many pictures")
    parser.add_argument("--qualities", type=Path, help="pks/<set>_75.pk of qcf-568/DocTamper")
    options = parser.parse_args()
    try:
        written, left_out = unpack(options.database, options.out, options.limit, options.qualities)
    except ValueError as error:
        raise SystemExit(str(error)) from error
    for line in left_out:
        print(line)
    print(f"{options.out}: {written} pictures, {len(left_out)} remarks")


if __name__ == "__main__":
    main()
