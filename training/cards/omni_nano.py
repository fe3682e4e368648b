"""Facts for the model card of omni-nano: `python -m training.cards.omni_nano ROW > facts.json`, ROW being its name on the leaderboard."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from training.leaderboard import DATA, SETS

TRAINING_DATA = (
    "About 2,430 authentic pictures (photographs, portraits, scanned and photographed documents, street signs) of public research collections, most under research-only terms, altered on the fly by "
    "the project's own synthesis (`training/README.md`); pictures near a development picture were left out by perceptual hash. No altered picture of anybody else was trained on, and no generated "
    "picture: inpainting and face models of today were never shown. The weights are the mean of those of the last two of nine legs (nano-08 and nano-09; the manifest counts nano-09); all nine saw 657,000 samples in about eleven hours on two processor cores and are described in "
    "`training/LOG.md`. Which share of simple edits to show was chosen by looking at development pictures, so their figures are optimistic."
)

LIMITS = (
    "Small weights from about eleven hours of training on two processor cores. Known weak spots: copies within one picture (nothing compares distant places yet; on comofod the dense search for copied areas among the second opinions reaches .32), recoloured "
    "regions, soft face blends, edits behind strong recompression or resizing. Validation documents and signs come from 8 and 6 pictures only. What the image score means, by kind of picture, is "
    "under error rates. Masks of one picture run in tiles and in one piece agree within about .02 (docs/decisions/0007). Reliability is predicted by the network itself; how often it is right is under error rates, on this project's own alterations and not on forgers'."
)


def main() -> None:
    row = next(row for row in json.loads(Path(DATA).read_text()) if row["name"] == sys.argv[1])
    results = []
    for name in SETS:
        found = row["sets"][name]
        low, high = found["interval"]
        shown = lambda value: "-" if value is None else f"{value:.3f}"  # noqa: E731
        results.append({"set": name, "F1 at .5 [95 %]": f"{found['f1']:.3f} [{low:.2f}, {high:.2f}]", "IoU": shown(found["iou"]), "image AUC": shown(found["auc"]), "false area": shown(found["false_area"])})
    json.dump({"training_data": TRAINING_DATA, "limits": LIMITS, "results": results}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
