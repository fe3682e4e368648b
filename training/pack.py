"""Training pictures in parts that can be carried to another machine: `python -m training.pack DATA OUT --mebibytes 48 --part 0`.

Every part holds whole files, byte for byte (their JPEG history is what training is about), with masks and annotations, the whole manifest and the
hashes of the development pictures. Unpacked over each other the parts are the training folder again; `train` takes what is there.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
from pathlib import Path

from .synthesis.sources import development_hashes


def parts(root: Path, limit: int) -> list[list[str]]:
    """Paths below `root`/train in parts of at most `limit` bytes, domains mixed: rows in the order of their SHA-1."""
    with open(root / "train" / "MANIFEST.csv", newline="") as handle:
        rows = sorted(csv.DictReader(handle), key=lambda row: row["sha1"])
    found: list[list[str]] = [[]]
    size = 0
    for row in rows:
        files = [row[key] for key in ("path", "mask", "ann") if row[key]]
        weight = sum((root / "train" / name).stat().st_size for name in files)
        if size + weight > limit and found[-1]:
            found.append([])
            size = 0
        found[-1] += files
        size += weight
    return found


def write_part(root: Path, out: Path, files: list[str]) -> None:
    for name in files:
        target = out / "train" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "train" / name, target)
    shutil.copyfile(root / "train" / "MANIFEST.csv", out / "train" / "MANIFEST.csv")
    (out / "dev-hashes.json").write_text(json.dumps([f"{value:016x}" for value in development_hashes(root)]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, help="an ignored folder of the repository, for instance training/cache/part")
    parser.add_argument("--mebibytes", type=float, default=48)
    parser.add_argument("--part", type=int, default=0)
    options = parser.parse_args()
    found = parts(options.data, int(options.mebibytes * 2**20))
    write_part(options.data, options.out, found[options.part])
    print(f"part {options.part} of {len(found)}: {len(found[options.part])} files")


if __name__ == "__main__":
    main()
