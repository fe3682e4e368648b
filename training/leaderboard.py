"""Rows of resources/models/LEADERBOARD.md, kept as data and rendered: every model ever compared, the untrained network and the baselines.

  python -m training.leaderboard add --name "omni-nano 2026.11.21" --kind network --app RESULTS_DIR      # <set>.json files of `palimpsest evaluate`
  python -m training.leaderboard add --name ela --kind baseline --python result.json --method ela        # output of training.evaluate
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

SETS = ("natural", "document", "face", "scenetext", "imd2020", "misd", "casia2", "comofod")
DATA = Path("resources/models/leaderboard.json")
PAGE = Path("resources/models/LEADERBOARD.md")

INTRODUCTION = """# Leaderboard

Written by `python -m training.leaderboard` from `leaderboard.json`; see `training/README.md`. A network takes the place of the shipped one only when it is better over all pictures of validation and over all of the development sets (`evaluate --compare`).

* **natural, document, face, scenetext**: synthetic validation, 48 crops of 256x256 a domain as JPEG and PNG files, from pictures that were never trained on, altered by the project's own synthesis.
* **imd2020** (23 altered), **misd** (80, and 80 authentic), **casia2** (10), **comofod** (6, and 6 authentic): real edits. Used for looking and for choosing between models, so their figures are
  optimistic for whatever was chosen by them; no network was trained on them. MISD truth masks are loose polygons.
* Threshold .5 everywhere, never the best one. F1 and IoU are means over altered pictures. In brackets: 95 % bootstrap interval over pictures. False area: mean share of an authentic picture marked.
* Networks and classical methods (`src/engine/signals/`) are measured through the app (`palimpsest evaluate`, `--methods all`: file bytes, tiles, exported file). A method that does not apply to a picture counts as a map that marks nothing.
  Constants of the methods were set on training pictures; `training/baselines.py` has three of them a second time, in Python.
"""


def cell(row: dict | None) -> str:
    if row is None:
        return "-"
    low, high = row["interval"]
    return f"{row['f1']:.3f} [{low:.2f}, {high:.2f}]"


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def render(rows: list[dict]) -> str:
    lines = [INTRODUCTION, "## F1 at .5", "", "| method | " + " | ".join(SETS) + " |", "|---" * (len(SETS) + 1) + "|"]
    for row in rows:
        lines.append(f"| {row['name']} | " + " | ".join(cell(row["sets"].get(name)) for name in SETS) + " |")
    for title, key in (("IoU at .5", "iou"), ("Image AUC (altered against authentic of the same set)", "auc"), ("False area on authentic pictures", "false_area")):
        lines += ["", f"## {title}", "", "| method | " + " | ".join(SETS) + " |", "|---" * (len(SETS) + 1) + "|"]
        for row in rows:
            lines.append(f"| {row['name']} | " + " | ".join(number((row["sets"].get(name) or {}).get(key)) for name in SETS) + " |")
    notes = [f"* **{row['name']}**: {row['note']}" for row in rows if row.get("note")]
    return "\n".join(lines + ["", "## Notes", "", *notes]) + "\n"


def finite(value: float | None) -> float | None:
    return None if value is None or value != value else round(value, 4)


def from_app(folder: Path) -> dict:
    sets = {}
    for name in SETS:
        path = folder / f"{name}.json"
        if path.exists():
            found = json.loads(path.read_text())
            found = found.get("summary", found)
            sets[name] = {
                "f1": round(found["f1"]["value"], 4),
                "interval": [round(found["f1"]["low"], 4), round(found["f1"]["high"], 4)],
                "iou": round(found["iou"]["value"], 4),
                "auc": finite(found["imageAuc"]["value"]),
                "false_area": finite(found["falsePositiveArea"]["value"]) if found["untouched"] else None,
            }
    return sets


def from_python(path: Path, method: str) -> dict:
    sets = {}
    for result in json.loads(path.read_text()):
        found = result["methods"][method]
        sets[result["set"]] = {
            "f1": round(found["f1"], 4),
            "interval": [round(value, 4) for value in found["f1_interval"]],
            "iou": round(found["iou"], 4),
            "auc": finite(found["image_auc"]),
            "false_area": finite(found["false_positive_area"]),
        }
    return sets


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("add", "render"))
    parser.add_argument("--name")
    parser.add_argument("--kind", choices=("network", "untrained", "baseline"), default="network")
    parser.add_argument("--note", default="")
    parser.add_argument("--app", type=Path)
    parser.add_argument("--python", type=Path)
    parser.add_argument("--method", default="network")
    options = parser.parse_args()
    rows = json.loads(DATA.read_text()) if DATA.exists() else []
    if options.command == "add":
        sets = from_app(options.app) if options.app else from_python(options.python, options.method)
        if not options.name or not sets:
            parser.error("add needs --name and results of at least one set")
        previous = next((row for row in rows if row["name"] == options.name), None)
        row = {"name": options.name, "kind": options.kind, "note": options.note or (previous or {}).get("note", ""), "sets": {**(previous or {}).get("sets", {}), **sets}}
        rows = [row if other is previous else other for other in rows] if previous else rows + [row]
        rows.sort(key=lambda one: ("network", "untrained", "baseline").index(one["kind"]))
    DATA.write_text(json.dumps(rows, indent=1) + "\n")
    PAGE.write_text(render(rows))


if __name__ == "__main__":
    main()
