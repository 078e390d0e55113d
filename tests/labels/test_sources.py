"""Where labels come from: files, products of Open Food Facts, an extract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from legaat.errors import FileError, FormatError, InputError, RefusedError
from legaat.labels import check_label, find_barcode, read_off, read_text

PRODUCT: dict[str, Any] = {
    "code": "8710000000017",
    "lang": "nl",
    "product_name": "Drinkyoghurt <b>framboos</b>",
    "ingredients_text_nl": "_melk_, suiker 7%, yoghurtculturen (L. casei)",
    "ingredients_text_fr": "_lait_, sucre 7%, ferments lactiques (L. casei)",
    "traces": "en:nuts",
}


def write(path: Path, data: object) -> Path:
    path.write_text(json.dumps(data), "utf-8")
    return path


def test_a_product_of_open_food_facts_is_read(tmp_path: Path) -> None:
    read = read_off(write(tmp_path / "p.json", {"status": 1, "product": PRODUCT}))
    assert (read.lang, read.barcode) == ("nl", "8710000000017")
    result = check_label(read.text, read.lang, product=read.product)
    assert result.organisms[0].name == "Lacticaseibacillus casei"
    assert result.finding("added_sugar") == "yes"
    assert "nuts (traces)" in result.allergens


def test_the_language_asked_for_is_taken_where_it_is_there(tmp_path: Path) -> None:
    path = write(tmp_path / "p.json", PRODUCT)
    assert read_off(path, "fr").text.count("sucre") == 1
    assert read_off(path, "de").lang == "nl"


@pytest.mark.parametrize(
    "content",
    ["", "[]", "12", "{", '{"product": 3}', '{"a": 1}', "[" * 100_000, '{"product_name": 5}'],
)
def test_what_is_no_product_is_a_clear_error(content: str, tmp_path: Path) -> None:
    path = tmp_path / "p.json"
    path.write_text(content)
    with pytest.raises(FormatError) as caught:
        read_off(path)
    assert caught.value.id == "label-off"


def test_a_barcode_is_found_in_an_extract(tmp_path: Path) -> None:
    path = tmp_path / "extract.jsonl"
    lines = [{"code": "1", "product_name": "8710000000017 is only named here"}, PRODUCT]
    path.write_text("\n".join(json.dumps(line) for line in lines))
    assert "Ingrediënten" in find_barcode("8710000000017", path).text
    with pytest.raises(InputError) as caught:
        find_barcode("4000000000009", path)
    assert caught.value.id == "label-barcode-unknown"


@pytest.mark.parametrize("code", ["", "123", "abcdefgh", "1" * 20, "../../etc", "١٢٣٤٥٦٧٨"])
def test_what_is_no_barcode_is_a_clear_error(code: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        find_barcode(code, tmp_path / "extract.jsonl")
    assert caught.value.id == "label-barcode"


def test_text_files_in_old_encodings_are_read(tmp_path: Path) -> None:
    path = tmp_path / "label.txt"
    path.write_bytes("Ingrédients : sucre".encode("cp1252"))
    assert read_text(path).text == "Ingrédients : sucre"


def test_files_that_are_no_text_missing_or_too_large(tmp_path: Path) -> None:
    binary = tmp_path / "a.bin"
    binary.write_bytes(b"\x89PNG\0\0")
    with pytest.raises(FormatError):
        read_text(binary)
    with pytest.raises(FileError):
        read_text(tmp_path / "missing.txt")
    with pytest.raises(FileError):
        read_text(tmp_path)
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as handle:
        handle.truncate(9_000_000)
    with pytest.raises(RefusedError):
        read_text(huge)
