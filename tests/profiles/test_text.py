"""Encodings, delimiters, quotes and decimal commas."""

from __future__ import annotations

from pathlib import Path

import pytest

import profile_files as files
from legaat.errors import FormatError
from legaat.profiles import read_profile, read_profiles


def variants() -> dict[str, bytes]:
    comma = files.WIDE
    semicolon = comma.replace(",", ";")
    decimals = semicolon.replace(".", ",")
    return {
        "bom": b"\xef\xbb\xbf" + comma.encode(),
        "utf-16": comma.encode("utf-16"),
        "utf-16-le": comma.encode("utf-16-le"),
        "utf-16-be": b"\xfe\xff" + comma.encode("utf-16-be"),
        "utf-16-be without mark": comma.encode("utf-16-be"),
        "crlf": comma.replace("\n", "\r\n").encode(),
        "old mac": comma.replace("\n", "\r").encode(),
        "tabs": comma.replace(",", "\t").encode(),
        "semicolons": semicolon.encode(),
        "pipes": comma.replace(",", "|").encode(),
        "decimal commas": decimals.encode(),
        "decimal commas and tabs": decimals.replace(";", "\t").encode(),
        "excel hint": b"sep=;\n" + decimals.encode(),
        "quoted": "".join(
            ",".join(f'"{cell}"' for cell in line.split(",")) + "\n" for line in comma.splitlines()
        ).encode(),
        "quoted decimal commas": "".join(
            ",".join(f'"{cell.replace(".", ",")}"' for cell in line.split(",")) + "\n"
            for line in comma.splitlines()
        ).encode(),
        "blanks around": comma.replace(",", " , ").encode(),
        "empty columns and lines": b",,,,,,\n"
        + comma.replace("\n", ",,\n").encode()
        + b",,,,,,\n\n",
        "comments above": b"# from a lab\n# of 2024\n" + comma.encode(),
        "header as comment": b"#" + comma.encode(),
        "percent signs": comma.replace(".0,", ".0%,").replace(".0\n", ".0%\n").encode(),
        "no line end": comma.rstrip().encode(),
        "hard blanks": comma.replace("person 1", "person\u00a01").encode(),
    }


@pytest.mark.parametrize("name", variants())
def test_a_table_reads_the_same_however_it_was_saved(name: str, tmp_path: Path) -> None:
    wanted = read_profiles(files.write(tmp_path, files.WIDE, "plain.csv"))
    found = read_profiles(files.write(tmp_path, variants()[name], "saved.csv"))
    assert found.samples == wanted.samples
    for one, other in zip(found, wanted, strict=True):
        assert dict(one.shares) == pytest.approx(dict(other.shares))


def test_a_profile_saved_again_by_a_spreadsheet(tmp_path: Path) -> None:
    """Tabs became commas and every line the same width."""
    rows = [line.split("\t") for line in files.METAPHLAN3.splitlines()]
    cells = [[f'"{c}"' if "," in c else c for c in row] + [""] * (4 - len(row)) for row in rows]
    text = "\r\n".join(",".join(row) for row in cells)
    found = read_profile(files.write(tmp_path, text, "a.csv"))
    assert found.shares == read_profile(files.write(tmp_path, files.METAPHLAN3, "b.txt")).shares
    assert found.unclassified_share == pytest.approx(0.2)


def test_thousands_and_decimals_that_look_alike_are_not_guessed(tmp_path: Path) -> None:
    text = "taxon\ta\tb\nRoseburia\t1,234\t2,500\nBlautia\t7,000\t1,100\n"
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, text))
    assert (caught.value.id, caught.value.params["example"]) == ("ambiguous-comma", "1,234")
    assert caught.value.where.line == 2


def test_points_and_commas_together_are_not_guessed(tmp_path: Path) -> None:
    text = "taxon;a\nRoseburia;50,5\nBlautia;49.5\n"
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, text))
    assert (caught.value.id, caught.value.where.line) == ("mixed-decimals", 3)


def test_quotes_that_do_not_close_name_their_line(tmp_path: Path) -> None:
    text = 'sample,Roseburia,Blautia\na,60,40\n"b,60,40\n'
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, text), format="wide")
    assert (caught.value.id, caught.value.where.line) == ("bad-quotes", 3)


def test_names_with_characters_for_a_terminal_are_refused(tmp_path: Path) -> None:
    text = "sample,Roseburia\x1b[31m,Blautia\na,60,40\n"
    with pytest.raises(FormatError) as caught:
        read_profiles(files.write(tmp_path, text))
    assert caught.value.id == "name-unprintable"
    assert caught.value.text("en").isprintable() or "\x1b" not in caught.value.text("en")


def test_names_in_other_alphabets_are_fine(tmp_path: Path) -> None:
    text = "sample,Roseburia,Blautia\npatiënt 1,60,40\nпациент,50,50\n"
    assert read_profiles(files.write(tmp_path, text)).samples == ("patiënt 1", "пациент")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_two_columns_with_decimal_commas_read_with_every_line_end(
    end: str, delimiter: str, tmp_path: Path
) -> None:
    rows = (("Bacterie", "Percentage"), ("Faecalibacterium prausnitzii", "52,5"))
    rows += (("Bacteroides uniformis", "47,5"),)
    text = end.join(delimiter.join(row) for row in rows) + end
    file = tmp_path / "excel.csv"
    file.write_bytes(text.encode())
    assert read_profile(file).shares == pytest.approx(
        {"Faecalibacterium prausnitzii": 0.525, "Bacteroides uniformis": 0.475}
    )
