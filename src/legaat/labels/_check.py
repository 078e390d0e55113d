"""From a pack's text to a verdict: the order of the steps, and how their answers join."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, get_args

from legaat.errors import UsageError
from legaat.labels._checks import checks
from legaat.labels._claims import YOGHURT_STARTERS, claims
from legaat.labels._doses import Amount, amounts, counts, illegible
from legaat.labels._evidence import evidence_for
from legaat.labels._ingredients import contents, regime
from legaat.labels._kinds import Facts, findings, kinds
from legaat.labels._language import detect
from legaat.labels._masses import masses, spooned, strength
from legaat.labels._mention import Mention
from legaat.labels._names import names, same_strain
from legaat.labels._organisms import mentions
from legaat.labels._states import STATES, Heat, heat, states
from legaat.labels._terms import Hit, dictionary, find
from legaat.labels._text import COMMA, SENTENCE, Words, clean, cut
from legaat.labels._types import Dose, LabelResult, Organism, Span, State

if TYPE_CHECKING:
    from legaat.advice import Person

__all__ = ["check_label"]

LABEL_LANGUAGES: Final = ("nl", "en", "de", "fr")
_DOSED_FORMS: Final = frozenset({"powder", "sachet", "drops", "capsule", "tablet", "gummy"})
_NEAR: Final = 12
"""Furthest that a count may stand from its organism, in words; a comma counts as three."""


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
    facts = _facts(_repaired(cut(clean(text))))
    result = _result(facts, lang, product)
    if person is None:
        return result
    from legaat.labels._person import screen
    from legaat.labels._unchecked import unchecked

    return replace(
        result,
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
    how = _implied(words, hits, found, how, units, heated, law)
    weighed = masses(words, numbers, hits, _active(found, hits, cues))
    if not (found or counted or weighed) and _is_fibre(words, hits):
        weighed = spooned(words, numbers, hits)
    elif found and not (counted or weighed) and law in {"medicine", "supplement"}:
        weighed = strength(words, numbers, hits)
    organisms = _dosed(words, _organisms(words, found, how), found, counted, weighed)
    doses = [dose for dose, _ in counted] + [dose for dose, _, _ in weighed]
    return Facts(
        words,
        hits,
        law,
        tuple(_with_evidence(organism) for organism in _merged(organisms)),
        contents(words, hits, law=law),
        tuple(sorted(doses, key=lambda dose: dose.span)),
        heated,
        tuple(cues),
        tuple(span for span, _ in lost),
    )


def _with_evidence(o: Organism) -> Organism:
    return replace(o, evidence=evidence_for(o.name, o.strain, o.deposit, o.state, o.dose))


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


def _implied(
    words: Words,
    hits: dict[str, list[Hit]],
    found: Sequence[Mention],
    how: Sequence[str | None],
    units: set[str],
    heated: Heat,
    law: str,
) -> list[str | None]:
    """Fill in what a label implies about the state without a word for it.

    Colony-forming units can only be counted alive; the cultures of a yoghurt or kefir are alive
    unless it was heated afterwards, and a food with both yoghurt starters is one; what was
    fermented into an infant formula no longer is.
    """
    guess: str | None = None
    starters = {m.name for m in found} >= YOGHURT_STARTERS
    values = {hit.value for hit in hits.get("ferment", ())}
    if law == "infant formula" and "food" in values and "CFU" not in units:
        guess = "ferment"
    elif units & {"CFU", "AFU"}:
        guess = "live"
    elif heated.heated is not None and values & {"dairy", "food"} and law == "food":
        guess = "heat-killed"
    elif law == "food" and (values or starters or _is_food(hits)):
        raw = heated.raw is not None and bool(values)
        sure = "dairy" in values or raw or starters or _yoghurt_cultures(words, hits)
        plain = not _DOSED_FORMS & {h.value for h in hits.get("form", ())}
        if sure or _is_food(hits) or ("food" in values and plain):
            guess = "live"
    if guess == "ferment":  # a formula "with active metabolites" was fermented all the same
        how = [None if given == "metabolites" else given for given in how]
    return [given or guess for given in how]


def _is_food(hits: dict[str, list[Hit]]) -> bool:
    """Whether it is a drink or food on milk, with cultures in it: unheated, they are alive."""
    forms = {hit.value for hit in hits.get("form", ())}
    milky = any(hit.value == "milk" for hit in hits.get("allergen", ()))
    return milky and ("drink" in forms or not forms & _DOSED_FORMS)


def _yoghurt_cultures(words: Words, hits: dict[str, list[Hit]]) -> bool:
    """Whether a culture is named after the food it makes ("Joghurtkulturen")."""
    return any(
        hit.value == "culture"
        and words.word[hit.first].startswith(("joghurt", "yog", "yaourt", "kefir"))
        for hit in hits.get("ferment", ())
    ) or any(
        hit.value == "culture" and "lactique" in words.word[hit.last - 1]
        for hit in hits.get("ferment", ())
    )


def _organisms(
    words: Words, found: Sequence[Mention], how: Sequence[str | None]
) -> tuple[Organism, ...]:
    made = []
    for mention, state in zip(found, how, strict=True):
        text = words.text[mention.start : mention.end].strip(" \n(")
        made.append(
            Organism(
                text,
                mention.name,
                mention.strain,
                mention.deposit,
                _state(state),
                state if state not in get_args(State) else None,
                None,
                Span(mention.start, mention.end),
            )
        )
    return tuple(made)


def _state(how: str | None) -> State:
    return STATES[how] if how is not None else "unknown"


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


def _dosed(
    words: Words,
    organisms: tuple[Organism, ...],
    found: Sequence[Mention],
    counted: Sequence[tuple[Dose, Amount]],
    weighed: Sequence[tuple[Dose, Amount, int]],
) -> tuple[Organism, ...]:
    """Give each organism the amount that is its own."""
    mine: dict[int, Dose] = {}
    if counted:
        mine = _paired(words, found, counted)
    for dose, _, number in weighed:
        if number < len(found):
            mine.setdefault(number, dose)
    one = len({o.name for o in organisms}) == 1 and len({o.strain for o in organisms} - {None}) <= 1
    if one and counted:  # a name without its strain, elsewhere on the label, is the same microbe
        for number in range(len(organisms)):
            mine.setdefault(number, counted[0][0])
    return tuple(replace(o, dose=mine.get(n)) for n, o in enumerate(organisms))


def _paired(
    words: Words, found: Sequence[Mention], counted: Sequence[tuple[Dose, Amount]]
) -> dict[int, Dose]:
    """Pair counts with organisms where each has its own; a lone total belongs to none.

    Packs write the count behind the name or before it, throughout: the reading that pairs more,
    and more closely, is taken.
    """
    readings = [_pairs(words, found, counted, behind=behind) for behind in (True, False)]
    _, _, mine = min(readings, key=lambda reading: (-reading[0], reading[1]))
    strains = {m.strain for m in found} - {None}
    distinct = max(len({m.name for m in found}), len(strains))
    if len(mine) >= 2 or distinct <= 1:
        return mine
    # One amount for several microbes is their total, whichever of them it stands beside; but for
    # the brackets behind the first of them: "B. lactis BB-12 (1 billion CFU), L. acidophilus".
    return {n: dose for n, dose in mine.items() if _is_bracketed(words, found, n, dose)}


def _is_bracketed(words: Words, found: Sequence[Mention], number: int, dose: Dose) -> bool:
    """Whether a count in brackets can be of this microbe only: others follow, none came before."""
    if number + 1 >= len(found):
        return False
    mention, following = found[number], found[number + 1]
    here = words.sentence[mention.first]
    alone = number == 0 or words.sentence[found[number - 1].first] != here
    opened = words.text[mention.end : dose.span.start].strip(" ®™") in {"(", "["}
    closed = any(ch in ")]" for ch in words.text[dose.span.end : following.start])
    return alone and opened and closed and words.sentence[following.first] == here


def _pairs(
    words: Words,
    found: Sequence[Mention],
    counted: Sequence[tuple[Dose, Amount]],
    *,
    behind: bool,
) -> tuple[int, int, dict[int, Dose]]:
    """Pair each count with the nearest organism on one side; return how many, and how far off."""
    mine: dict[int, Dose] = {}
    cost = 0
    for dose, amount in counted:
        if behind:
            near = [n for n, m in enumerate(found) if m.last <= amount.first][-1:]
        else:
            near = [n for n, m in enumerate(found) if m.first >= amount.after][:1]
        if not near or near[0] in mine:
            continue
        mention = found[near[0]]
        span = (mention.last, amount.first) if behind else (amount.after, mention.first)
        far = span[1] - span[0] + 3 * sum(g >= COMMA for g in words.gap[span[0] : span[1]])
        parted = any(gap >= SENTENCE for gap in words.gap[max(span[0] - 1, 0) : span[1]])
        if far <= _NEAR and not parted:
            mine[near[0]] = dose
            # A bar joins the cells of one row: "L. casei | 5 billion".
            cost += 0 if "|" in words.text[words.end[span[0] - 1] : words.start[span[1]]] else far
    return len(mine), cost, mine


def _merged(organisms: Sequence[Organism]) -> list[Organism]:
    """Join repeats of one organism; a mention without a strain joins the one with it."""
    by_key: dict[tuple[str, str | None], Organism] = {}
    for organism in organisms:
        key = (organism.name, same_strain(organism.strain) if organism.strain else None)
        known = by_key.get(key)
        by_key[key] = organism if known is None else _joined(known, organism)
    coded = {name for name, strain in by_key if strain is not None}
    kept = []
    for (name, strain), organism in by_key.items():
        if strain is None and name in coded:
            first = next(k for k in by_key if k[0] == name and k[1] is not None)
            by_key[first] = _joined(by_key[first], organism)
            continue
        kept.append((name, strain))
    genera = {name.split(" ")[0] for name, _ in kept if " " in name}
    return [
        by_key[key]
        for key in kept
        if " " in key[0]
        or key[1] is not None
        or key[0] not in genera
        or by_key[key].how is not None
    ]


def _joined(first: Organism, other: Organism) -> Organism:
    state, how = (first.state, first.how) if first.state != "unknown" else (other.state, other.how)
    # "LGG" alone, and later "Lactobacillus rhamnosus GG": the fuller writing is kept.
    fuller = other if first.text == first.strain and other.strain else first
    return replace(
        fuller,
        state=state,
        how=how,
        dose=first.dose or other.dose,
        deposit=first.deposit or other.deposit,
    )
