"""The shipped examples are what their README says."""

from __future__ import annotations

import tomllib

import pytest

from conftest import ROOT
from legaat.profiles import read_profile
from legaat.reference import changes, compare

EXAMPLES = ROOT / "examples"


@pytest.mark.parametrize("name", ["profile.tsv", "profile-later.tsv"])
def test_the_example_is_metaphlan_to_the_letter_and_says_that_it_is_synthetic(name: str) -> None:
    lines = (EXAMPLES / name).read_text("utf-8").splitlines()
    assert lines[0] == "#mpa_vOct22_CHOCOPhlAnSGB_202212"
    assert lines[1].startswith("#synthetic")
    assert lines[2].endswith(" reads processed")
    assert lines[3] == "#SampleID\tMetaphlan_Analysis"
    assert lines[4] == "#clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species"
    rows = [line.split("\t") for line in lines[5:]]
    assert all(len(row) == 4 for row in rows)
    kingdoms = [float(row[2]) for row in rows if "|" not in row[0]]
    assert abs(sum(kingdoms) - 100) < 0.001
    depth = {row[0].count("|") for row in rows}
    assert depth == set(range(8))


def test_the_example_has_something_to_show() -> None:
    profile = read_profile(EXAMPLES / "profile.tsv")
    standing = compare(profile)
    assert standing.reference.name == "shotgun-species"
    assert 3 <= len(standing.with_status("missing")) <= 5
    assert 65 <= len(profile) <= 100
    assert profile.report.changes
    assert standing.compared_share > 0.99


def test_the_later_example_shows_one_change() -> None:
    first, later = (read_profile(EXAMPLES / f"{x}.tsv") for x in ("profile", "profile-later"))
    found = changes(first, later, same_lab=True)
    assert [row.taxon for row in found.with_status("more", "less")] == ["Parabacteroides"]


def test_the_16s_example_is_counted_by_genus() -> None:
    profile = read_profile(EXAMPLES / "genus-16s.csv")
    assert profile.rank == "genus"
    standing = compare(profile)
    assert standing.reference.name == "16s-genus"
    assert standing.compared_share > 0.99


def test_the_readme_says_synthetic_and_names_every_file() -> None:
    text = (EXAMPLES / "README.md").read_text("utf-8")
    assert "synthetic" in text
    files = {path.name for path in EXAMPLES.iterdir()} - {"README.md"}
    assert all(f"`{name}`" in text for name in files)


def test_the_example_person_is_valid_toml() -> None:
    person = tomllib.loads((EXAMPLES / "me.toml").read_text("utf-8"))
    assert person["complaints"] == ["constipation"]
