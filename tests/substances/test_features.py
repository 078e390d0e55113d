"""What the learned part sees of a profile: the same whichever way it is named."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.substances._features import (
    RANKS,
    Layout,
    amounts,
    by_genus,
    lineage,
    lineages,
    transformed,
)
from legaat.substances._learned import model
from legaat.taxonomy import resolver

LAYOUT = Layout(("Faecalibacterium", "Prevotella"), (("family", "Ruminococcaceae"),))


def test_species_are_summed_to_their_genus() -> None:
    shares = {"Bacteroides uniformis": 0.2, "Bacteroides ovatus": 0.3, "Roseburia hominis": 0.5}
    assert by_genus(shares, "species") == {"Bacteroides": 0.5, "Roseburia": 0.5}


@pytest.mark.parametrize(
    ("species", "genus"),
    [
        ("Prevotella copri", "Prevotella"),
        ("Segatella copri", "Prevotella"),
        ("Blautia_A wexlerae", "Blautia_A"),
        ("Ruminococcus_B gnavus", "Ruminococcus_B"),
        ("CAG-83 sp900552475", "CAG-83"),
        ("Clostridium_M bolteae", "Clostridium_M"),
        ("Bariatricus comes", "Bariatricus"),
        ("Eubacterium_E hallii", "Eubacterium_E"),
        ("Faecalibacterium prausnitzii_G", "Faecalibacterium"),
    ],
)
def test_a_gtdb_species_and_its_gtdb_genus_meet(species: str, genus: str) -> None:
    names = resolver()
    of_species = by_genus({names.resolve(species, "species").name: 1.0}, "species")
    of_genus = by_genus({names.resolve(genus, "genus").name: 1.0}, "genus")
    assert of_species == of_genus
    assert any(lineage(next(iter(of_genus))))


def test_a_group_without_a_genus_still_counts_for_its_group() -> None:
    found = amounts({"Ruminococcaceae unclassified": 0.4, "Faecalibacterium": 0.6}, LAYOUT)
    assert found.tolist() == [0.6, 0.0, 1.0]
    of_species = by_genus({"Ruminococcaceae bacterium D5": 1.0}, "species")
    assert amounts(of_species, LAYOUT).tolist() == [0.0, 0.0, 1.0]


def test_a_stranger_counts_for_nothing() -> None:
    assert lineage("Nusquama") == ("", "", "", "")
    assert amounts({"Nusquama": 1.0}, LAYOUT).tolist() == [0.0, 0.0, 0.0]


def test_nothing_gives_nothing_and_more_gives_more() -> None:
    found = transformed(np.array([[0.0, 0.0, 0.0], [0.0, 0.01, 0.5]]))
    assert found.shape == (2, LAYOUT.width)
    assert found[0].tolist() == [0.0] * 6
    assert (found[1, [1, 2, 4, 5]] > 0).all()


def test_every_lineage_ends_in_a_phylum() -> None:
    assert len(lineages()) > 500
    for genus, line in lineages().items():
        assert len(line) == len(RANKS), genus
        assert line[-1], genus


def test_the_model_is_as_wide_as_its_layout_and_not_large() -> None:
    known = model()
    for name, row in known.coefficients.items():
        assert row.shape == (known.layout.width,), name
        assert np.isfinite(row).all()
    for table in known.population.values():
        for grid in table.values():
            assert (np.diff(grid) >= 0).all()


@settings(max_examples=40, derandomize=True, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(lineages())), st.floats(1e-6, 1), min_size=1, max_size=9)
)
def test_a_phylum_holds_all_of_its_genera(parts: dict[str, float]) -> None:
    layout = model().layout
    found = amounts(parts, layout)
    phyla = [k for k, (rank, _) in enumerate(layout.groups) if rank == "phylum"]
    known = {name for rank, name in layout.groups if rank == "phylum"}
    wanted = sum(share for genus, share in parts.items() if lineage(genus)[-1] in known)
    assert found[[len(layout.genera) + k for k in phyla]].sum() == pytest.approx(wanted)
