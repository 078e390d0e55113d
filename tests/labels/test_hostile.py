"""Whatever is thrown at it, there is an answer or a clear error, and in bounded time."""

from __future__ import annotations

import json
import random
import string
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legaat.errors import InputError, LegaatError, RefusedError, UsageError
from legaat.labels import check_label, render_html

SIZE = 200_000
SEED = "Ingrediënten: melk, suiker, inuline 3 g, Lactobacillus casei LC-01 1,5 x 10^9 KVE/capsule. "


def answer(text: str) -> None:
    """Check a text; only Legaat's own errors may come out."""
    try:
        json.dumps(check_label(text).to_dict("nl"), allow_nan=False)
    except LegaatError:
        return


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200b", "<p></p>"])
def test_nothing_to_read_is_a_clear_error(text: str) -> None:
    with pytest.raises(InputError) as caught:
        check_label(text)
    assert caught.value.id == "label-empty"


def test_too_much_is_refused() -> None:
    with pytest.raises(RefusedError):
        check_label("a" * 2_000_001)


def test_an_unknown_language_is_an_error() -> None:
    with pytest.raises(UsageError):
        check_label("milk", lang="it")


@pytest.mark.parametrize(
    "text",
    [
        "Ингредиенты: молоко, сахар, закваска.",
        "成分：牛乳、砂糖、乳酸菌。",
        "مكونات: حليب، سكر",
        "Ingredienti: latte, zucchero, fermenti lattici vivi.",
        "🦠🥛" * 50,
        "\x00\x01\x02 milk \x1b[31m",
        "İİİİ suiker İ",
    ],
)
def test_another_language_or_none_still_gets_an_answer(text: str) -> None:
    result = check_label(text)
    assert result.lang in {"nl", "en", "de", "fr", "und"}
    assert len(result.checks) == 11


# Each is built to make a careless regular expression try every way of splitting a long run.
RUNS = {
    "letters": "a" * SIZE,
    "digits": "1" * SIZE,
    "blanks": "a" + " " * (SIZE - 2) + "b",
    "newlines": "a" + "\n" * (SIZE - 2) + "b",
    "grouped digits": "1.000." * (SIZE // 6),
    "powers": "1 x 10^9 " * (SIZE // 9),
    "broken powers": "10^" * (SIZE // 3),
    "carets": "10" + "^" * (SIZE - 2),
    "ranges": "1-" * (SIZE // 2),
    "tags": "<a" * (SIZE // 2),
    "open tags": "<" * SIZE,
    "ampersands": "&" * SIZE,
    "entities": "&#x41;" * (SIZE // 6),
    "brackets": "(" * SIZE,
    "hyphens": "a-\n" * (SIZE // 3),
    "stars": "Lactobacillus LB*" * (SIZE // 17),
    "species": "Lactobacillus casei, " * (SIZE // 21),
    "genera": "Lactobacillus " * (SIZE // 14),
    "codes": "L. casei W51, W52, " * (SIZE // 19),
    "dashed code": "L. casei " + "A-" * (SIZE // 2),
    "deposits": "DSM 1" * (SIZE // 5),
    "label": SEED * (SIZE // len(SEED)),
    "slashes": "Lactobacillus/" * (SIZE // 14),
    "free": "zonder " * (SIZE // 7),
    "sugar": "suiker, " * (SIZE // 8),
    "states": "levende dode " * (SIZE // 13),
    "superscripts": "1⁹" * (SIZE // 2),
    "bars": "a|" * (SIZE // 2),
    "lost powers": "2 x 10° CFU " * (SIZE // 12),
    "units": "CFU " * (SIZE // 4),
    "compounds": "magermilchjoghurt " * (SIZE // 18),
    "long compounds": "zuckersirup" * (SIZE // 11),
    "trade names": "L. reuteri Prodentis® (DSM 1 und " * (SIZE // 33),
    "more deposits": "L. reuteri DSM 17938" + " und ATCC PTA 5289" * (SIZE // 18),
    "groups": "L. casei, bifidobacteria, " * (SIZE // 26),
    "rows": "L. casei | 5 mld\n" * (SIZE // 17),
    "leaders": "L. casei ....." * (SIZE // 14),
}
SECONDS = 20.0  # of CPU, on a slow and busy machine; a blow-up takes for ever


@pytest.mark.parametrize("run", RUNS)
def test_long_runs_take_bounded_time(run: str) -> None:
    begin = time.process_time()
    answer(RUNS[run])
    assert time.process_time() - begin < SECONDS


def test_a_megabyte_is_answered() -> None:
    begin = time.process_time()
    result = check_label(SEED * (1_000_000 // len(SEED)))
    assert time.process_time() - begin < SECONDS
    assert [o.name for o in result.organisms] == ["Lacticaseibacillus casei"]


def test_markup_is_removed_and_never_comes_back() -> None:
    text = 'Milk <script>alert(1)</script> L. casei <img src=x onerror="alert(2)"> & "sugar"'
    result = check_label(text, product="<script>alert(3)</script>")
    page = render_html(result, "en")
    assert "<script" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_double_escaped_markup_is_escaped() -> None:
    page = render_html(check_label("L. casei &lt;script&gt;alert(1)&lt;/script&gt;"), "nl")
    assert "<script" not in page


def test_damaged_labels_never_crash() -> None:
    chance = random.Random(7)
    marks = string.punctuation + "⁹×\u202e\u200bß\x00"
    for _ in range(300):
        letters = list(SEED * chance.randint(1, 3))
        for _ in range(chance.randint(1, 40)):
            at = chance.randrange(len(letters))
            letters[at : at + chance.randint(0, 3)] = chance.choices(marks, k=chance.randint(0, 5))
        answer("".join(letters))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=400))
def test_any_text_is_answered(text: str) -> None:
    answer(text)


PIECES = [
    "Lactobacillus ", "L. ", "casei ", "subsp. ", "DSM ", "W51", ", ", "(", ")", "*", "10", "^9",
    " x ", "KBE ", "mg ", "levende ", "heat-killed ", "Ferment ", "Lysate ", "sugar ", "zonder ",
    "per capsule ", "1.5-4.5", "milk ", ". ", "\n", "Ingredients: ", "E420 ", "/", "en ",
    "vitamin B12 ",
]  # fmt: skip


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_order_of_pack_words_is_answered(pieces: list[str]) -> None:
    answer("".join(pieces))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60))
def test_spans_point_at_the_words_they_name(pieces: list[str]) -> None:
    try:
        result = check_label("".join(pieces))
    except InputError:
        return
    for organism in result.organisms:
        shown = result.text[organism.span.start : organism.span.end]
        assert organism.text in shown
    for item in (*result.sugars, *result.prebiotics, *result.sweeteners):
        assert result.text[item.span.start : item.span.end] == item.text
