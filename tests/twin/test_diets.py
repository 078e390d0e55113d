"""Diets: MICOM's media as they are, grams, and names that are nearly right."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from legaat.errors import DietError, FileError
from legaat.settings import Settings
from legaat.twin import (
    Pack,
    Twin,
    add_diet,
    addition,
    check_ids,
    grams_to_flux,
    list_diets,
    open_diet,
    read_diet,
)
from legaat.twin._diet import COMMUNITY_DRY_MASS, lumen_id

TABLE = (
    "reaction,metabolite,global_id,flux\nEX_glc_m,glc_m,EX_glc(e),0.5\nEX_pi_m,pi_m,EX_pi(e),1\n"
)


def artifact(path: Path, kind: str = "MicomMedium[Global]") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("0a/metadata.yaml", f"uuid: 0a\ntype: {kind}\nformat: x\n")
        archive.writestr("0a/data/medium.csv", TABLE)
    return path


def test_an_artifact_and_a_table_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(TABLE)
    one, two = read_diet(tmp_path / "a.csv"), read_diet(artifact(tmp_path / "b.qza"))
    assert dict(one.imports) == dict(two.imports) == {"glc_m": 0.5, "pi_m": 1.0}


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1,2\n", "reaction,flux\n", "reaction,flux\nEX_a_m,much\n",
     "reaction,flux\nEX_a_m,-1\n", "reaction,flux\nEX_a_m,nan\n", "reaction,flux\nEX_a_m\n"],
)  # fmt: skip
def test_what_is_no_medium_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(DietError):
        read_diet(tmp_path / "a.csv")


def test_another_artifact_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DietError):
        read_diet(artifact(tmp_path / "x.qza", "FeatureTable[Frequency]"))
    (tmp_path / "y.qza").write_bytes(b"PK")
    with pytest.raises(DietError):
        read_diet(tmp_path / "y.qza")
    with pytest.raises(FileError):
        read_diet(tmp_path / "z.csv")


def test_a_diet_is_kept_and_found(tmp_path: Path, settings: Settings) -> None:
    add_diet(artifact(tmp_path / "western.qza"), settings=settings)
    assert list_diets(settings) == ("western",)
    assert open_diet(None, settings) == open_diet("western", settings)
    with pytest.raises(DietError) as caught:
        open_diet("westren", settings)
    assert "western" in caught.value.what("nl")


@pytest.mark.parametrize("name", ["EX_but(e)", "EX_but[e]", "EX_but_e", "EX_but_m", "but_m", "but"])
def test_every_way_to_write_an_exchange_means_the_same(name: str) -> None:
    assert lumen_id(name) == "but_m"


def test_grams_become_mmol_by_the_models_formula(pack: Pack) -> None:
    (flux,) = addition("glc=18.0156g", pack).imports.values()
    assert flux == pytest.approx(100 / 24 / COMMUNITY_DRY_MASS, rel=1e-3)
    assert grams_to_flux(18.0156, "glc_m", pack) == flux
    assert addition("EX_glc_m=0.25", pack).imports == {"glc_m": 0.25}
    (less,) = addition("glc = 500 mg", pack).imports.values()
    assert less == pytest.approx(flux / 36.031, rel=1e-3)


def test_a_name_that_is_nearly_right_gets_the_nearest(pack: Pack) -> None:
    with pytest.raises(DietError) as caught:
        addition("glcc=1g", pack)
    assert "EX_glc_m" in caught.value.what("en")


def test_a_diet_for_other_models_is_refused(pack: Pack) -> None:
    with pytest.raises(DietError):
        Twin({"Fermentia alba": 1}, pack=pack, diet={"EX_cpd00027_e0": 1})
    assert check_ids({"glc_m": 1.0, "odd_m": 1.0}, pack) == ("odd_m",)


def test_real_media_are_read(shared: Path) -> None:
    sizes = {p.name: len(read_diet(p).imports) for p in (shared / "data" / "media").iterdir()}
    assert len(sizes) == 7
    assert all(n > 50 for n in sizes.values())
    folder = shared / "data" / "media"
    assert dict(read_diet(folder / "western_diet_gut_agora.qza").imports) == pytest.approx(
        dict(read_diet(folder / "western_diet_gut_agora.csv").imports)
    )
