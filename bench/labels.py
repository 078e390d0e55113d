"""Measure the label checker: agreement with hand-made verdicts, and speed beside plain matching.

Run from the project's root::

    python bench/labels.py                 # F1 on ../shared/labels, in two halves, and speed
    python bench/labels.py --half a -v     # the half that may be looked at, with every miss
    python bench/labels.py --invented      # the labels of tests/labels/unseen.jsonl, set by set
    python bench/labels.py --fuzz 10000    # damaged and hostile labels: never a crash

The labels are split by the SHA-1 of their id. Half "a" may be read while building; half "b" is
only counted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from legaat.errors import LegaatError
from legaat.labels import LabelResult, check_label

ROOT = Path(__file__).resolve().parents[1]
TARGETS = {
    "postbiotic": 0.95,
    "live probiotic": 0.95,
    "prebiotic": 0.90,
    "dose stated": 0.95,
    "added sugar": 0.90,
    "organisms": 0.95,
    "strain codes": 0.90,
}
STATES = {
    "live": "live",
    "inactivated": "inactivated",
    "lysate": "lysate",
    "autolysate": "lysate",
    "ferment": "ferment",
    "filtrate": "ferment",
    "metabolites": "ferment",
    "unclear": "unknown",
    "fermented, not live at consumption": "ferment",
}


def load(shared: Path) -> list[dict[str, Any]]:
    """Read the labels with their hand-made verdicts."""
    lines = (shared / "labels" / "labels.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def half_of(label: dict[str, Any]) -> str:
    """Return "a" (may be looked at) or "b" (counted only)."""
    number = int(hashlib.sha1(label["id"].encode()).hexdigest(), 16)
    return "a" if number % 2 == 0 else "b"


def plain(name: str) -> str:
    """Return a name, state or code without the notes of whoever judged it: "live (spores)"."""
    return re.sub(r" \([^()]{0,60}\)| s\.l\.", "", name).strip()


def code(text: str) -> str:
    """Return the letters and digits of a strain code."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def expected_sets(label: dict[str, Any]) -> dict[str, set[Any]]:
    """Return what should be found, as sets, for each measure."""
    e = label["expected"]
    flags = {
        "postbiotic": e["postbiotic"],
        "live probiotic": e["probiotic_live"],
        "prebiotic": e["prebiotic"],
        "dose stated": e["dose_stated"],
        "added sugar": e["added_sugars"],
    }
    found: dict[str, set[Any]] = {k: {"yes"} if v == "yes" else set() for k, v in flags.items()}
    found["organisms"] = {
        (plain(o["current_name"]), STATES.get(plain(o["state"]), o["state"]))
        for o in e["organisms"]
    }
    found["strain codes"] = {
        code(plain(o["strain"] or o["deposit"]))
        for o in e["organisms"]
        if o["strain"] or o["deposit"]
    }
    return found


def predicted_sets(result: LabelResult) -> dict[str, set[Any]]:
    """Return what was found, in the same form."""
    names = {
        "postbiotic": "postbiotic",
        "live probiotic": "live",
        "prebiotic": "prebiotic",
        "dose stated": "dose_stated",
        "added sugar": "added_sugar",
    }
    found: dict[str, set[Any]] = {
        k: {"yes"} if result.finding(v) == "yes" else set() for k, v in names.items()
    }
    found["organisms"] = {(o.name, o.state) for o in result.organisms}
    found["strain codes"] = {code(o.strain) for o in result.organisms if o.strain}
    return found


def score(labels: Iterable[dict[str, Any]], *, verbose: bool) -> dict[str, tuple[int, int, int]]:
    """Count true positives, false positives and false negatives for each measure."""
    totals = {name: [0, 0, 0] for name in TARGETS}
    for label in labels:
        wanted = expected_sets(label)
        got = predicted_sets(check_label(label["text"]))
        for name, total in totals.items():
            right = wanted[name] & got[name]
            extra, missed = got[name] - wanted[name], wanted[name] - got[name]
            for position, things in enumerate((right, extra, missed)):
                total[position] += len(things)
            if verbose and (extra or missed):
                print(f"  {label['id']}: {name}: extra {extra or '-'} missed {missed or '-'}")
    return {name: (a, b, c) for name, (a, b, c) in totals.items()}


def f1(right: int, extra: int, missed: int) -> float:
    """Return the F1 score; 1 where there was nothing to find and nothing was found."""
    total = 2 * right + extra + missed
    return 2 * right / total if total else 1.0


def report_agreement(labels: list[dict[str, Any]], half: str | None, *, verbose: bool) -> None:
    """Print F1 for each half and for all."""
    parts = {
        "a": [x for x in labels if half_of(x) == "a"],
        "b": [x for x in labels if half_of(x) == "b"],
    }
    chosen = [half] if half else ["a", "b"]
    scores = {part: score(parts[part], verbose=verbose and part == "a") for part in chosen}
    heads = "".join(f"{'half ' + part:>10}" for part in chosen)
    print(f"{'F1':<16}{'target':>8}{heads}{'all':>10}")
    for name, target in TARGETS.items():
        rows = [scores[part][name] for part in chosen]
        summed = (sum(r[0] for r in rows), sum(r[1] for r in rows), sum(r[2] for r in rows))
        cells = "".join(f"{f1(*row):>10.3f}" for row in [*rows, summed])
        print(f"{name:<16}{target:>8.2f}{cells}")


