"""The report as plain data, to the contract ``legaat.report/1``.

Keys may be added, never renamed within a version. A number that isn't known is null; none is ever
infinite or "not a number".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, Final, TypeAlias

from legaat._version import __version__
from legaat.advice import Advice, Effect, LeftAlone, Suggestion, Withheld
from legaat.errors import KnowledgeError, Where
from legaat.knowledge import Citation
from legaat.messages import Lang, Speakable
from legaat.profiles import Profile
from legaat.reference import Standing, TaxonStanding, conditions
from legaat.reports._citations import citations_of, sources
from legaat.reports._missing import Missed, missed, reasons
from legaat.reports._report import Report
from legaat.reports._summary import summary
from legaat.reports._words import finite
from legaat.substances import Skill, Substance

__all__ = [
    "SCHEMA",
    "Json",
    "Known",
    "advice_json",
    "cited_json",
    "effect_json",
    "ids_json",
    "made_by",
    "render_json",
    "texts_json",
    "withheld_json",
]

SCHEMA: Final = "legaat.report/1"

_ROUNDING: Final = 1e-6

Json: TypeAlias = dict[str, Any]
Known: TypeAlias = Mapping[str, Citation]


def render_json(report: Report, lang: Lang) -> Json:
    """Return the report as plain data, ready for ``json.dumps(…, allow_nan=False)``.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
        Language of the sentences in it.

    Returns
    -------
    dict
        An object that the schema of ``legaat schema report`` describes.

    Raises
    ------
    legaat.errors.KnowledgeError
        A number that must be known isn't one, or a source is unknown: a defect.
    """
    from legaat.reports._json_biotics import blend_json, strains_json
    from legaat.reports._json_inside import inside_json

    known = sources(report, lang)
    return {
        "schema": SCHEMA,
        "lang": lang,
        "summary": list(summary(report, lang)),
        "profile": _profile(report.profile, lang),
        "reference": _reference(report.standing, known, lang),
        "taxa": [_taxon(row) for row in report.standing.taxa],
        "missing": [_missed(one, known, lang) for one in missed(report)],
        "substances": [_substance(row, known, lang) for row in report.panel],
        **advice_json(report.advice, known, lang),
        "strains": strains_json(report.strains, known, lang),
        "blend": blend_json(report.blend, known, lang),
        "inside": inside_json(report.inside),
        "person_given": report.person_given,
        "citations": cited_json(known),
        "made_by": made_by(report),
    }


def cited_json(known: Known) -> Json:
    """Return every source by its id."""
    return {
        key: {
            "authors": row.authors,
            "title": row.title,
            "journal": row.journal,
            "year": row.year,
            "doi": row.doi,
            "pmid": row.pmid,
        }
        for key, row in known.items()
    }


def made_by(report: Report) -> Json:
    """Return what made the report."""
    return {
        "legaat": __version__,
        "packs": list(report.packs),
        "seconds": finite(report.seconds),
    }


def texts_json(items: Iterable[Speakable], lang: Lang) -> list[str]:
    """Return sentences in a language."""
    return [item.text(lang) for item in items]


def ids_json(ids: Iterable[str], known: Known) -> list[str]:
    """Return the ids that stand under ``citations``; a source that isn't shown is left out."""
    return [key for key in ids if key in known]


def _text(item: Speakable | None, lang: Lang) -> str | None:
    return None if item is None else item.text(lang)


def _sure(value: float, entry: str) -> float:
    """Return a number that must be known."""
    if not isfinite(value):
        raise KnowledgeError("not-a-number", where=Where(entry=entry))
    return value


def _part(value: float | None, entry: str) -> float | None:
    """Return a part of a whole, without what adding up put beyond its ends; None if unknown."""
    known = finite(value)
    if known is None or -_ROUNDING <= known <= 1 + _ROUNDING:
        return None if known is None else min(max(known, 0.0), 1.0)
    raise KnowledgeError("not-a-number", where=Where(entry=entry))


def _numbers(values: Iterable[float] | None) -> list[float] | None:
    """Return a range or a row of numbers; None where one of them is unknown."""
    row = None if values is None else list(values)
    return row if row and all(map(isfinite, row)) else None


def _profile(profile: Profile, lang: Lang) -> Json:
    reading, origin = profile.report, profile.provenance
    return {
        "sample": profile.sample,
        "format": reading.format,
        "rank": profile.rank,
        "n_taxa": len(profile),
        "mapped_share": _part(_sure(reading.mapped_share, "mapped_share"), "mapped_share"),
        "unclassified_share": _part(profile.unclassified_share, "unclassified_share"),
        "lab": origin.lab,
        "date": origin.date,
        "method": origin.method,
        "tool": origin.tool,
        "database": origin.database,
        "n_reads": profile.n_reads,
        "quantity": reading.quantity,
        "total": _sure(reading.total, "total"),
        "total_unit": reading.total_unit,
        "n_rows": reading.n_rows,
        "dropped": [
            {
                "reason": row.reason.text(lang),
                "count": row.count,
                "share": _part(row.share, "dropped"),
                "examples": list(row.examples),
            }
            for row in reading.dropped
        ],
        "changes": [
            {"from": row.old, "to": row.new, "why": row.why.text(lang)} for row in reading.changes
        ],
        "warnings": texts_json(reading.warnings, lang),
    }


