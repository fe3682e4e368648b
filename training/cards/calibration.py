"""The error rates of calibration.json as a section of the model card: `python -m training.cards.calibration resources/models/omni-nano`.

Writes the section "Error rates" before "Export", or in the place of the one that is there. Nothing is measured here.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

HEAD = "## Error rates"
BEFORE = "## Export"
CLASS_WORDS = {"camera_original": "camera originals", "shared": "shared", "screenshot": "screenshots", "scan": "scans", "other": "other"}


def section(calibration: dict) -> str:
    """Markdown of the whole section, ending with an empty line."""
    validated = [one for one in calibration["classes"] if one["validated"]]
    without = [one for one in calibration["classes"] if not one["validated"] and one["class"] != "other"]
    lines = [HEAD, "", f"Of the image score, measured {calibration['madeOn']} with the app (docs/calibration.md says how). Counts of pictures, in brackets 95 % intervals (Clopper and Pearson).", ""]
    if validated:
        lines += ["| kind | flagged from | untouched flagged | altered flagged | clear below | altered called clear | inconclusive, untouched | inconclusive, altered |", "|---" * 8 + "|"]
        lines += [_row(one) for one in validated]
        lines.append("")
    for one in validated:
        ratio = one["likelihoodRatio"]
        if ratio is not None:
            lines.append(
                f"Likelihood ratios ({CLASS_WORDS[one['class']]}): {10 ** ratio['low']:.2f} to {10 ** ratio['high']:.2f}, Cllr {ratio['cllr']:.3f} bits on pictures left out of the fit "
                f"(1 is a score that says nothing), least possible {ratio['cllrLeast']:.3f}."
            )
        lines += [f"Set `{each['name']}` ({each['untouched']} untouched, {each['altered']} altered): {each['description']}." for each in one["sets"]] + [""]
    if without:
        counts = ", ".join(f"{CLASS_WORDS[one['class']]} ({one['untouched']} untouched, {one['altered']} altered)" for one in without)
        lines += [f"Not validated, so no rate is stated: {counts}. Pictures of no such kind never get one.", ""]
    if calibration["reliabilityMap"] is not None:
        lines += _reliability(calibration["reliabilityMap"])
    return "\n".join(lines)


def _row(one: dict) -> str:
    point = one["point"]
    rate = lambda found: f"{found['count']} of {found['of']} [{found['low']:.3f}, {found['high']:.3f}]"  # noqa: E731
    rates = (point["falsePositiveRate"], point["detectionRate"]), (point["missRate"], point["inconclusive"]["untouched"], point["inconclusive"]["altered"])
    cells = [CLASS_WORDS[one["class"]], f"{point['flag']:.3f}", *map(rate, rates[0]), f"{point['clear']:.3f}", *map(rate, rates[1])]
    return "| " + " | ".join(cells) + " |"


def _reliability(found: dict) -> list[str]:
    lines = [f"Share of wrong pixels (mask at the threshold against the truth) by the reliability that the network predicts for them, over {', '.join(f'`{name}`' for name in found['sets'])}:", ""]
    lines += ["| predicted reliability | pixels | wrong |", "|---|---|---|"]
    lines += [f"| {one['from']:.1f} to {one['to']:.1f} | {one['pixels']:,} | {one['errors']:.3f} |" for one in found["bins"]]
    return [*lines, ""]


def put(card: str, text: str) -> str:
    """The card with the section replaced, or added before "Export" (at the end where there is none)."""
    if HEAD in card:
        start = card.index(HEAD)
        end = card.find("\n## ", start + 1)
        card = card[:start] + ("" if end < 0 else card[end + 1 :])
    place = card.find(BEFORE)
    if place < 0:
        return card.rstrip("\n") + "\n\n" + text
    return card[:place] + text + "\n" + card[place:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of the model")
    folder = parser.parse_args().model
    calibration = json.loads((folder / "calibration.json").read_text())
    manifest = json.loads((folder / "manifest.json").read_text())
    if calibration["modelSha256"] != manifest["sha256"]:
        parser.error("calibration.json is of other weights than the model's; run palimpsest calibrate again")
    path = folder / "MODEL_CARD.md"
    path.write_text(put(path.read_text(), section(calibration)))


if __name__ == "__main__":
    main()
