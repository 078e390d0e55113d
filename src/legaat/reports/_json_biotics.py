"""Strains and a blend as plain data; and the contract ``legaat.advice/1``."""

from __future__ import annotations

from typing import Final

from legaat.advice import Blend, BlendPart, StrainFit, Strains
from legaat.messages import Lang
from legaat.reports._citations import citations_of, sources
from legaat.reports._json import (
    Json,
    Known,
    advice_json,
    cited_json,
    effect_json,
    ids_json,
    made_by,
    texts_json,
    withheld_json,
)
from legaat.reports._report import Report
from legaat.reports._words import finite

__all__ = ["ADVICE_SCHEMA", "blend_json", "render_advice_json", "strains_json"]

ADVICE_SCHEMA: Final = "legaat.advice/1"


def render_advice_json(report: Report, lang: Lang) -> Json:
    """Return the advice of a report as plain data, ready for ``json.dumps(…, allow_nan=False)``.

    Parameters
    ----------
    report : Report
    lang : {"nl", "en"}
        Language of the sentences in it.

    Returns
    -------
    dict
        An object that the schema of ``legaat schema advice`` describes.
    """
    known = sources(report, lang, advice_only=True)
    return {
        "schema": ADVICE_SCHEMA,
        "lang": lang,
        "sample": report.profile.sample,
        "person_given": report.person_given,
        **advice_json(report.advice, known, lang),
        "strains": strains_json(report.strains, known, lang),
        "blend": blend_json(report.blend, known, lang),
        "citations": cited_json(known),
        "made_by": made_by(report),
    }


def strains_json(strains: Strains | None, known: Known, lang: Lang) -> Json | None:
    """Return the strains; None where they weren't asked."""
    if strains is None:
        return None
    return {
        "fits": [_fit(fit, known, lang) for fit in strains.fits],
        "withheld": withheld_json(strains.withheld, known, lang),
        "notes": [
            {
                "id": note.id,
                "text": note.text(lang),
                "citations": ids_json(citations_of(note), known),
            }
            for note in strains.notes
        ],
        "diet": strains.diet,
    }


def _fit(fit: StrainFit, known: Known, lang: Lang) -> Json:
    return {
        "id": fit.id,
        "species": fit.species,
        "title": fit.title.text(lang),
        "interventions": list(fit.interventions),
        "grade": fit.grade,
        "found": fit.found,
        "for_you": fit.for_you,
        "could_try": fit.could_try,
        "dose": None if fit.dose is None else fit.dose.text(lang),
        "share": finite(fit.share),
        "grows": fit.grows,
        "growth": finite(fit.growth),
        "usual_growth": finite(fit.usual_growth),
        "changes": [
            {
                "substance": change.substance,
                "before": change.before,
                "after": change.after,
                "unit": change.unit,
            }
            for change in fit.changes
        ],
        "rivals": [
            {"taxon": rival.taxon, "share": min(max(rival.share, 0.0), 1.0)} for rival in fit.rivals
        ],
        "eats": list(fit.eats),
        "why": texts_json(fit.why, lang),
        "cautions": texts_json(fit.cautions, lang),
        "citations": ids_json(fit.citations, known),
    }


def blend_json(blend: Blend | None, known: Known, lang: Lang) -> Json | None:
    """Return the blend; None where it wasn't asked."""
    if blend is None:
        return None
    return {
        "parts": [_part(part, known, lang) for part in blend.parts],
        "blocked": texts_json(blend.blocked, lang),
        "effects": [effect_json(effect) for effect in blend.effects],
        "covered": texts_json(blend.covered, lang),
        "open": texts_json(blend.open, lang),
        "notes": texts_json(blend.notes, lang),
        "withheld": withheld_json(blend.withheld, known, lang),
        "proof": None
        if blend.proof is None
        else {
            "value": blend.proof.value,
            "bound": blend.proof.bound,
            "gap": blend.proof.gap,
            "candidates": blend.proof.candidates,
            "simulated": blend.proof.simulated,
        },
        "eur_month": finite(blend.eur_month),
    }


def _part(part: BlendPart, known: Known, lang: Lang) -> Json:
    return {
        "id": part.id,
        "title": part.title.text(lang),
        "dose": None if part.dose is None else part.dose.text(lang),
        "form": part.form.text(lang),
        "amount": part.amount,
        "unit": part.unit,
        "pieces": part.pieces,
        "weeks": [{"week": week, "amount": amount} for week, amount in part.weeks],
        "grade": part.grade,
        "covers": texts_json(part.covers, lang),
        "why": texts_json(part.why, lang),
        "cautions": texts_json(part.cautions, lang),
        "citations": ids_json(part.citations, known),
        "interventions": list(part.interventions),
        "eur_month": finite(part.eur_month),
    }
