"""Packs drawn by the tests, turned, blurred, dim and noisy, are read through the camera's way."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from legaat.errors import FileError, FormatError, InputError, LegaatError, MissingExtraError
from legaat.labels import check_label, read_photo
from pack_photos import CODE, drawn, photographed

PIL = pytest.importorskip("PIL", reason="needs the extra 'photo'")
pytest.importorskip("zxingcpp", reason="needs the extra 'photo'")

CASES = tomllib.loads(Path(__file__).with_name("invented.toml").read_text("utf-8"))
NAMES = {
    "nl": ["nl-supplement-multi", "nl-akkermansia"],
    "en": ["en-two-counts", "en-gummies"],
    "de": ["de-kapseln", "de-zuckerfrei"],
    "fr": ["fr-yaourt-sucre", "fr-gelules"],
}
TARGET = 0.9


def tesseract_languages() -> set[str]:
    program = shutil.which("tesseract")
    if program is None:
        return set()
    done = subprocess.run([program, "--list-langs"], capture_output=True, text=True, check=False)
    return set(done.stdout.split())


NEEDED = {"nld", "eng", "deu", "fra"}
needs_tesseract = pytest.mark.skipif(
    not tesseract_languages() >= NEEDED, reason="needs Tesseract with nld, eng, deu and fra"
)


def facts(text: str) -> set[tuple[str, ...]]:
    result = check_label(text)
    found = {("organism", o.name, o.state) for o in result.organisms}
    found |= {("strain", o.name, o.strain) for o in result.organisms if o.strain}
    return found | {("finding", key, value) for key, value in result.findings}


def f1(wanted: set[tuple[str, ...]], found: set[tuple[str, ...]]) -> float:
    return 2 * len(wanted & found) / (len(wanted) + len(found))


@needs_tesseract
@pytest.mark.parametrize("how", ["turned", "blurred", "dim"])
def test_photographed_packs_reach_nine_tenths_of_the_text(how: str, tmp_path: Path) -> None:
    scores = []
    for lang, names in NAMES.items():
        for name in names:
            path = tmp_path / f"{name}.png"
            photographed(drawn(CASES[name]["text"]), how).save(path)
            read = read_photo(path, lang)
            scores.append(f1(facts(CASES[name]["text"]), facts(read.text)))
    assert sum(scores) / len(scores) >= TARGET


@needs_tesseract
def test_the_language_need_not_be_known_and_the_barcode_is_read(tmp_path: Path) -> None:
    path = tmp_path / "pack.png"
    drawn(CASES["de-kapseln"]["text"]).save(path)
    read = read_photo(path)
    assert read.barcode == CODE
    assert check_label(read.text).lang == "de"
    assert f1(facts(CASES["de-kapseln"]["text"]), facts(read.text)) >= TARGET


@needs_tesseract
def test_light_letters_on_a_dark_pack(tmp_path: Path) -> None:
    path = tmp_path / "dark.png"
    drawn(CASES["en-two-counts"]["text"], ink=240, paper=40).save(path)
    assert f1(facts(CASES["en-two-counts"]["text"]), facts(read_photo(path, "en").text)) >= TARGET


@needs_tesseract
def test_a_picture_without_text_is_a_clear_error(tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "grey.png"
    Image.new("L", (300, 200), 128).save(path)
    with pytest.raises(InputError) as caught:
        read_photo(path)
    assert caught.value.id == "label-photo-empty"


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 50])
def test_what_is_no_picture_is_a_clear_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(content)
    with pytest.raises((FormatError, FileError)) as caught:
        read_photo(path)
    assert caught.value.id == "label-photo"


def test_a_missing_tesseract_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pack.png"
    drawn("milk").save(path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(LegaatError) as caught:
        read_photo(path)
    assert isinstance(caught.value, MissingExtraError)
    assert caught.value.id == "label-no-tesseract"
