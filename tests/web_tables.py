"""A table of made-up samples, and a zip of made-up models, for the tests of the web face."""

from __future__ import annotations

import io
import json
import random
import zipfile

from twin_factory import feeder, fermenter, sponger
from web_factory import EXAMPLE


def species() -> list[str]:
    """Return names of species that the example holds."""
    rows = (line.split("\t")[0] for line in EXAMPLE.read_text().splitlines())
    names = [row.rsplit("s__", 1)[1] for row in rows if "s__" in row and "t__" not in row]
    return [name.replace("_", " ") for name in names][:40]


def table(n: int, seed: int = 1) -> bytes:
    """Return a table of `n` samples; the numbers are drawn."""
    draw = random.Random(seed)
    head = "taxon\t" + "\t".join(f"S{i}" for i in range(n))
    rows = [
        f"{name}\t" + "\t".join(f"{draw.expovariate(1):.5f}" for _ in range(n))
        for name in species()
    ]
    return "\n".join([head, *rows, ""]).encode()


def models(copies: int = 1) -> bytes:
    """Return a zip of three models, or of so many copies of them under other names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(copies):
            for make in (fermenter, feeder, sponger):
                tree = make()
                name = tree["id"].replace(" ", "_") + (f"_{number}" if number else "")
                # A fixed date: the same models give the same bytes.
                archive.writestr(zipfile.ZipInfo(f"{name}.json"), json.dumps(tree))
    return buffer.getvalue()


def changed_example() -> bytes:
    """Return the species of the example, some a hundred times more or less, in the same sum."""
    lines = [line.split("\t") for line in EXAMPLE.read_text().splitlines()]
    own = [cells for cells in lines if "s__" in cells[0] and "t__" not in cells[0]]
    others = [cells for cells in lines if "__" not in cells[0]]
    total = sum(float(cells[2]) for cells in own)
    after = [
        float(cells[2]) * random.Random(cells[0]).choice([1.0, 1.1, 0.9, 0.01, 100.0])
        for cells in own
    ]
    for cells, share in zip(own, after, strict=True):
        cells[2] = f"{share * total / sum(after):.6f}"
    return ("\n".join("\t".join(cells) for cells in [*others, *own]) + "\n").encode()