def _reference(standing: Standing, known: Known, lang: Lang) -> Json:
    info = standing.reference
    return {
        "name": info.name,
        "n": info.n,
        "n_studies": info.n_studies,
        "rank": info.rank,
        "method": info.method.text(lang),
        "source": ids_json(info.source, known),
        "detection_limit": _part(
            _sure(standing.detection_limit, "detection_limit"), "detection_limit"
        ),
        "compared_share": _part(_sure(standing.compared_share, "compared_share"), "compared_share"),
        "lumped": {key: list(names) for key, names in standing.lumped.items()},
        "notes": texts_json(standing.notes, lang),
    }


def _taxon(row: TaxonStanding) -> Json:
    return {
        "taxon": row.taxon,
        "share": _part(_sure(row.share, row.taxon), row.taxon),
        "percentile": finite(row.percentile),
        "prevalence": _part(row.prevalence, row.taxon),
        "status": row.status,
        "p_missing": _part(row.p_missing, row.taxon),
        "p_unseen": _part(row.p_unseen, row.taxon),
        "usual": _numbers(row.usual),
        "expected": _part(row.expected, row.taxon),
        "p_absent": _part(row.p_absent, row.taxon),
    }


def _missed(one: Missed, known: Known, lang: Lang) -> Json:
    contrast = one.contrast
    return {
        "taxon": one.row.taxon,
        "p_missing": _part(one.row.p_missing, one.row.taxon),
        "matters": one.matters,
        "helped": one.helped,
        "reasons": list(reasons(one, lang)),
        "contrast": None
        if contrast is None
        else {
            "direction": contrast.direction,
            "k": contrast.k,
            "n": contrast.n,
            "effect": contrast.effect,
            "unit": "standard deviations, not healthy minus healthy",
            "interval": list(contrast.interval),
            "conditions": list(conditions()),
            "citations": ids_json(contrast.citations, known),
        },
        "feeds": [
            {
                "fibre": feed.fibre,
                "check": feed.check,
                "citations": ids_json(feed.citations, known),
            }
            for feed in one.feeds
        ],
        "advice": [suggestion.id for suggestion in one.answers],
        "effects": texts_json(one.effects, lang),
    }


def _substance(row: Substance, known: Known, lang: Lang) -> Json:
    return {
        "id": row.id,
        "name": row.name(lang),
        "value": finite(row.value),
        "unit": row.unit,
        "interval": _numbers(row.interval),
        "percentile": finite(row.percentile),
        "status": row.status,
        "method": row.method.text(lang),
        "makers": [
            {
                "taxon": maker.taxon,
                "share": _part(_sure(maker.share, maker.taxon), maker.taxon),
                "check": maker.check,
            }
            for maker in row.makers
        ],
        "skill": _skill(row.skill),
        "population": _numbers(row.population),
        "citations": ids_json(row.citations, known),
    }


def _skill(skill: Skill | None) -> Json | None:
    if skill is None or not isfinite(skill.value):
        return None
    return {
        "measure": skill.measure,
        "value": skill.value,
        "interval": _numbers(skill.interval),
        "n": skill.n,
        "n_studies": skill.n_studies,
    }


def withheld_json(rows: Iterable[Withheld], known: Known, lang: Lang) -> list[Json]:
    """Return what was not suggested."""
    return [
        {
            "id": row.id,
            "interventions": list(row.interventions),
            "title": row.title.text(lang),
            "rule": row.rule,
            "why": row.why.text(lang),
            "citations": ids_json(row.citations, known),
        }
        for row in rows
    ]


def advice_json(advice: Advice, known: Known, lang: Lang) -> Json:
    """Return what to do, what was withheld, and when to see a doctor."""
    return {
        "advice": [_suggestion(row, known, lang) for row in advice.suggestions],
        "withheld": withheld_json(advice.withheld, known, lang),
        "referrals": [
            {
                "rule": row.rule,
                "urgent": row.urgency != "soon",
                "urgency": row.urgency,
                "why": row.why.text(lang),
                "what_to_do": row.what_to_do.text(lang),
                "citations": ids_json(row.citations, known),
            }
            for row in advice.referrals
        ],
        "leave_alone": [
            {
                "id": row.id if isinstance(row, LeftAlone) else None,
                "text": row.text(lang),
                "citations": ids_json(citations_of(row), known),
            }
            for row in advice.leave_alone
        ],
        "questions": texts_json(advice.questions, lang),
    }


def _suggestion(row: Suggestion, known: Known, lang: Lang) -> Json:
    effect = row.effect
    return {
        "id": row.id,
        "interventions": list(row.interventions),
        "kind": row.kind,
        "title": row.title.text(lang),
        "dose": _text(row.dose, lang),
        "start_low": texts_json(row.start_low, lang),
        "grade": row.grade,
        "direction": row.direction.text(lang),
        "why": texts_json(row.why, lang),
        "effect": None if effect is None else effect_json(effect),
        "citations": ids_json(row.citations, known),
        "cautions": texts_json(row.cautions, lang),
    }


def effect_json(effect: Effect) -> Json:
    """Return a predicted change."""
    return {
        "substance": effect.substance,
        "change": _sure(effect.change, effect.substance),
        "interval": [_sure(value, effect.substance) for value in effect.interval],
        "unit": effect.unit,
        "before": finite(effect.before),
        "added": dict(effect.added),
        "makers": list(effect.makers),
        "diet": effect.diet,
    }
