"""Reading the tables: once, when asked for, into frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from legaat.errors import KnowledgeError, Where
from legaat.knowledge._build import build, entries
from legaat.knowledge._citation import OWN_RULE, Citation
from legaat.knowledge._tables import Row, table, text
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


@cache
def _citations() -> Mapping[str, Citation]:
    return entries(Citation, "citations")


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


@cache
def evidence() -> Mapping[str, EvidenceRow]:
    """Return the rows of the evidence table by id."""
    return entries(EvidenceRow, "evidence")


def _checks(owner: Row, say: Text) -> tuple[Check, ...]:
    cited = tuple(owner["citations"])
    return tuple(
        build(
            Check,
            row,
            rule=owner["id"],
            if_unknown=row.get("if_unknown"),
            say=text(row["say"]) if "say" in row else say,
            citations=cited,
        )
        for row in owner["checks"]
    )


def _rule(row: Row) -> Rule:
    why, cited = text(row["why"]), tuple(row["citations"])
    return build(
        Rule,
        row,
        why=why,
        checks=_checks(row, why),
        refers=tuple(
            build(Refer, refer, rule=row["id"], why=why, citations=cited) for refer in row["refers"]
        ),
    )


@cache
def rules() -> tuple[Rule, ...]:
    """Return the safety rules, those of the evidence tables first."""
    return tuple(_rule(row) for row in table("rules"))


@cache
def red_flags() -> tuple[RedFlag, ...]:
    """Return the signs that need a doctor."""
    return tuple(build(RedFlag, row) for row in table("red_flags"))


@cache
def interactions() -> tuple[Interaction, ...]:
    """Return what does not go with a medicine or a condition."""
    return tuple(
        build(Interaction, row, checks=_checks(row, text(row["say"])))
        for row in table("interactions")
    )


@cache
def interventions() -> tuple[Intervention, ...]:
    """Return what one can eat, take or do, as far as it is written out in both languages."""
    return tuple(
        build(Intervention, row, answers=tuple(build(Answer, a) for a in row["answers"]))
        for row in table("interventions")
    )


@cache
def remarks() -> tuple[Remark, ...]:
    """Return what one need not do or buy, and why."""
    return tuple(build(Remark, row) for row in table("remarks"))


@cache
def words() -> Mapping[str, tuple[Word, ...]]:
    """Return the words about a person by the key of the person file they belong to."""
    built: dict[str, list[Word]] = {}
    for row in table("words"):
        word = build(Word, row)
        built.setdefault(word.field, []).append(word)
    return MappingProxyType({field: tuple(found) for field, found in built.items()})


@cache
def medicines() -> tuple[Medicine, ...]:
    """Return the groups of medicines that a rule knows, with the names of their members."""
    return tuple(build(Medicine, row) for row in table("medicines"))
