"""Files that can't be opened, and files that had better not be."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import pickle
import zipfile
import zlib
from pathlib import Path

import pytest

import profile_files as files
from legaat.errors import FileError, FormatError, InputError, RefusedError
from legaat.profiles import read_profile, read_profiles
from legaat.profiles._sequences import holds_sequences
from legaat.profiles._source import open_source
from legaat.settings import Settings

GOOD = files.METAPHLAN3.encode()


@pytest.mark.parametrize(
    "pack",
    [
        gzip.compress,
        bz2.compress,
        lzma.compress,
        lambda data: files.zipped({"folder/x.txt": data}),
        lambda data: files.zipped({"x.txt": data, "__MACOSX/._x.txt": b"mac", ".DS_Store": b"mac"}),
        lambda data: files.zipped({"x.txt.gz": gzip.compress(data)}),
        lambda data: gzip.compress(data[:90]) + gzip.compress(data[90:]),
        lambda data: bz2.compress(data[:90]) + bz2.compress(data[90:]),
        lambda data: lzma.compress(data[:90]) + lzma.compress(data[90:]),
    ],
)
def test_compressed_files_read_like_plain_ones(pack: object, tmp_path: Path) -> None:
    plain = read_profile(files.write(tmp_path, GOOD, "a.txt"))
    packed = read_profile(files.write(tmp_path, pack(GOOD), "a.bin"))  # type: ignore[operator]
    assert packed.shares == plain.shares
    assert packed.sample == "a"


def fails(content: bytes | str, tmp_path: Path, name: str = "x.bin") -> InputError:
    with pytest.raises(InputError) as caught:
        read_profile(files.write(tmp_path, content, name))
    assert caught.value.where.path == str(tmp_path / name)
    for lang in ("nl", "en"):
        assert caught.value.what(lang)
        assert caught.value.do(lang)
    return caught.value


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "file-empty"),
        (b" \n\n \t\n", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (gzip.compress(b""), "file-empty"),
        (bytes(range(256)) * 4, "file-binary"),
        (b"%PDF-1.7\n", "file-binary"),
        (b"\x93NUMPY\x01\x00", "file-binary"),
        (b"\x28\xb5\x2f\xfd\x04\x00", "file-binary"),
        (b"PK\x05\x06" + bytes(18), "file-binary"),
        (b"<!DOCTYPE html><html></html>", "file-xml"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "file-xml"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file-excel"),
        (gzip.compress(b"X\n\x00\x00\x00\x03\x00\x04"), "file-r"),
        (b"RDX3\nX\n", "file-r"),
        (b"@read1\nACGTACGTNN\n+\nIIIIIIIIII\n", "file-reads"),
        (b">contig1\nACGTACGTACGTACGT\n", "file-reads"),
        (b"@r1 1:N:0\r\nACGTN\r\n+\r\nIIIII\r\n", "file-reads"),
        (b"@long\n" + b"ACGT" * 30_000 + b"\n+\n" + b"I" * 120_000 + b"\n", "file-reads"),
        (b"@wrapped\nACGT\nACGT\n+\nIIII\nIIII\n", "file-reads"),
        (b"\n\n>protein 1\nMKTAYIAKQRQISFVKSHFSRQ*\n>protein 2\nMKV\n", "file-reads"),
        (b">short\nACGT\n>other\nRYKMSW-N\n", "file-reads"),
        (b"@HD\tVN:1.6\tSO:coordinate\n@SQ\tSN:a\tLN:9\n", "file-reads"),
        (gzip.compress(b"BAM\x01" + bytes(40)), "file-reads"),
        (b"CRAM\x03\x01" + bytes(40), "file-reads"),
        (b"x" * 257 + b"ustar\x0000" + bytes(300), "file-tar"),
        (b"just some words\nand more words\n", "format-unknown"),
        (b"{}", "format-unknown"),
        (b"Roseburia,\xff\xfe\xfa\n", "file-not-utf8"),
        (b"taxon,pct\nRoseburia hominis,50\nB\xe9b\xe9 bact\xe9rie,50\n", "file-not-utf8"),
    ],
)
def test_what_is_no_profile_is_named(content: bytes, error: str, tmp_path: Path) -> None:
    assert fails(content, tmp_path).id == error


def test_reads_are_named_before_they_are_found_too_large(tmp_path: Path) -> None:
    reads = b"@r1\nACGTACGTACGT\n+\nIIIIIIIIIIII\n" * 5000
    small = Settings(max_file_bytes=1000, max_expanded_bytes=1000)
    for content in (reads, gzip.compress(reads)):
        path = tmp_path / "reads"
        path.write_bytes(content)
        with pytest.raises(FormatError) as caught:
            open_source(path, small)
        assert caught.value.id == "file-reads"


@pytest.mark.parametrize(
    "head",
    [
        b"@SampleID:S1\n@Version:0.9.1\n@Ranks:superkingdom|phylum\n\n@@TAXID\tRANK\n",
        b"# MetaPhlAn\nk__Bacteria\t2\t100\n",
        b">taxon\tpercent\nRoseburia\t100\n",
        b"@r1\nnot bases at all\n",
        b">only a name\n",
        b"",
    ],
)
def test_profiles_are_not_taken_for_reads(head: bytes) -> None:
    assert not holds_sequences(head)


def test_the_line_of_a_wrong_character_is_named(tmp_path: Path) -> None:
    error = fails(b"taxon,pct\nRoseburia hominis,50\nB\xe9b\xe9,50\n", tmp_path)
    assert error.where.line == 3


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickles_are_refused_whatever_their_name(protocol: int, tmp_path: Path) -> None:
    error = fails(pickle.dumps({"a": [1, 2]}, protocol=protocol), tmp_path, "table.csv")
    assert (error.id, type(error)) == ("file-pickle", RefusedError)


@pytest.mark.parametrize(
    "content",
    [
        pickle.dumps({"a": 1}, protocol=0),
        pickle.dumps([1], protocol=0),
        b"cposix\nsystem\n(S'true'\ntR.",
        gzip.compress(pickle.dumps({"a": 1}, protocol=4)),
        zlib.compress(pickle.dumps({"a": 1}, protocol=4)),
    ],
)
def test_old_and_packed_pickles_are_refused(content: bytes, tmp_path: Path) -> None:
    assert fails(content, tmp_path).id == "file-pickle"


@pytest.mark.parametrize("name", ["m.pkl", "m.pickle", "m.joblib", "m.PKL"])
def test_files_that_are_called_a_pickle_are_refused(name: str, tmp_path: Path) -> None:
    assert fails(GOOD, tmp_path, name).id == "file-pickle"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_truncated_file_says_so(pack: object, tmp_path: Path) -> None:
    packed = pack(GOOD * 50)  # type: ignore[operator]
    assert fails(packed[: len(packed) * 2 // 3], tmp_path).id == "file-truncated"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_damaged_file_says_so(pack: object, tmp_path: Path) -> None:
    packed = bytearray(pack(GOOD * 50))  # type: ignore[operator]
    for at in range(len(packed) // 2, len(packed) // 2 + 20):
        packed[at] ^= 0xFF
    assert fails(bytes(packed), tmp_path).id in {"file-damaged", "file-truncated"}


def test_a_truncated_archive_says_so(tmp_path: Path) -> None:
    whole = files.zipped({"x.txt": GOOD})
    assert fails(whole[:-30], tmp_path).id == "file-truncated"


@pytest.mark.parametrize("pack", ["gzip", "bz2", "xz", "zip"])
def test_a_bomb_is_stopped(pack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGAAT_MAX_EXPANDED_BYTES", str(4 * 1024**2))
    zeros = bytes(8 * 1024**2)
    packed = {
        "gzip": lambda: gzip.compress(zeros),
        "bz2": lambda: bz2.compress(zeros),
        "xz": lambda: lzma.compress(zeros),
        "zip": lambda: files.zipped({"x.txt": zeros}),
    }[pack]()
    error = fails(packed, tmp_path)
    assert (error.id, type(error)) == ("file-bomb", RefusedError)


def test_a_steep_bomb_is_stopped_long_before_the_limit(tmp_path: Path) -> None:
    error = fails(gzip.compress(bytes(40 * 1024**2)), tmp_path)
    assert (error.id, error.params["size"]) == ("file-bomb", 17)


def test_an_archive_that_lies_about_its_size_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGAAT_MAX_EXPANDED_BYTES", str(1024**2))
    whole = files.zipped({"x.txt": bytes(3 * 1024**2)})
    lie = whole.replace((3 * 1024**2).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lie != whole
    assert fails(lie, tmp_path).id in {"file-bomb", "file-damaged"}


def test_a_qza_bomb_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGAAT_MAX_EXPANDED_BYTES", str(1024**2))
    bomb = files.qza("FeatureTable[Frequency]", {"feature-table.biom": bytes(3 * 1024**2)})
    assert fails(bomb, tmp_path).id == "file-bomb"


@pytest.mark.parametrize(
    "name", ["../x.txt", "/etc/x.txt", "a/../../x.txt", "..\\x.txt", "C:\\x.txt", "\x1b[2J.txt"]
)
def test_names_that_point_outside_are_refused(name: str, tmp_path: Path) -> None:
    error = fails(files.zipped({name: GOOD}), tmp_path)
    assert (error.id, type(error)) == ("zip-path", RefusedError)


def test_an_archive_holds_one_file(tmp_path: Path) -> None:
    error = fails(files.zipped({"a.txt": GOOD, "b.txt": GOOD}), tmp_path)
    assert error.id == "zip-not-one-file"
    assert "a.txt, b.txt" in error.what("en")
    assert fails(files.zipped({"folder/": b""}), tmp_path).id == "zip-not-one-file"


def test_an_archive_with_a_password_says_so(tmp_path: Path) -> None:
    data = bytearray(files.zipped({"a.txt": GOOD}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    assert fails(bytes(data), tmp_path).id == "zip-locked"


def test_an_excel_file_says_how_to_save_it(tmp_path: Path) -> None:
    book = files.zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"})
    error = fails(book, tmp_path, "book.xlsx")
    assert error.id == "file-excel"
    assert "CSV UTF-8" in error.do("en")


def test_an_archive_of_thousands_of_files_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for i in range(10_001):
            archive.writestr(str(i), b"")
    assert fails(out.getvalue(), tmp_path).id == "zip-many-members"


def test_paths_that_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(path: object) -> str:
        with pytest.raises(FileError) as caught:
            read_profile(path)  # type: ignore[arg-type]
        return caught.value.id

    assert wrong(tmp_path / "none.txt") == "file-missing"
    assert wrong(tmp_path) == "file-is-folder"
    assert wrong("/dev/zero") == "file-is-device"
    assert wrong("a\0b") == "file-unreadable"
    assert wrong(tmp_path / ("n" * 5000)) == "file-unreadable"
    path = files.write(tmp_path, GOOD)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert wrong(path) == "file-denied"


def test_a_file_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGAAT_MAX_FILE_BYTES", "100")
    assert fails(GOOD, tmp_path).id == "file-too-large"


def test_a_wrong_format_chosen_by_hand_says_what_it_should_be(tmp_path: Path) -> None:
    for chosen in (
        "kraken2",
        "bracken",
        "motus",
        "cami",
        "qza",
        "biom-json",
        "biom-hdf5",
        "ubiome",
    ):
        with pytest.raises(FormatError):
            read_profiles(files.write(tmp_path, files.WIDE), format=chosen)


def test_json_of_something_else_is_not_recognised(tmp_path: Path) -> None:
    assert fails(json.dumps({"a": [1, 2]}), tmp_path).id == "format-unknown"
