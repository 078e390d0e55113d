"""Measure how much of a label is read from a photo, beside what is read from its text.

Run from the project's root (Tesseract with nld, eng, deu and fra; about 3 s a photo)::

    python bench/label_photos.py --each 8          # labels per language, photographed five ways

Invented labels are drawn in several typefaces, then turned, blurred, dimmed, or all of it, and go
through ``read_photo``. Both ways are held against the verdict of a person: F1 over findings that
are "yes", organisms with their state, and strain codes.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from legaat.labels import check_label, read_photo

ROOT = Path(__file__).resolve().parents[1]
FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "LiberationSerif-Regular.ttf")
LANGS = ("nl", "en", "de", "fr")


def _module(name: str, path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SystemExit(str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def chosen(each: int) -> list[dict[str, Any]]:
    """Return labels from all over the sets, the same number per language."""
    lines = (ROOT / "tests" / "labels" / "unseen.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    found = []
    for lang in LANGS:
        mine = [x for x in labels if x["lang"] == lang and x["expected"]["organisms"]]
        found += mine[:: max(len(mine) // each, 1)][:each]
    return found


def main() -> int:
    """Print F1 from text and from photos, by language and by kind of photo."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--each", type=int, default=8)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    bench = _module("bench_labels", ROOT / "bench" / "labels.py")
    packs = _module("pack_photos", ROOT / "tests" / "pack_photos.py")
    totals: dict[tuple[str, str], list[int]] = {}

    def add(key: tuple[str, str], label: dict[str, Any], text: str) -> None:
        wanted, got = bench.expected_sets(label), bench.predicted_sets(check_label(text))
        counts = totals.setdefault(key, [0, 0, 0])
        for name in bench.TARGETS:
            both = wanted[name] & got[name]
            extra, missed = got[name] - both, wanted[name] - both
            for position, things in enumerate((both, extra, missed)):
                counts[position] += len(things)
            if options.verbose and key[1] != "text" and (extra or missed):
                print(f"  {label['id']} {key[1]} {name}: extra {extra} missed {missed}")

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.png"
        for number, label in enumerate(chosen(options.each)):
            add((label["lang"], "text"), label, label["text"])
            image = packs.drawn(label["text"], name=FONTS[number % len(FONTS)])
            for how in packs.HOW:
                packs.photographed(image, how).save(path)
                add((label["lang"], how), label, read_photo(path, label["lang"]).text)
    print(f"{'F1':<8}" + "".join(f"{how:>10}" for how in ("text", *packs.HOW)) + f"{'ratio':>10}")
    for lang in LANGS:
        scores = [bench.f1(*totals[lang, how]) for how in ("text", *packs.HOW)]
        summed = [sum(totals[lang, how][i] for how in packs.HOW) for i in range(3)]
        ratio = bench.f1(*summed) / scores[0]
        print(f"{lang:<8}" + "".join(f"{score:>10.3f}" for score in scores) + f"{ratio:>10.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
