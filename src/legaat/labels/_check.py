"""From a pack's text to a verdict: the order of the steps, and how their answers join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from legaat.errors import UsageError
from legaat.labels._checks import checks
from legaat.labels._claims import claims
from legaat.labels._doses import amounts, counts, illegible
from legaat.labels._implied import implied
from legaat.labels._ingredients import contents, regime
from legaat.labels._kinds import Facts, findings, kinds
from legaat.labels._language import detect
from legaat.labels._masses import masses, spooned, strength
from legaat.labels._mention import Mention
from legaat.labels._names import names, whole_names
from legaat.labels._organisms import mentions
from legaat.labels._pairing import dosed
from legaat.labels._rows import merged, organisms, with_evidence
from legaat.labels._states import heat, states
from legaat.labels._terms import Hit, dictionary, find
from legaat.labels._text import Words, clean, cut
from legaat.labels._types import LabelResult

if TYPE_CHECKING:
    from legaat.advice import Person

__all__ = ["check_label"]

LABEL_LANGUAGES: Final = ("nl", "en", "de", "fr")


def check_label(
    text: str,
    lang: str | None = None,
    *,
    person: Person | None = None,
    product: str | None = None,
) -> LabelResult:
    """Say what a product is, from the words on its label.

    Parameters
    ----------
    text : str
        The label: typed, read from a file, or recognised from a photo; at most 2,000,000
        characters. Markup is removed.
    lang : {"nl", "en", "de", "fr"}, optional
        Language of the label; found from its words where not given. The dictionaries of all four
        are always used: packs mix languages.
    person : Person, optional
        With it, the safety rules say what holds for this person.
    product : str, optional
        Name of the product, where it is known from elsewhere.

    Returns
    -------
    LabelResult

    Raises
    ------
    InputError
        The text is empty.
    RefusedError
        The text is too long.
    UsageError
        `lang` isn't one of the four.
    """
    if lang is not None and lang not in LABEL_LANGUAGES:
        raise UsageError("label-language", lang=lang, known=", ".join(LABEL_LANGUAGES))
    facts = _facts(_repaired(cut(whole_names(clean(text)))))
    result = _result(facts, lang, product)
    if person is None:
        return result
    from legaat.labels._avoided import for_person
    from legaat.labels._person import screen
    from legaat.labels._unchecked import unchecked

    return replace(
        result,
        checks=for_person(result, person),
        person=screen(result, person),
        screened=result.regime != "cosmetic",
        unchecked=unchecked(result, person),
    )


def _facts(words: Words) -> Facts:
    """Read everything there is to read; nothing is judged yet."""
    hits = find(words)
    found = mentions(words, hits)
    hits = _outside(hits, found)
    law = regime(words, hits, inci_ferments=sum(1 for m in found if m.inci))
    heated = heat(words, hits, found)
    how, cues = states(words, hits, found)
    numbers = amounts(words)
    counted = counts(words, numbers, hits, _microbe_words(words, hits, found))
    lost = illegible(words, counted)
    units = {dose.unit for dose, _ in counted} | {unit for _, unit in lost}
    how = implied(words, hits, found, how, units, heated, law)
    weighed = masses(words, numbers, hits, _active(found, hits, cues))
    if not (found or counted or weighed) and _is_fibre(words, hits):
        weighed = spooned(words, numbers, hits)
    elif found and not (counted or weighed) and law in {"medicine", "supplement"}:
        weighed = strength(words, numbers, hits)
    rows = dosed(words, organisms(words, found, how), found, counted, weighed)
    doses = [dose for dose, _ in counted] + [dose for dose, _, _ in weighed]
    return Facts(
        words,
        hits,
        law,
        tuple(with_evidence(organism) for organism in merged(rows)),
        contents(words, hits, law=law),
        tuple(sorted(doses, key=lambda dose: dose.span)),
        heated,
        tuple(cues),
        tuple(span for span, _ in lost),
    )


def _result(facts: Facts, lang: str | None, product: str | None) -> LabelResult:
    """Judge what was read."""
    inside = facts.contents
    promised = claims(
        facts.words,
        facts.hits,
        law=facts.law,
        organisms=facts.organisms,
        fibres=(*inside.prebiotics, *inside.fibres),
    )
    known = dictionary().languages
    return LabelResult(
        text=facts.words.text,
        lang=lang or detect(facts.words.word, known, inci=facts.law == "cosmetic"),
        product=product,
        regime=facts.law,
        kinds=kinds(facts),
        organisms=facts.organisms,
        doses=facts.doses,
        prebiotics=inside.prebiotics,
        fibres=inside.fibres,
        sugars=inside.sugars,
        sweeteners=inside.sweeteners,
        metabolites=inside.metabolites,
        allergens=inside.allergens,
        besides=inside.besides,
        unsure=inside.unsure,
        noted=inside.noted,
        checks=checks(facts, promised),
        claims=promised,
        findings=findings(facts),
    )


def _repaired(words: Words) -> Words:
    """Replace damaged words by the known words they stand for."""
    correct = dictionary().corrector.correct
    return replace(words, word=[correct(word) for word in words.word])


def _outside(hits: dict[str, list[Hit]], found: Sequence[Mention]) -> dict[str, list[Hit]]:
    """Drop the foods that are part of a name: "Lactobacillus kefir", "Bacillus subtilis natto"."""
    named = {word for m in found for word in range(m.first, m.last)}
    kept = [hit for hit in hits.get("ferment", ()) if hit.first not in named]
    return {**hits, "ferment": kept} if "ferment" in hits else hits


def _is_fibre(words: Words, hits: dict[str, list[Hit]]) -> bool:
    """Whether the product is a fibre itself, and not a food with some of it."""
    if hits.get("ferment"):
        return False
    fibres = [h for h in hits.get("fibre", ()) if h.value == "psyllium"]
    fibres += hits.get("prebiotic", ())
    listed = {words.sentence[hit.first] for hit in fibres}
    return bool(fibres) and not any(
        words.sentence[a.first] in listed for a in hits.get("allergen", ())
    )


def _microbe_words(
    words: Words, hits: dict[str, list[Hit]], found: Sequence[Mention]
) -> list[tuple[int, int]]:
    """Return where microbes are named: organisms, bare genera, and the word probiotic."""
    genera = names().genera
    bare = [(i, i + 1) for i, word in enumerate(words.word) if word in genera]
    sold = [(h.first, h.last) for h in hits.get("word", ()) if h.value == "probiotic"]
    return [(m.first, m.last) for m in found] + bare + sold


def _active(
    found: Sequence[Mention], hits: dict[str, list[Hit]], cues: Sequence[Hit]
) -> list[tuple[int, int]]:
    """Return the words that a mass may belong to: organisms first, in their order."""
    active = [(m.first, m.last) for m in found]
    for category in ("prebiotic", "metabolite"):
        active.extend((hit.first, hit.last) for hit in hits.get(category, ()))
    named = {"probiotic", "postbiotic"}
    active.extend((hit.first, hit.last) for hit in hits.get("word", ()) if hit.value in named)
    active.extend((hit.first, hit.last) for hit in hits.get("fibre", ()) if hit.value == "psyllium")
    kinds = {"lysate", "autolysate", "ferment", "filtrate", "metabolites"}
    kinds |= {"heat-killed", "tyndallised"}
    active.extend((cue.first, cue.last) for cue in cues if cue.value in kinds)
    return active
