"""396 labels that were written and judged before they were first run, in eight sets.

The brands, amounts and layouts are invented in the style of what is sold; no text was taken from a
pack. What each set scored the first time stands in docs/labels.md: that was the test of
generality. Here they only guard against falling back, for every miss has been looked at since.
"corrected" in the data says where the verdict, not the checker, was wrong at first; "open" names
the measures that are still read wrong, and fails as soon as they no longer are.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from legaat.labels import LabelResult, check_label

LABELS: list[dict[str, Any]] = [
    json.loads(line)
    for line in Path(__file__).with_name("unseen.jsonl").read_text("utf-8").splitlines()
]
FLAGS = {
    "postbiotic": ("postbiotic", "postbiotic"),
    "live probiotic": ("probiotic_live", "live"),
    "prebiotic": ("prebiotic", "prebiotic"),
    "dose stated": ("dose_stated", "dose_stated"),
    "added sugar": ("added_sugars", "added_sugar"),
}
STATES = {"unclear": "unknown", "filtrate": "ferment"}


@pytest.mark.parametrize("label", LABELS, ids=[f"{x['set']}-{x['id']}" for x in LABELS])
def test_a_label_still_gets_its_verdict(label: dict[str, Any]) -> None:
    wanted, got = _wanted(label["expected"]), _got(check_label(label["text"]))
    wrong = [measure for measure in wanted if wanted[measure] != got[measure]]
    assert wrong == label.get("open", []), {m: (wanted[m], got[m]) for m in wrong}


def _wanted(expected: dict[str, Any]) -> dict[str, Any]:
    verdict: dict[str, Any] = {m: expected[k] == "yes" for m, (k, _) in FLAGS.items()}
    verdict["organisms"] = {
        (o["current_name"].removesuffix(" (genus)"), STATES.get(o["state"], o["state"]))
        for o in expected["organisms"]
    }
    codes = {o["strain"] or o["deposit"] for o in expected["organisms"]}
    verdict["strain codes"] = {_plain(code) for code in codes if code}
    return verdict


def _got(result: LabelResult) -> dict[str, Any]:
    verdict: dict[str, Any] = {m: result.finding(k) == "yes" for m, (_, k) in FLAGS.items()}
    verdict["organisms"] = {(o.name, o.state) for o in result.organisms}
    verdict["strain codes"] = {_plain(o.strain) for o in result.organisms if o.strain}
    return verdict


def _plain(code: str) -> str:
    return re.sub(r"[^a-z0-9]", "", code.lower())
