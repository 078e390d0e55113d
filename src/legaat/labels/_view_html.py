"""The verdict as one HTML card: no network, no script, everything from the label escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from typing import Final

from legaat.labels._numbers import Listed
from legaat.labels._types import LabelResult
from legaat.labels._view import (
    allergen_words,
    dose_words,
    in_order,
    marks,
    slug,
    studied,
    verdict_words,
    written,
)
from legaat.messages import Lang, say

__all__ = ["render_html"]

_SIGN: Final = {"pass": "✓", "warn": "!", "fail": "✕", "unknown": "?"}
_MOST_TEXT: Final = 6000
_CSS: Final = """
:root{--ink:#1d2326;--soft:#5b6669;--line:#d9dfe0;--paper:#fff;--accent:#1f6f6b;--care:#a3450f}
@media (prefers-color-scheme:dark){
:root{--ink:#e8ecec;--soft:#a3adaf;--line:#39434a;--paper:#15191c;--accent:#74c4bd;--care:#f0a070}}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.55 system-ui,sans-serif}
main{max-width:42rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
p{margin:.4rem 0}.soft{color:var(--soft)}ul{list-style:none;margin:0;padding:0}
li{border-top:1px solid var(--line);padding:.6rem 0}table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.4rem .6rem .4rem 0}
th,td{border-top:1px solid var(--line);font-variant-numeric:tabular-nums}
@media (max-width:34rem){thead{position:absolute;clip-path:inset(50%)}tr{display:block}
tr{border-top:1px solid var(--line);padding:.4rem 0}td{display:block;border:0;padding:.1rem 0}
td[data-head]::before{content:attr(data-head) ": ";color:var(--soft)}}
.sign{display:inline-block;width:1.4em;font-weight:700}
.pass .sign{color:var(--accent)}.fail .sign,.warn .sign,.care{color:var(--care)}
.label{white-space:pre-wrap;overflow-wrap:anywhere;color:var(--soft)}
mark{background:none;color:var(--ink);border-bottom:2px solid var(--accent)}
"""
_POLICY: Final = (
    "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
)


def render_html(result: LabelResult, lang: Lang) -> str:
    """Return the result as one self-contained page.

    Parameters
    ----------
    result : LabelResult
    lang : {"nl", "en"}
    """
    digest = b64encode(sha256(_CSS.encode()).digest()).decode()
    title = result.product or say("labels.title", lang)
    body = "\n".join(_body(result, lang, title))
    return (
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(digest=digest)}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{_safe(title)}</title><style>{_CSS}</style></head>\n"
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _safe(text: str) -> str:
    """Return text that can't be markup, without characters that turn the reading direction."""
    kept = "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text)
    return escape(kept)


def _body(result: LabelResult, lang: Lang, title: str) -> Iterator[str]:
    regime = say(f"labels.regime.{result.regime}", lang)
    yield f'<p class="soft">{_safe(regime)}</p><h1>{_safe(title)}</h1>'
    for kind in result.kinds:
        name = say(f"labels.kindname.{slug(kind.kind)}", lang)
        fits = say("labels.view.isapp" if kind.isapp else "labels.view.not-isapp", lang)
        note = f' <span class="soft">({_safe(fits)})</span>' if kind.kind != "none" else ""
        yield f"<p><b>{_safe(name)}</b>{note}<br>{_safe(kind.evidence.text(lang))}</p>"
    yield from _person(result, lang)
    yield from _organisms(result, lang)
    yield from _checks(result, lang)
    yield from _claims(result, lang)
    if result.allergens:
        named = allergen_words(result.allergens).text(lang)
        yield f"<h2>{_safe(say('labels.view.allergens', lang))}</h2><p>{_safe(named)}</p>"
    yield f'<h2>{_safe(say("labels.view.words", lang))}</h2><p class="label">{_marked(result)}</p>'
    yield f'<p class="soft">{_safe(say("labels.view.disclaimer", lang))}</p>'


def _person(result: LabelResult, lang: Lang) -> Iterator[str]:
    if result.unchecked:
        what = Listed(result.unchecked).text(lang)
        yield f'<p class="care">{_safe(say("labels.view.unchecked", lang, what=what))}</p>'
    if result.screened and not result.person:
        nothing = _safe(say("labels.view.person-nothing", lang))
        yield f"<h2>{_safe(say('labels.view.person', lang))}</h2><p>{nothing}</p>"
    if result.person:
        yield f"<h2>{_safe(say('labels.view.person', lang))}</h2><ul>"
        for warned in result.person:
            sign = "✕" if warned.stop else "!"
            why = _safe(warned.why.text(lang))
            yield f'<li class="care"><span class="sign">{sign}</span>{why}</li>'
        yield "</ul>"


def _organisms(result: LabelResult, lang: Lang) -> Iterator[str]:
    yield f"<h2>{_safe(say('labels.view.organisms', lang))}</h2>"
    if not result.organisms:
        yield f'<p class="soft">{_safe(say("labels.view.none", lang))}</p>'
        return
    head = {
        key: _safe(say(f"labels.view.{key}", lang))
        for key in ("organism", "strain", "state", "dose")
    }
    cells = "".join(f'<th scope="col">{name}</th>' for name in head.values())
    yield f"<table><thead><tr>{cells}</tr></thead><tbody>"
    for organism in result.organisms:
        dose = dose_words(organism.dose, lang) or "–"
        old = written(organism, lang)
        note = f'<br><span class="soft">{_safe(old)}</span>' if old is not None else ""
        yield (
            f"<tr><td><i>{_safe(organism.name)}</i>{note}</td>"
            f'<td data-head="{head["strain"]}">{_safe(organism.strain or "–")}</td>'
            f'<td data-head="{head["state"]}">'
            f"{_safe(say(f'labels.statename.{organism.state}', lang))}</td>"
            f'<td data-head="{head["dose"]}">{_safe(dose)}</td></tr>'
        )
    yield "</tbody></table>"
    yield from _studies(result, lang)


def _studies(result: LabelResult, lang: Lang) -> Iterator[str]:
    yield f"<h2>{_safe(say('labels.view.studies', lang))}</h2><ul>"
    for line, names in studied(result, lang).items():
        yield f'<li><b>{_safe(names)}</b><br><span class="soft">{_safe(line)}</span></li>'
    yield "</ul>"


def _checks(result: LabelResult, lang: Lang) -> Iterator[str]:
    yield f"<h2>{_safe(say('labels.view.checks', lang))}</h2><ul>"
    for check in in_order(result.checks):
        name = say(f"labels.checkname.{check.id}", lang)
        verdict = verdict_words(check, lang)
        sign = f'<span class="sign" aria-hidden="true">{_SIGN[check.verdict]}</span>'
        yield (
            f'<li class="{check.verdict}">{sign}'
            f"<b>{_safe(name)}</b>: {_safe(verdict)}<br>"
            f'<span class="soft">{_safe(check.why.text(lang))}</span></li>'
        )
    yield "</ul>"


def _claims(result: LabelResult, lang: Lang) -> Iterator[str]:
    if result.claims:
        yield f"<h2>{_safe(say('labels.view.claims', lang))}</h2><ul>"
        for claim in result.claims:
            verdict = say(f"labels.claimverdict.{slug(claim.verdict)}", lang)
            yield (
                f"<li>“{_safe(claim.text)}”<br><b>{_safe(verdict)}</b>. "
                f'<span class="soft">{_safe(claim.why.text(lang))}</span></li>'
            )
        yield "</ul>"


def _marked(result: LabelResult) -> str:
    """Return the label, escaped, with the words that counted marked."""
    shown = result.text[:_MOST_TEXT]
    parts: list[str] = []
    at = 0
    for span in marks(result):
        if span.start >= len(shown):
            break
        end = min(span.end, len(shown))
        parts += [_safe(shown[at : span.start]), f"<mark>{_safe(shown[span.start : end])}</mark>"]
        at = end
    return "".join([*parts, _safe(shown[at:])])