def report_invented() -> None:
    """Print right, extra and missed for each set of labels written for the tests, as it is now."""
    lines = (ROOT / "tests" / "labels" / "unseen.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    for number in sorted({label["set"] for label in labels}):
        mine = [label for label in labels if label["set"] == number]
        print(f"set {number}, {len(mine)} labels")
        for name, row in score(mine, verbose=False).items():
            print(f"  {name:<16}{TARGETS[name]:>6.2f}{row!s:>16}{f1(*row):>8.3f}")


def baseline_rapidfuzz(vocabulary: list[str]) -> Callable[[str], object]:
    """Split, normalise, and match each word against the vocabulary with rapidfuzz."""
    from rapidfuzz import fuzz, process

    def match(text: str) -> object:
        words = re.findall(r"\w+", text.lower())
        return [
            process.extractOne(word, vocabulary, scorer=fuzz.ratio, score_cutoff=85)
            for word in words
        ]

    return match


def baseline_ahocorasick(vocabulary: list[str]) -> Callable[[str], object]:
    """Normalise and find all dictionary phrases with ahocorasick-rs, spans checked for words."""
    import ahocorasick_rs

    automaton = ahocorasick_rs.AhoCorasick(vocabulary)

    def match(text: str) -> object:
        low = " ".join(re.findall(r"\w+", text.lower()))
        return automaton.find_matches_as_indexes(low, overlapping=True)

    return match


def cpu(work: Callable[[str], object], texts: list[str], seconds: float) -> float:
    """Return CPU seconds per label."""
    done = 0
    begin = time.process_time()
    while time.process_time() - begin < seconds:
        for text in texts:
            work(text)
        done += len(texts)
    return (time.process_time() - begin) / done


def report_speed(labels: list[dict[str, Any]]) -> None:
    """Print labels a second, and the ratio to plain matching with two libraries."""
    from legaat.labels._terms import dictionary

    texts = [label["text"] for label in labels]
    phrases = sorted(
        {" ".join((head, *rest)) for head, rows in dictionary().phrases.items() for rest, _ in rows}
    )
    check_label(texts[0])
    mine = cpu(check_label, texts, 2.0)
    mean = sum(map(len, texts)) / len(texts)
    print(f"\nspeed on {len(texts)} labels of {mean:.0f} characters on average, one core, CPU time")
    print(f"{'check_label':<34}{mine * 1e3:>9.3f} ms{1 / mine:>10.0f} labels/s")
    words = sorted({word for phrase in phrases for word in phrase.split()})
    for name, work in (
        (f"rapidfuzz, {len(words)} words", baseline_rapidfuzz(words)),
        (f"ahocorasick-rs, {len(phrases)} phrases", baseline_ahocorasick(phrases)),
    ):
        other = cpu(work, texts, 2.0)
        rate = f"{other * 1e3:>9.3f} ms{1 / other:>10.0f} labels/s"
        print(f"{name:<34}{rate}   ours/theirs {mine / other:.2f}")


HOSTILE = (
    "()[]{}<>&;:,.*+?^$|\\/\"'`~!@#%=-_\x00\x1b\u202e\u200b\u0130ß\ufb01\U0001f9a0\u0660\u00b2"
    "\n\t 0123456789eExXlI"
)


def damage(text: str, chance: random.Random) -> str:
    """Return a label with characters dropped, doubled, swapped or replaced, or parts repeated."""
    letters = list(text)
    for _ in range(chance.randint(1, 40)):
        at = chance.randrange(len(letters) + 1)
        what = chance.randrange(4)
        if what == 0:
            letters[at : at + 1] = []
        elif what == 1:
            letters[at:at] = chance.choices(HOSTILE, k=chance.randint(1, 30))
        elif what == 2:
            letters[at:at] = letters[max(at - 20, 0) : at] * chance.randint(1, 20)
        else:
            letters[at : at + 1] = chance.choice(HOSTILE)
    return "".join(letters)


def report_fuzz(labels: list[dict[str, Any]], number: int) -> int:
    """Check damaged labels; return how many ended in anything but an answer or a clear error."""
    chance = random.Random(20260101)
    crashes = refused = 0
    slowest = 0.0
    for _ in range(number):
        text = damage(chance.choice(labels)["text"], chance)
        begin = time.perf_counter()
        try:
            json.dumps(check_label(text).to_dict("nl"), allow_nan=False)
        except LegaatError:
            refused += 1
        except Exception as error:  # noqa: BLE001
            crashes += 1
            print(f"crash: {type(error).__name__}: {error}: {text!r:.200}")
        slowest = max(slowest, time.perf_counter() - begin)
    ends = f"{crashes} crashes, {refused} clear errors"
    print(f"{number} damaged labels: {ends}, slowest {slowest:.3f} s")
    return crashes


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--half", choices=("a", "b"))
    parser.add_argument("--invented", action="store_true")
    parser.add_argument("--fuzz", type=int, default=0, metavar="N")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    if options.invented:
        report_invented()
        return 0
    labels = load(options.shared)
    if options.fuzz:
        return 1 if report_fuzz(labels, options.fuzz) else 0
    report_agreement(labels, options.half, verbose=options.verbose)
    if not options.half:
        report_speed(labels)
    return 0


if __name__ == "__main__":
    sys.exit(main())
