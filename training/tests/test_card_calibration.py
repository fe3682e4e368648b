"""The model card's error rates are those of calibration.json, in one section that is replaced and never doubled."""

from __future__ import annotations

import json

import pytest

from training.cards import calibration as card

SHARE = {"value": 0.05, "low": 0.0164, "high": 0.1128, "count": 5, "of": 100}
EMPTY = {"validated": False, "untouched": 0, "altered": 0, "sets": [], "point": None, "likelihoodRatio": None, "reliabilityDiagram": []}
CALIBRATION = {
    "modelSha256": "a" * 64,
    "madeOn": "2026-01-02",
    "classes": [
        {**EMPTY, "class": "camera_original", "untouched": 4, "altered": 3},
        {
            "class": "shared", "validated": True, "untouched": 100, "altered": 100, "sets": [{"name": "s", "untouched": 100, "altered": 100, "description": "made numbers"}],
            "point": {"clear": 0.2, "flag": 0.61234, "falsePositiveRate": SHARE, "detectionRate": {**SHARE, "count": 41}, "missRate": SHARE, "inconclusive": {"untouched": SHARE, "altered": SHARE}},
            "likelihoodRatio": {"intercept": 0, "slope": 1, "low": -0.5, "high": 1, "cllr": 0.81, "cllrLeast": 0.7}, "reliabilityDiagram": [],
        },
        {**EMPTY, "class": "other", "untouched": 9},
    ],
    "reliabilityMap": {"sets": ["s"], "bins": [{"from": 0.4, "to": 0.5, "pixels": 12345, "errors": 0.321}]},
}


def test_section_states_counts_intervals_and_what_was_not_validated():
    text = card.section(CALIBRATION)
    assert "| shared | 0.612 | 5 of 100 [0.016, 0.113] | 41 of 100 [0.016, 0.113] | 0.200 |" in text
    assert "0.32 to 10.00, Cllr 0.810 bits" in text and "least possible 0.700" in text
    assert "no rate is stated: camera originals (4 untouched, 3 altered)" in text and "other (" not in text
    assert "| 0.4 to 0.5 | 12,345 | 0.321 |" in text


def test_section_is_put_before_export_and_replaced():
    once = card.put("# m\n\n## Limits\n\nSmall.\n\n## Export\n\nONNX.\n", card.section(CALIBRATION))
    assert once.index("## Limits") < once.index(card.HEAD) < once.index("## Export")
    changed = card.put(once, card.section({**CALIBRATION, "madeOn": "2027-01-01"}))
    assert changed == once.replace("2026-01-02", "2027-01-01")
    assert card.put("# m\n", "## Error rates\n\nx\n") == "# m\n\n## Error rates\n\nx\n"


def test_rates_of_other_weights_are_not_written_into_a_card(tmp_path, monkeypatch):
    (tmp_path / "MODEL_CARD.md").write_text("# m\n\n## Export\n\nONNX.\n")
    (tmp_path / "calibration.json").write_text(json.dumps(CALIBRATION))
    (tmp_path / "manifest.json").write_text(json.dumps({"sha256": "b" * 64}))
    monkeypatch.setattr("sys.argv", ["calibration", str(tmp_path)])
    with pytest.raises(SystemExit):
        card.main()
    assert card.HEAD not in (tmp_path / "MODEL_CARD.md").read_text()
    (tmp_path / "manifest.json").write_text(json.dumps({"sha256": "a" * 64}))
    card.main()
    assert card.HEAD in (tmp_path / "MODEL_CARD.md").read_text()
