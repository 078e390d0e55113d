"""Learn who is expected beside whom, contrast healthy people with others, and fit the noise.

    python scripts/build_expected.py --shared ../shared
    python scripts/build_expected.py --check

Writes the models, the contrasts and the noise of one healthy person into
``src/legaat/reference/data`` (after ``build_reference.py``, whose tables they use). With
``--check`` nothing is written: everything is measured on studies and people left out, and the
figures are printed as a table (and written with ``--figures FILE``). Seeds are fixed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from legaat.reference._tables import DATA


def main() -> None:
    """Read the options, then build or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--check", action="store_true", help="measure instead of building")
    parser.add_argument("--figures", type=Path, help="where --check writes its table")
    options = parser.parse_args()
    if options.check:
        from legaat.reference._expect_check import check

        text = check(options.shared)
        print(text)
        if options.figures:
            options.figures.write_text(text, encoding="utf-8")
        return
    from legaat.reference import _change_build, _contrast_build, _expect_build, _feeds_build

    record = _expect_build.build(options.shared, options.out)
    print(json.dumps(record, indent=1))
    _contrast_build.build(options.shared, options.out)
    _feeds_build.build(options.shared, options.out)
    print(json.dumps(_change_build.build(options.shared, options.out), indent=1))


if __name__ == "__main__":
    main()
