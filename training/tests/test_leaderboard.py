"""The leaderboard: results of the app and of Python become rows of one page, and a row can be measured again."""

from __future__ import annotations

import json

from training import leaderboard


def app_result(f1: float) -> dict:
    estimate = lambda value: {"value": value, "low": value - 0.1, "high": value + 0.1}  # noqa: E731
    return {"summary": {"f1": estimate(f1), "iou": estimate(f1 / 2), "imageAuc": {"value": None, "low": None, "high": None}, "falsePositiveArea": estimate(0.02), "untouched": 0}}


def python_result(f1: float) -> list[dict]:
    row = {"f1": f1, "f1_interval": [f1 - 0.05, f1 + 0.05], "iou": f1 / 2, "image_auc": 0.6, "false_positive_area": 0.1}
    return [{"set": "misd", "methods": {"ela": row}}]


def test_rows_are_merged_ordered_and_rendered(tmp_path, monkeypatch):
    monkeypatch.setattr(leaderboard, "DATA", tmp_path / "rows.json")
    monkeypatch.setattr(leaderboard, "PAGE", tmp_path / "page.md")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "misd.json").write_text(json.dumps(app_result(0.4)))
    (tmp_path / "python.json").write_text(json.dumps(python_result(0.2)))

    def run(*words: str) -> str:
        monkeypatch.setattr("sys.argv", ["leaderboard", *words])
        leaderboard.main()
        return (tmp_path / "page.md").read_text()

    run("add", "--name", "ela", "--kind", "baseline", "--python", str(tmp_path / "python.json"), "--method", "ela")
    page = run("add", "--name", "ours", "--app", str(tmp_path / "app"), "--note", "first")
    assert page.index("| ours | - | - | - | - | - | 0.400 [0.30, 0.50]") < page.index("| ela | - | - | - | - | - | 0.200 [0.15, 0.25]")
    assert "* **ours**: first" in page
    (tmp_path / "app" / "misd.json").write_text(json.dumps(app_result(0.5)))
    again = run("add", "--name", "ours", "--app", str(tmp_path / "app"))
    assert "0.500 [0.40, 0.60]" in again and "0.400 [" not in again and "* **ours**: first" in again
