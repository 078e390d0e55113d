"""Whatever the file, the answer is a profile or an error that says what to do."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import profile_files as files
from legaat.errors import LegaatError
from legaat.messages import LANGUAGES
from legaat.profiles import ProfileTable, formats, read_profiles

FEW = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
IDS = [info.id for info in formats() if info.id != "map"]
SPECIES = [
    "Bacteroides uniformis",
    "Roseburia hominis",
    "Blautia wexlerae",
    "Faecalibacterium prausnitzii",
    "Akkermansia muciniphila",
    "Bifidobacterium longum",
]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "file.dat"


def sound(table: ProfileTable) -> None:
    """Check what holds for every profile."""
    for profile in list(table)[:3]:
        shares = list(profile.shares.values())
        assert abs(sum(shares) - 1) < 1e-9
        assert all(0 < share <= 1 + 1e-12 for share in shares)
        assert shares == sorted(shares, reverse=True)
        report = profile.report
        assert profile.unclassified_share is None or 0 <= profile.unclassified_share <= 1
        assert 0 <= report.mapped_share <= 1
        assert all(row.share is None or 0 <= row.share <= 1 + 1e-9 for row in report.dropped)
        assert all(name.isprintable() for name in profile.shares)
        for lang in LANGUAGES:
            assert profile.to_dict(lang)


class Content(bytes):
    """Bytes that hypothesis shows in short."""

    def __repr__(self) -> str:
        return f"<{len(self)} bytes, {self[:40]!s} …>"


def answer(place: Path, content: bytes, **options: object) -> None:
    place.write_bytes(content)
    refusal: LegaatError | None = None
    try:
        sound(read_profiles(place, **options))  # type: ignore[arg-type]
    except LegaatError as error:
        refusal = error
    if refusal is not None:
        for lang in LANGUAGES:
            assert refusal.text(lang).replace("\n", "").isprintable()
            assert refusal.do(lang)


options = st.fixed_dictionaries(
    {},
    optional={
        "format": st.sampled_from(IDS),
        "rank": st.sampled_from(["species", "genus"]),
    },
)


@FEW
@given(content=st.binary(max_size=400), chosen=options)
def test_arbitrary_bytes(content: bytes, chosen: dict[str, object], place: Path) -> None:
    answer(place, content, **chosen)


TOKENS = st.sampled_from(
    [
        *SPECIES,
        *("\t", "\t", "\t", ",", ",", ";", "|", "\n", "\n", "\n", "\r\n", '"', " ", "#", "@", "@@"),
        *("0", "1", "12.5", "0,5", "100", "-3", "nan", "1e5", "1e999", "180", "99999999999999999"),
        *("k__Bacteria", "p__Firmicutes", "g__Roseburia", "s__", "t__SGB1", "__", "d__Bacteria"),
        *("clade_name", "relative_abundance", "sample_id", "species", "abundance", "taxonomy_id"),
        *("name", "taxonomy_lvl", "new_est_reads", "#consensus_taxonomy", "#OTU ID", "taxonomy"),
        *("@@TAXID", "RANK", "TAXPATH", "TAXPATHSN", "PERCENTAGE", "@SampleID:x", "S", "G", "U"),
        *("UNKNOWN", "Homo sapiens", "Firmicutes", "unclassified", "9606", "853", "2", "é", "\0"),
        *("tax_name", "tax_rank", "count", "count_norm", "taxon", "parent", "percent", "sep=;"),
    ]
)


@FEW
@given(tokens=st.lists(TOKENS, max_size=60), chosen=options)
def test_arbitrary_tables(tokens: list[str], chosen: dict[str, object], place: Path) -> None:
    answer(place, "".join(tokens).encode(), **chosen)


def valid_files() -> list[bytes]:
    table = files.hdf5_biom(**files.FEATURES)  # type: ignore[arg-type]
    return [
        *(text.encode() for _, text in files.TEXTS.values()),
        gzip.compress(files.WIDE.encode()),
        files.zipped({"x.txt": files.LONG}),
        files.qza("FeatureTable[Frequency]", {"feature-table.biom": table}),
        files.WIDE.encode("utf-16"),
    ]


VALID = valid_files()
JUNK = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [b"\t", b"\n", b",", b'"', b"-", b"nan", b"1e400", b"9" * 40, b"\xff", b"[", b"{"]
    ),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        kind = draw(st.sampled_from(["cut", "replace", "double", "end"]))
        if kind == "cut":
            data = data[:start] + data[end:]
        elif kind == "replace":
            data = data[:start] + draw(JUNK) + data[end:]
        elif kind == "double":
            data = data[:end] + data[start:end] + data[end:]
        else:
            data = data[:start]
    return data


@settings(FEW, max_examples=500)
@given(content=mutated(), chosen=options)
def test_valid_files_with_faults(content: bytes, chosen: dict[str, object], place: Path) -> None:
    answer(place, content, **chosen)


@st.composite
def hdf5_parts(draw: st.DrawFn) -> bytes:
    """BIOM 2 files whose parts have other shapes, types and numbers than they should."""
    import io

    import h5py
    import numpy as np

    arrays = st.one_of(
        st.lists(st.integers(-3, 9), max_size=6).map(lambda v: np.array(v, np.int64)),
        st.lists(st.floats(width=32), max_size=6).map(lambda v: np.array(v, np.float32)),
        st.lists(st.sampled_from([b"a", b"Roseburia", b"\xff"]), max_size=4).map(
            lambda v: np.array(v, "S9")
        ),
        st.just(np.zeros((2, 2))),
        st.just(np.float64(3.0)),
    )
    out = io.BytesIO(files.hdf5_biom(**files.FEATURES))  # type: ignore[arg-type]
    parts = ["observation/ids", "sample/ids", "observation/metadata/taxonomy"]
    parts += [f"observation/matrix/{name}" for name in ("data", "indices", "indptr")]
    with h5py.File(out, "a") as file:
        for part in draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3, unique=True)):
            if part in file:
                del file[part]
            if draw(st.booleans()):
                file.create_dataset(part, data=draw(arrays))
    data = out.getvalue()
    cut = draw(st.integers(0, len(data))) if draw(st.integers(0, 5)) == 0 else len(data)
    return Content(data[:cut])


@settings(FEW, max_examples=80)
@given(content=hdf5_parts())
def test_hdf5_with_faults(content: bytes, place: Path) -> None:
    answer(place, content)


@FEW
@given(content=mutated(), mapping=st.dictionaries(
    st.sampled_from(["taxon", "abundance", "sample", "rank", "taxid", "x"]),
    st.one_of(st.integers(-1, 9), st.sampled_from(["species", "abundance", "name", ""])),
    max_size=4,
))  # fmt: skip
def test_mappings_of_anything(content: bytes, mapping: dict[str, str | int], place: Path) -> None:
    answer(place, content, mapping=mapping)


amounts = st.one_of(
    st.just(0.0),
    st.floats(1e-6, 100, allow_nan=False).map(lambda v: round(v, 5)),
    st.floats(1e-12, 100, allow_nan=False),
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[float]]:
    n = draw(st.integers(1, 4))
    rows = [draw(st.lists(amounts, min_size=6, max_size=6)) for _ in range(n)]
    return [
        [100 * v / sum(row) for v in row] if sum(row) > 1e-6 else [100.0] + [0.0] * 5
        for row in rows
    ]


@settings(FEW, max_examples=80)
@given(
    table=tables(),
    layout=st.sampled_from(["wide", "down", "long"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    comma=st.booleans(),
)
def test_valid_tables_come_back_as_they_were(
    table: list[list[float]], layout: str, delimiter: str, comma: bool, place: Path
) -> None:
    samples = [f"person {i}" for i in range(len(table))]
    if layout == "wide":
        lines = [["sample_id", *SPECIES]]
        lines += [[s, *map(repr, row)] for s, row in zip(samples, table, strict=True)]
    elif layout == "down":
        lines = [["taxon", *samples]]
        lines += [[name, *(repr(row[i]) for row in table)] for i, name in enumerate(SPECIES)]
    else:
        lines = [["sample_id", "species", "abundance"]]
        lines += [
            [s, name, repr(v)]
            for s, row in zip(samples, table, strict=True)
            for name, v in zip(SPECIES, row, strict=True)
        ]
    if comma and delimiter != ",":
        lines[1:] = [[cell.replace(".", ",") for cell in line] for line in lines[1:]]
    place.write_text("\n".join(delimiter.join(line) for line in lines), encoding="utf-8")
    found = read_profiles(place)
    sound(found)
    assert found.samples == tuple(samples)
    for profile, row in zip(found, table, strict=True):
        wanted = {name: v / sum(row) for name, v in zip(SPECIES, row, strict=True) if v > 0}
        assert dict(profile.shares) == pytest.approx(wanted, rel=1e-9, abs=1e-15)
