"""What a model says goes on inside, drawn and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from legaat.messages import Lang, say
from legaat.reports._inside import OTHERS, Inside, Node, Place
from legaat.reports._markup import mark, safe
from legaat.reports._missing import missed
from legaat.reports._report import Report
from legaat.reports._said import Said, SayOn
from legaat.reports._svg import Figure
from legaat.reports._svg_flow import Ribbon, Stop, flow
from legaat.reports._words import clean, heading, joined, part_words, short_name

__all__ = ["Inner", "inner"]

_COLUMNS: dict[Place, int] = {"food": 0, "eater": 1, "leftover": 2, "out": 3}
_FIBRES = 2
_TOLD = 0.98


@dataclass(frozen=True, slots=True)
class Inner:
    """What a model says; `rows` are from, to and how much, `back` a taxon with what it changes."""

    intro: Said
    stand_ins: tuple[Said, ...]
    picture: Markup
    heads: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]
    limits: tuple[tuple[str, Said], ...]
    notes: tuple[Said, ...]
    back: tuple[tuple[str, tuple[Said, ...]], ...]
    effects: tuple[tuple[str, Said], ...]


def inner(report: Report, said: SayOn, lang: Lang) -> Inner | None:
    """Return what a model says of this community; None where it was not asked.

    Parameters
    ----------
    report : Report
    said : callable
        From a sentence and citation ids to what is shown.
    lang : {"nl", "en"}
    """
    found = report.inside
    if found is None:
        return None
    own = "-low-fodmap" if found.diet == "low-fodmap" else ""
    return Inner(
        intro=said(say(f"report.model.intro{own}", lang), how="model"),
        stand_ins=tuple(_stand_ins(found, said, lang)),
        picture=_picture(found, lang),
        heads=tuple(say(f"report.model.head-{place}", lang) for place in _COLUMNS),
        rows=tuple(_rows(found, lang)),
        limits=tuple(_limits(report, found, said, lang)),
        notes=tuple(_notes(report, found, said, lang)),
        back=tuple(
            (mark(one.row.taxon), tuple(said(e.text(lang), how="model") for e in one.effects))
            for one in missed(report)
            if one.effects
        ),
        effects=tuple(_effects(report, said, lang)),
    )


def _name(node: Node, lang: Lang) -> str:
    """Return what a node is called."""
    if node.name == OTHERS:
        return say(f"report.model.others-{node.place}", lang)
    if node.place == "food":
        from legaat.twin import of_lumen

        if node.name == "mucin_m":
            return say("report.model.mucin", lang)
        nutrient = of_lumen(node.name)
        words = nutrient.name.text(lang) if nutrient is not None else node.name.removesuffix("_m")
        return words.split(" (")[0]
    if node.place == "out":
        return say(f"report.model.out-{node.name}", lang)
    return clean(node.name)


def _picture(found: Inside, lang: Lang) -> Markup:
    stops: list[Stop] = []
    place: dict[tuple[Place, str], int] = {}
    for node in found.nodes:
        place[node.place, node.name] = len(stops)
        words = f"{_name(node, lang)}: {part_words(node.share, lang)}"
        taxon = node.place in {"eater", "leftover"} and node.name != OTHERS
        name = short_name(node.name) if taxon else _name(node, lang)
        stops.append(Stop(_COLUMNS[node.place], name, words, node.share))
    ribbons = [
        Ribbon(place[link.source], place[link.target], link.share)
        for link in found.links
        if link.source in place and link.target in place
    ]
    heads = [say(f"report.model.short-{key}", lang).replace("|", "\n") for key in _COLUMNS]
    most = {
        key: next((_name(n, lang) for n in found.nodes if n.place == key), "–") for key in _COLUMNS
    }
    what = Figure(
        "flow",
        say("report.model.title", lang),
        say(
            "report.model.description", lang,
            food=most["food"], eater=most["eater"], leftover=most["leftover"], out=most["out"],
        ),
    )  # fmt: skip
    return safe(flow(what, heads, stops, ribbons))


def _rows(found: Inside, lang: Lang) -> Iterator[tuple[str, str, str]]:
    names = {(node.place, node.name): _name(node, lang) for node in found.nodes}
    order = list(names)
    links = [link for link in found.links if link.source in names and link.target in names]
    links.sort(key=lambda link: (_COLUMNS[link.source[0]], order.index(link.source), -link.share))
    for link in links:
        target = names[link.target]
        if link.target[0] == "leftover":
            target = say("report.model.passed", lang, taxon=target)
        yield names[link.source], target, part_words(link.share, lang)


def _limits(report: Report, found: Inside, said: SayOn, lang: Lang) -> Iterator[tuple[str, Said]]:
    """Yield what holds each substance back, in food words; what a rule withholds goes unnamed."""
    names = {row.id: row.name(lang) for row in report.panel}
    for key, ranked in found.limits.items():
        fibres = [fibre for fibre, _ in ranked if fibre not in report.unsuited][:_FIBRES]
        name = heading(names.get(key, say(f"report.model.out-{key}", lang)))
        if fibres:
            first, *rest = (_fibre(fibre, lang) for fibre in fibres)
            words = say("report.model.limit-two" if rest else "report.model.limit-one", lang,
                        first=first, second=joined(rest))  # fmt: skip
        else:
            words = say("report.model.limit-none", lang)
        yield name, said(words, how="model")


def _stand_ins(found: Inside, said: SayOn, lang: Lang) -> Iterator[Said]:
    """Yield which bacterium stands for others that have no model of their own."""
    for name, others in found.stand_ins.items():
        listed = joined(mark(other) for other in others)
        words = say("report.model.stand-in", lang, taxon=mark(name), others=listed)
        yield said(words, how="model")


def _fibre(fibre: str, lang: Lang) -> str:
    return say(f"missing.fibre.{fibre.replace(' ', '-')}", lang)


def _notes(report: Report, found: Inside, said: SayOn, lang: Lang) -> Iterator[Said]:
    plenty = [_fibre(fibre, lang) for fibre in found.plenty if fibre not in report.unsuited]
    if plenty:
        yield said(say("report.model.plenty", lang, fibres="; ".join(plenty)), how="model")
    yield said(say("report.model.one-way", lang), how="model")
    if found.matched_share < _TOLD:
        yield said(say("report.model.matched", lang, share=part_words(found.matched_share, lang)))


def _effects(report: Report, said: SayOn, lang: Lang) -> Iterator[tuple[str, Said]]:
    """Yield what the model expects of each suggestion that it can simulate."""
    from legaat.advice import effect_sentence

    for suggestion in report.advice.suggestions:
        if suggestion.effect is not None:
            words = " ".join(part.text(lang) for part in effect_sentence(suggestion.effect))
            if words:
                yield suggestion.title.text(lang), said(words, how="model")
