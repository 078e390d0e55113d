"""Both languages are complete, say the same things, and every id used in the code exists."""

from __future__ import annotations

import ast
from string import Formatter

import pytest

from conftest import ROOT
from legaat import errors
from legaat.messages import LANGUAGES, Message, Text, capital, catalogue, default_lang, number, say

ERROR_NAMES = set(errors.__all__) - {"Where", "reason"}
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def placeholders(entry: str | dict[str, str]) -> set[str]:
    texts = [entry] if isinstance(entry, str) else list(entry.values())
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name} - {"n"}


def test_the_dutch_one_loses_its_first_accent_at_the_start_of_a_sentence() -> None:
    assert capital("één snee per dag") == "Eén snee per dag"
    assert capital("échte boter") == "Échte boter"
    assert capital("") == ""


def test_languages_have_the_same_ids() -> None:
    ids = {lang: set(catalogue(lang)) for lang in LANGUAGES}
    assert ids["nl"] == ids["en"]


def test_languages_use_the_same_placeholders() -> None:
    nl, en = catalogue("nl"), catalogue("en")
    different = {key for key in nl if placeholders(nl[key]) != placeholders(en[key])}
    assert not different


def test_no_sentence_is_empty() -> None:
    for lang in LANGUAGES:
        for key, entry in catalogue(lang).items():
            texts = [entry] if isinstance(entry, str) else list(entry.values())
            assert all(text.strip() for text in texts), (lang, key)


def test_the_same_sentence_in_both_languages_is_meant() -> None:
    """A sentence of four words or more that is equal in both was probably not translated."""
    nl, en = catalogue("nl"), catalogue("en")
    same = {
        k for k in nl if nl[k] == en[k] and isinstance(nl[k], str) and len(str(nl[k]).split()) > 3
    }
    assert not same


def used_ids() -> set[tuple[str, str]]:
    """Return (id, file) for each literal id passed to say, Message.of or an error."""
    found: set[tuple[str, str]] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first = node.args[0]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                continue
            called = ast.unparse(node.func)
            if called in {"say", "Message.of", "Message"}:
                found.add((first.value, path.name))
            elif called.endswith("Error") and called not in {"KeyError", "ValueError", "TypeError"}:
                found.update(
                    {(f"errors.{first.value}.{part}", path.name) for part in ("what", "do")}
                )
    return found


def test_every_id_in_the_code_exists() -> None:
    known = set(catalogue("en"))
    missing = sorted((key, name) for key, name in used_ids() if key not in known)
    assert not missing


def test_every_error_says_what_and_what_to_do() -> None:
    ids = {key.rsplit(".", 1)[0] for key in catalogue("en") if key.startswith("errors.")}
    ids -= {"errors.where", "errors.reason"}
    for key in ids:
        assert {f"{key}.what", f"{key}.do"} <= set(catalogue("en")), key


def test_numbers_take_the_decimal_sign_of_the_language() -> None:
    assert number(1234.5, "nl", ",.1f") == "1.234,5"
    assert number(1234.5, "en", ",.1f") == "1,234.5"


def test_a_parameter_is_a_value_and_never_a_path_into_an_object() -> None:
    with pytest.raises((KeyError, ValueError)):
        Message.of("errors.where.entry", entry_other="x").text("en")


def test_a_text_speaks_both_languages() -> None:
    text = Text(nl="vezel", en="fibre")
    assert (text.text("nl"), text.text("en"), str(text)) == ("vezel", "fibre", "fibre")


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({"LC_ALL": "nl_NL.UTF-8"}, "nl"),
        ({"LC_ALL": "C", "LANG": "nl_NL.UTF-8"}, "en"),
        ({"LEGAAT_LANG": "nl", "LC_ALL": "en_GB.UTF-8"}, "nl"),
        ({"LANG": "nl_BE"}, "nl"),
        ({"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_follows_the_locale(
    variables: dict[str, str], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LEGAAT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert default_lang() == lang


def test_a_missing_id_is_a_defect() -> None:
    with pytest.raises(KeyError):
        say("errors.never-written.what", "en")


@pytest.mark.parametrize(
    ("value", "spec", "words"),
    [(259.7, ".2g", "260"), (1_234_567.0, ".3g", "1230000"), (1e9, "", "1000000000"),
     (0.00001234, ".2g", "0,000012"), (2.5, ".2g", "2,5"), (float("inf"), ".2g", "inf")],
)  # fmt: skip
def test_numbers_are_written_in_plain_digits(value: float, spec: str, words: str) -> None:
    assert number(value, "nl", spec) == words
