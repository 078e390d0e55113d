"""Every real profile of the development data reads, and adds up."""

from __future__ import annotations

from pathlib import Path

import pytest

from legaat.errors import LegaatError
from legaat.profiles import ProfileTable, read_profile, read_profiles

pytestmark = pytest.mark.shared


def check(table: ProfileTable) -> None:
    shares = table.to_numpy()
    assert shares.sum(axis=1) == pytest.approx(1)
    for profile in (table[0], table[-1]):
        assert sum(profile.shares.values()) == pytest.approx(1)


def test_real_metaphlan_profiles(shared: Path) -> None:
    found = sorted((shared / "data" / "profiles").rglob("*.txt"))
    assert len(found) > 40
    for path in found:
        profile = read_profile(path)
        assert profile.report.format == "metaphlan"
        assert profile.report.total == pytest.approx(100, abs=0.01)
        assert profile.unclassified_share is not None
        # What is neither unclassified nor a virus or the like is all in the profile.
        lost = sum(row.share or 0 for row in profile.report.dropped)
        assert profile.unclassified_share + lost <= 1 + 1e-9


@pytest.mark.parametrize(
    ("name", "rank", "n"),
    [
        ("reference/species_percent.csv.gz", "species", 4347),
        ("reference/fgfp_genus/FGFP_genus_data.csv", "genus", 1106),
        ("reference/enterotype_genus/genera.csv", "genus", 280),
        ("reference/twins_genus/Twins.csv", "genus", 278),
        ("exvivo/studyA.csv", "species", 18),
        ("exvivo/studyB.csv", "genus", 89),
        ("exvivo/studyC.csv", "species", 9),
    ],
)
def test_real_tables(name: str, rank: str, n: int, shared: Path) -> None:
    table = read_profiles(shared / "data" / name)
    assert len(table) == n
    assert {profile.rank for profile in table[:3]} == {rank}
    check(table)


def test_tables_with_gtdb_names(shared: Path) -> None:
    for path in sorted((shared / "data" / "metabolome").glob("*/genera.counts.tsv")):
        table = read_profiles(path)
        assert table[0].rank == "genus"
        assert table[0].report.quantity == "counts"
        check(table)


def test_human_reads_are_dropped(shared: Path) -> None:
    profile = read_profiles(shared / "data" / "exvivo" / "studyA.csv")[0]
    dropped = {name for row in profile.report.dropped for name in row.examples}
    assert "Homo sapiens" in dropped
    assert "Homo sapiens" not in profile.shares


def test_columns_without_a_name_are_unclassified(shared: Path) -> None:
    profile = read_profiles(shared / "data" / "exvivo" / "studyB.csv")[0]
    assert profile.unclassified_share is not None
    assert 0 < profile.unclassified_share < 0.05


def test_tables_of_other_things_are_refused(shared: Path) -> None:
    for name in ("exvivo/studyA_SCFAs.csv", "exvivo/DM38.csv", "reference/metadata.csv"):
        with pytest.raises(LegaatError):
            read_profiles(shared / "data" / name)
