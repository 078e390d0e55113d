"""Where a person stands, what is called low, high or missing, and what is said beside it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.errors import NothingMatchedError, UsageError
from legaat.messages import LANGUAGES
from legaat.profiles import Method, Profile, Rank
from legaat.reference import Standing, compare, references, shown_part
from legaat.reference._compare import LISTED_FROM, MISSING_FROM
from legaat.reference._names import OLDER, REFERENCES
from legaat.reference._tables import load
from reference_factory import make_profile

SPECIES = load("shotgun-species")
USUAL = dict(zip(SPECIES.taxa, SPECIES.usual[1].tolist(), strict=True))
COMMON = SPECIES.taxa[:120]


def usual_person(without: tuple[str, ...] = (), **more: float) -> dict[str, float]:
    """Return a person with the usual share of the hundred or so most abundant species."""
    return {taxon: USUAL[taxon] for taxon in COMMON if taxon not in without} | more


def notes(standing: Standing) -> set[str]:
    return {note.id.removeprefix("reference.note.") for note in standing.notes}  # type: ignore[attr-defined]


def test_the_references_say_who_is_in_them() -> None:
    species, genus, sixteen = references()
    assert [info.name for info in (species, genus, sixteen)] == list(REFERENCES)
    assert (species.n, species.n_studies, species.rank) == (2636, 30, "species")
    assert (sixteen.n, sixteen.n_studies, sixteen.rank) == (1106, 1, "genus")
    for info in references():
        assert all(info.method.text(lang) for lang in LANGUAGES)
        assert info.source


def test_taxa_come_largest_first_and_then_the_unseen_ones() -> None:
    standing = compare(make_profile(usual_person()))
    seen = [row for row in standing.taxa if row.share > 0]
    unseen = standing.taxa[len(seen) :]
    assert [row.share for row in seen] == sorted((row.share for row in seen), reverse=True)
    assert all(row.share == 0 and row.p_missing is not None for row in unseen)
    missing = [row.p_missing or 0.0 for row in unseen]
    assert missing == sorted(missing, reverse=True)
    assert all((row.prevalence or 0) >= LISTED_FROM for row in unseen)


def test_a_seen_taxon_has_a_percentile_and_an_unseen_one_has_not() -> None:
    standing = compare(make_profile(usual_person(without=("Blautia obeum",))))
    row = standing["Agathobacter rectalis"]
    assert row.percentile is not None
    assert 20 < row.percentile < 80
    assert (row.status, row.p_missing, row.p_unseen) == ("usual", None, None)
    assert row.usual is not None
    assert len(row.population) == 21
    gone = standing["Blautia obeum"]
    assert gone.percentile is None
    assert gone.p_missing is not None


def test_a_common_species_that_a_deep_sample_lacks_is_missing() -> None:
    deep = usual_person(without=("Faecalibacterium prausnitzii",), **{"Rothia mucilaginosa": 3e-6})
    row = compare(make_profile(deep))["Faecalibacterium prausnitzii"]
    assert row.status == "missing"
    assert row.p_missing is not None
    assert row.p_missing >= MISSING_FROM
    assert row.p_unseen is not None
    assert row.p_unseen < 0.02


def test_a_shallow_sample_cannot_call_much_missing() -> None:
    few = {taxon: USUAL[taxon] for taxon in COMMON[:25] if USUAL[taxon] > 0.01}
    shallow = compare(make_profile(few))
    deep = compare(make_profile({**few, "Rothia mucilaginosa": 3e-6}))
    assert shallow.detection_limit > 10 * deep.detection_limit
    for taxon in ("Flavonifractor plautii", "Bilophila wadsworthia", "Eggerthella lenta"):
        assert (shallow[taxon].p_unseen or 0) > 2 * (deep[taxon].p_unseen or 0)


def test_a_species_that_half_of_people_lack_is_never_missing() -> None:
    person = usual_person(without=("Akkermansia muciniphila",), **{"Rothia mucilaginosa": 3e-6})
    assert compare(make_profile(person))["Akkermansia muciniphila"].status == "usual"


@pytest.mark.parametrize("method", ["shotgun", "16S"])
def test_what_was_not_seen_in_most_people_is_never_missing(method: Method) -> None:
    """However many carriers the fitted curve puts below what any sample showed."""
    rank: Rank = "genus" if method == "16S" else "species"
    lonely = make_profile({"Bacteroides": 0.6, "Faecalibacterium": 0.4}, rank=rank, method=method)
    if rank == "species":
        lonely = make_profile({"Bacteroides uniformis": 1.0}, rank=rank, method=method)
    missing = compare(lonely).with_status("missing")
    assert all(shown_part(row.population) >= 0.5 for row in missing)


def test_a_poor_community_makes_absence_more_likely() -> None:
    few = {"Escherichia coli": 0.5, "Enterococcus faecium": 0.3, "Klebsiella pneumoniae": 0.2}
    trace = {"Rothia mucilaginosa": 3e-6}
    poor = compare(make_profile(few | trace))
    rich = compare(make_profile(usual_person(("Roseburia hominis",), **trace)))
    assert (poor["Roseburia hominis"].p_missing or 0) > (rich["Roseburia hominis"].p_missing or 0)
    assert len(poor.with_status("missing")) >= 10


def test_much_unclassified_makes_missing_less_sure() -> None:
    person = usual_person(without=("Agathobacter rectalis",), **{"Rothia mucilaginosa": 3e-6})
    known = compare(make_profile(person, unclassified=0.0))["Agathobacter rectalis"]
    hidden = compare(make_profile(person, unclassified=0.9))["Agathobacter rectalis"]
    assert (hidden.p_missing or 0) < (known.p_missing or 0)


def test_little_of_a_common_species_is_low_and_much_is_high() -> None:
    low = float(SPECIES.usual[0, SPECIES.place["Agathobacter rectalis"]])
    place = SPECIES.place["Bacteroides uniformis"]
    person = usual_person()
    person["Agathobacter rectalis"] = low / 5
    person["Bacteroides uniformis"] = SPECIES.high[place] * 3
    standing = compare(make_profile(person))
    assert standing["Agathobacter rectalis"].status == "low"
    assert standing["Bacteroides uniformis"].status == "high"


def test_a_trace_of_a_rare_species_is_not_high() -> None:
    rare = "Fusobacterium nucleatum"
    standing = compare(make_profile(usual_person(**{rare: USUAL[rare]})))
    assert (standing[rare].percentile or 0) > 90
    assert standing[rare].status == "usual"


def test_an_unknown_species_is_new_and_lowers_what_could_be_compared() -> None:
    standing = compare(make_profile(usual_person(**{"Genus epithetum": 1.0})))
    row = standing["Genus epithetum"]
    assert (row.status, row.percentile, row.prevalence) == ("new", None, None)
    assert standing.compared_share < 0.6
    assert "little-compared" in notes(standing)


def test_names_that_the_method_cannot_part_are_counted_together_and_listed() -> None:
    person = usual_person(without=("Faecalibacterium prausnitzii",))
    person |= {"Faecalibacterium duncaniae": 0.04, "Faecalibacterium prausnitzii_C": 0.02}
    standing = compare(make_profile(person))
    whole = standing["Faecalibacterium prausnitzii"]
    assert whole.share == pytest.approx(0.06 / sum(person.values()))
    assert set(standing.lumped["Faecalibacterium prausnitzii"]) == {
        "Faecalibacterium duncaniae",
        "Faecalibacterium prausnitzii_C",
    }
    assert "lumped" in notes(standing)
    assert standing.compared_share == pytest.approx(1.0)


def test_the_labs_sentence_is_always_there_in_both_languages() -> None:
    standing = compare(make_profile(usual_person()))
    assert {"labs", "people", "chance"} <= notes(standing)
    assert "raw numbers of two labs" in standing.notes[0].text("en")
    assert "ruwe getallen van twee labs" in standing.notes[0].text("nl")


GENERA = {"Faecalibacterium": 0.2, "Bacteroides": 0.2, "Blautia": 0.1, "Bifidobacterium": 0.05}


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        (make_profile(usual_person()), "shotgun-species"),
        (make_profile({**GENERA, "Phocaeicola": 0.1}, "genus"), "shotgun-genus"),
        (make_profile(GENERA, "genus", method="16S"), "16s-genus"),
        (make_profile(GENERA, "genus", method="unknown"), "16s-genus"),
        (make_profile(usual_person(), method="16S"), "16s-genus"),
    ],
)
def test_the_reference_follows_rank_and_method(profile: Profile, name: str) -> None:
    standing = compare(profile)
    assert standing.reference.name == name
    assert ("health-unknown" in notes(standing)) == (name == "16s-genus")
    assumed = profile.provenance.method == "unknown"
    assert ("method-assumed" in notes(standing)) == assumed


def test_older_genus_names_get_the_reference_under_those_names() -> None:
    older = compare(make_profile(GENERA, "genus"))
    newer = compare(make_profile({**GENERA, "Phocaeicola": 0.1}, "genus"))
    assert "older-names" in notes(older)
    assert "older-names" not in notes(newer)
    assert all(row.taxon != "Phocaeicola" for row in older.taxa)
    joint, alone = load(OLDER), load("shotgun-genus")
    at = joint.place["Bacteroides"], alone.place["Bacteroides"]
    assert joint.population[10, at[0]] > alone.population[10, at[1]]


def test_sixteen_s_genera_are_counted_as_the_reference_names_them() -> None:
    shares = {**GENERA, "Phocaeicola": 0.1, "Agathobacter": 0.05, "Prevotella 9": 0.02}
    standing = compare(make_profile(shares, "genus", method="16S"))
    assert standing.lumped == {
        "Bacteroides": ("Phocaeicola",),
        "Roseburia": ("Agathobacter",),
        "Prevotella": ("Prevotella 9",),
    }


def test_a_genus_whose_name_meant_something_else_is_not_compared() -> None:
    standing = compare(make_profile({**GENERA, "Eubacterium": 0.05}, "genus", method="16S"))
    assert standing["Eubacterium"].status == "new"


def test_species_can_be_compared_by_genus() -> None:
    standing = compare(make_profile(usual_person()), "shotgun-genus")
    assert standing.reference.rank == "genus"
    assert standing["Roseburia"].share > standing["Dorea"].share


def test_species_of_16s_are_compared_by_genus() -> None:
    standing = compare(make_profile(usual_person(), method="16S"))
    assert standing["Roseburia"].share > 0
    assert "Roseburia hominis" in standing.lumped["Roseburia"]
    genera = load("16s-genus").place
    assert all(row.taxon in genera for row in standing.with_status("missing", "low", "high"))


def test_depth_in_reads_sets_the_limit_of_16s() -> None:
    shares = {**GENERA, "Akkermansia": 1e-4}
    told = compare(make_profile(shares, "genus", method="16S", n_reads=100_000))
    assert told.detection_limit == pytest.approx(1e-4, rel=1.0)
    shallow = compare(make_profile(GENERA, "genus", method="16S", n_reads=1_000))
    assert shallow.detection_limit >= 1 / 1_000
    assert "few-reads" in notes(shallow)


def test_an_unknown_reference_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="shotgun-species"):
        compare(make_profile(usual_person()), "shotgun-spcies")


def test_genera_cannot_be_compared_with_species() -> None:
    with pytest.raises(UsageError):
        compare(make_profile(GENERA, "genus"), "shotgun-species")


def test_a_profile_of_which_nothing_is_known_is_refused() -> None:
    with pytest.raises(NothingMatchedError, match="Genus epithetum"):
        compare(make_profile({"Genus epithetum": 1.0}))


names = st.sampled_from([*COMMON, "Genus epithetum", "Faecalibacterium prausnitzii_C", "x" * 50])


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    shares=st.dictionaries(names, st.floats(1e-9, 1.0), min_size=1, max_size=30),
    unclassified=st.none() | st.floats(0, 1),
    n_reads=st.none() | st.integers(1, 10**9),
)
def test_any_profile_gets_sound_numbers(
    shares: dict[str, float], unclassified: float | None, n_reads: int | None
) -> None:
    profile = make_profile(shares, unclassified=unclassified, n_reads=n_reads)
    try:
        standing = compare(profile)
    except NothingMatchedError:
        assert not set(shares) & set(COMMON)
        return
    assert 0 < standing.detection_limit <= 1
    assert 0 <= standing.compared_share <= 1
    for row in standing.taxa:
        assert (row.share > 0) == (row.p_missing is None)
        for value in (row.share, row.prevalence, row.p_missing, row.p_unseen):
            assert value is None or 0 <= value <= 1
        assert row.percentile is None or 0 <= row.percentile <= 100
        assert not row.population or list(row.population) == sorted(row.population)
        assert row.status != "missing" or (row.p_missing or 0) >= MISSING_FROM
    assert all(note.text(lang) for note in standing.notes for lang in LANGUAGES)


def test_scipy_is_not_needed_at_run_time() -> None:
    code = (
        "import sys; from reference_factory import make_profile\n"
        "from legaat.reference import compare\n"
        "compare(make_profile({'Blautia obeum': 1.0})); sys.exit('scipy' in sys.modules)"
    )
    from conftest import ROOT

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT / "tests", check=False)
    assert done.returncode == 0


def test_bins_that_a_file_has_no_names_for_are_not_called_missing() -> None:
    gtdb = {"Faecalibacterium": 60.0, "Bacteroides": 30.0, "Clostridium_Q": 5.0, "Blautia": 5.0}
    found = compare(make_profile(gtdb, "genus", method="16S"))
    assert not [row for row in found.taxa if row.taxon.startswith("Clostridium ")]
    note = next(n.text("en") for n in found.notes if "Clostridium IV" in n.text("en"))
    assert "we say nothing about them" in note
    rdp = {**gtdb, "Clostridium XIVa": 5.0}
    named = compare(make_profile(rdp, "genus", method="16S"))
    assert any(row.taxon == "Clostridium IV" for row in named.taxa)
    assert not any("Clostridium IV" in n.text("en") for n in named.notes)
