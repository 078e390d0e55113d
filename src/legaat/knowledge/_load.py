"""Reading the tables: once, when asked for, into frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from legaat.errors import KnowledgeError, Where
from legaat.knowledge._citation import OWN_RULE, Citation
from legaat.knowledge._tables import Row, table, text, texts
from legaat.knowledge._types import (
    Answer,
    Check,
    EvidenceRow,
    Interaction,
    Intervention,
    Medicine,
    RedFlag,
    Refer,
    Remark,
    Rule,
    Word,
)
from legaat.knowledge._when import parse_when
from legaat.knowledge._wording import Wording
from legaat.messages import Text

__all__ = [
    "citation",
    "citations",
    "evidence",
    "interactions",
    "interventions",
    "medicines",
    "red_flags",
    "remarks",
    "rules",
    "words",
]


def _wording(row: Row) -> Wording:
    if "say" not in row:
        return Wording(text(row))
    instead = _wording(row["instead"]) if row["instead"] else None
    return Wording(text(row["say"]), parse_when(row["unless"]), instead)


@cache
def _citations() -> Mapping[str, Citation]:
    rows = [{**row, "unconfirmed": tuple(row["unconfirmed"])} for row in table("citations")]
    return MappingProxyType({row["id"]: Citation(**row) for row in rows})


def citation(citation_id: str) -> Citation:
    """Return one source.

    Parameters
    ----------
    citation_id : str
        "R001" and on.

    Raises
    ------
    KnowledgeError
        There is no such source.
    """
    found = _citations().get(citation_id)
    if found is None:
        raise KnowledgeError("no-such-citation", where=Where(entry=citation_id))
    return found


def citations(ids: Iterable[str] | None = None) -> dict[str, dict[str, str | int | None]]:
    """Return sources in the form of the JSON contract.

    Parameters
    ----------
    ids : iterable of str, optional
        Ids in any order; without them, every source. "own-rule" names no source and is left
        out, as is a source that was never looked up: that one is never shown.

    Returns
    -------
    dict
        Id to authors, title, journal, year, doi and pmid, sorted by id.

    Raises
    ------
    KnowledgeError
        An id is unknown.
    """
    asked = set(_citations()) if ids is None else set(ids) - {OWN_RULE}
    found = [citation(citation_id) for citation_id in sorted(asked)]
    return {source.id: source.to_dict() for source in found if source.shown}


_SENTENCES = ("title", "kind", "form", "dose", "population", "outcome", "direction")


@cache
def evidence() -> Mapping[str, EvidenceRow]:
    """Return the rows of the evidence table by id."""
    rows = [
        EvidenceRow(
            id=row["id"],
            grade=row["grade"],
            isapp=row["isapp"],
            citations=tuple(row["citations"]),
            **{key: text(row[key]) for key in _SENTENCES},
        )
        for row in table("evidence")
    ]
    return MappingProxyType({row.id: row for row in rows})


def _checks(owner: Row, say: Text) -> tuple[Check, ...]:
    return tuple(
        Check(
            rule=owner["id"],
            when=parse_when(row["when"]),
            what=tuple(row["what"]),
            then=row["then"],
            if_unknown=row.get("if_unknown"),
            say=text(row["say"]) if "say" in row else say,
            citations=tuple(owner["citations"]),
        )
        for row in owner["checks"]
    )


def _rule(row: Row) -> Rule:
    why = text(row["why"])
    return Rule(
        id=row["id"],
        kind=row["kind"],
        title=text(row["title"]),
        why=why,
        grade=row["grade"],
        citations=tuple(row["citations"]),
        checks=_checks(row, why),
        refers=tuple(
            Refer(
                rule=row["id"],
                when=parse_when(refer["when"]),
                urgency=refer["urgency"],
                why=why,
                do=text(refer["do"]),
                citations=tuple(row["citations"]),
                gates=refer["gates"],
                yields=refer["yields"],
            )
            for refer in row["refers"]
        ),
        through=tuple(row["through"]),
    )


@cache
def rules() -> tuple[Rule, ...]:
    """Return the safety rules, those of the evidence tables first."""
    return tuple(_rule(row) for row in table("rules"))


@cache
def red_flags() -> tuple[RedFlag, ...]:
    """Return the signs that need a doctor."""
    return tuple(
        RedFlag(
            id=row["id"],
            sign=text(row["sign"]),
            do=text(row["do"]),
            who=row["who"],
            urgency=row["urgency"],
            citations=tuple(row["citations"]),
            when=parse_when(row["when"]),
            covers=tuple(row["covers"]),
            do_older=text(row["do_older"]) if row["do_older"] else None,
        )
        for row in table("red_flags")
    )


@cache
def interactions() -> tuple[Interaction, ...]:
    """Return what does not go with a medicine or a condition."""
    return tuple(
        Interaction(
            id=row["id"],
            suggestion=row["suggestion"],
            medicine=row["medicine"],
            groups=row["groups"],
            severity=row["severity"],
            say=text(row["say"]),
            citations=tuple(row["citations"]),
            checks=_checks(row, text(row["say"])),
        )
        for row in table("interactions")
    )


def _answer(row: Row) -> Answer:
    return Answer(
        to=parse_when(row["to"]),
        rows=tuple(row["rows"]),
        grade=row["grade"],
        directness=row["directness"],
        mechanism=_wording(row["mechanism"]),
        study=text(row["study"]),
        direction=text(row["direction"]),
        citations=tuple(row["citations"]),
    )


@cache
def interventions() -> tuple[Intervention, ...]:
    """Return what one can eat, take or do, as far as it is written out in both languages."""
    return tuple(
        Intervention(
            id=row["id"],
            kind=row["kind"],
            use=row["use"],
            product=row["product"],
            gentle=row["gentle"],
            listed=row["listed"],
            group=row["group"],
            burden=row["burden"],
            title=text(row["title"]),
            form=text(row["form"]),
            dose=_wording(row["dose"]) if row["dose"] else None,
            start_low=tuple(_wording(step) for step in row["start_low"]),
            own_start=row["own_start"],
            cautions=texts(row["cautions"]),
            tags=tuple(row["tags"]),
            names=tuple(row["names"]),
            answers=tuple(_answer(answer) for answer in row["answers"]),
            adds=MappingProxyType(row["adds"]),
        )
        for row in table("interventions")
    )


@cache
def remarks() -> tuple[Remark, ...]:
    """Return what one need not do or buy, and why."""
    return tuple(
        Remark(
            id=row["id"],
            when=parse_when(row["when"]),
            say=text(row["say"]),
            rows=tuple(row["rows"]),
            citations=tuple(row["citations"]),
        )
        for row in table("remarks")
    )


@cache
def words() -> Mapping[str, tuple[Word, ...]]:
    """Return the words about a person by the key of the person file they belong to."""
    built: dict[str, list[Word]] = {}
    for row in table("words"):
        word = Word(
            field=row["field"],
            id=row["id"],
            label=text(row["label"]),
            also=tuple(row["also"]),
            implies=tuple(row["implies"]),
        )
        built.setdefault(word.field, []).append(word)
    return MappingProxyType({field: tuple(entries) for field, entries in built.items()})


@cache
def medicines() -> tuple[Medicine, ...]:
    """Return the groups of medicines that a rule knows, with the names of their members."""
    return tuple(
        Medicine(
            atc=row["atc"],
            label=text(row["label"]),
            names=tuple(row["names"]),
            implies=tuple(row["implies"]),
        )
        for row in table("medicines")
    )
