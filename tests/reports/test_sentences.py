"""Every sentence of the catalogue is said by some report; one that nothing says is a leftover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from legaat import messages
from legaat.advice import Effect
from legaat.messages import Lang, Message, Text, catalogue
from legaat.reports import (
    Report,
    render_advice_json,
    render_advice_text,
    render_html,
    render_json,
    render_part,
    render_pdf,
    render_plain,
    render_reading,
)
from legaat.reports import _report as report_module
from legaat.reports._html_make import _DESCRIBED
from legaat.substances import Panel, Skill
from legaat.substances._panel import PLACE
from report_factory import SPECIES, make_blend, make_inside, make_report, make_strains


class Heard(dict[str, Any]):
    """A catalogue that remembers what was asked of it."""

    def __init__(self, entries: Mapping[str, Any], said: set[str]) -> None:
        super().__init__(entries)
        self.said = said

    def __getitem__(self, key: str) -> Any:
        self.said.add(key)
        return super().__getitem__(key)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    found: set[str] = set()
    topic = messages._topic

    def heard(lang: Lang, name: str) -> Mapping[str, Any]:
        return Heard(topic(lang, name), found)

    monkeypatch.setattr(messages, "_topic", heard)
    return found


def changed(report: Report) -> Iterator[Report]:
    """Yield a report with one thing after another brought to its extremes."""
    yield report
    profile = report.profile
    for method in ("16S", "unknown"):
        origin = replace(profile.provenance, method=method, path=None, lab=None, date=None)
        reading = replace(profile.report, dropped=(), changes=profile.report.changes * 40)
        yield replace(report, profile=replace(profile, provenance=origin, report=reading))
    bare = replace(profile.report, changes=(), unclassified_share=None)
    yield replace(report, profile=replace(profile, report=bare, unclassified_share=None))
    first = report.panel.substances[0]
    measured = (
        (0.7, (0.6, 0.8)),
        (0.2, (0.1, 0.3)),
        (0.0, (-0.1, 0.1)),
        (-0.4, (-0.5, -0.3)),
        (0.3, None),
    )
    skills = [Skill("Spearman", value, interval, 9, 2) for value, interval in measured]
    for skill in (*skills, None):
        panel = replace(report.panel, substances=(replace(first, skill=skill),))
        yield replace(report, panel=panel)
    for status in ("low", "high", "usual", "not predictable"):
        rows = tuple(replace(row, status=status) for row in report.panel)
        yield replace(report, panel=replace(report.panel, substances=rows))
    learned = replace(
        first, value=0.4, unit="share of healthy people with less of it in their stool"
    )
    yield replace(report, panel=replace(report.panel, substances=(learned,)))
    for name in _DESCRIBED:
        rows = (replace(first, id=name, value=0.0, makers=()),)
        yield replace(report, panel=replace(report.panel, substances=rows))
    taxa = report.standing.taxa
    for place, sure, unseen, share in ((0.2, 0.4, 0.0, 1e-7), (99.7, 0.6, 0.3, 0.2)):
        rows = tuple(
            replace(row, percentile=place, share=share)
            if row.share
            else replace(row, p_missing=sure, p_unseen=unseen)
            for row in taxa
        )
        yield replace(report, standing=replace(report.standing, taxa=rows))
    card = report.advice.suggestions[0]
    effect = Effect("butyrate", 1.0, (0.5, 1.5), "mM")
    for kind in ("synbiotic", "lifestyle", "care", "probiotic"):
        cards = (replace(card, kind=kind, grade="D", effect=effect),)
        yield replace(report, advice=replace(report.advice, suggestions=cards, withheld=()))


def waiting() -> Iterator[Report]:
    """Yield reports in which the rest waits for a doctor, with and without what may go on."""
    for n in (1, 0):
        report = make_report(referrals=("soon",), n_suggestions=n)
        held = (replace(report.advice.withheld[0], rule="S35"),)
        yield replace(report, advice=replace(report.advice, withheld=held))


def estimated() -> Iterator[Report]:
    """Yield reports of expected places among people, from the lowest to the highest."""
    report = make_report()
    for status, place in (("low", 0.4), ("low", 3.0), ("usual", 36.0), ("high", 96.0),
                          ("high", 99.6)):  # fmt: skip
        row = replace(next(iter(report.panel)), unit=PLACE, status=status, percentile=place)
        yield replace(report, panel=Panel((row,)))


def relatives() -> Iterator[Report]:
    """Yield a report with a bacterium of dairy, called otherwise in the file and in the model."""
    report = make_report()
    high = next(row for row in report.standing.taxa if row.share > 0)
    name = "Lacticaseibacillus paracasei"
    inside = replace(make_inside(), stand_ins={SPECIES[0]: ("Lacticaseibacillus casei group",)})
    standing = replace(
        report.standing,
        taxa=(replace(high, taxon=name, status="high"),),
        lumped={name: ("Lacticaseibacillus casei group",)},
    )
    yield replace(report, standing=standing, inside=inside)


def of_age(age: float) -> Report:
    """Return a report about a child of so many years."""
    report = make_report()
    standing = report_module._for_age(report.standing, age)
    return replace(report, standing=standing, young=age < report_module.MATURE)


def very_young() -> Iterator[Report]:
    """Yield reports about a baby without a suggestion: none was found, or a doctor comes first."""
    report = of_age(0.5)
    yield replace(report, advice=replace(report.advice, suggestions=()))
    waits = next(row for row in waiting() if not row.advice.suggestions)
    yield replace(waits, young=True)


def not_seen() -> Iterator[Report]:
    """Yield reports in which much is not seen and nothing surely missing, or two rule."""
    report = make_report(n_missing=0, statuses=("usual",))
    one = report.standing.taxa[0]
    gone = tuple(
        replace(one, taxon=f"Gone {n}", share=0.0, status="usual", population=(0.1,) * 13)
        for n in range(8)
    )
    quiet = tuple(replace(row, share=0.01) for row in report.standing.taxa)
    for n in (1, 8):
        yield replace(report, standing=replace(report.standing, taxa=(*quiet, *gone[:n])))
    two = tuple(replace(row, share=0.45) for row in report.standing.taxa[:2])
    for rank in ("species", "genus"):
        profile = replace(report.profile, rank=rank)
        yield replace(report, profile=profile, standing=replace(report.standing, taxa=two))


def unknown_facts() -> Iterator[Report]:
    """Yield reports with nothing held back, with questions and cautions that are open."""
    report = make_report()
    question = Text(nl="Hoe oud ben je?", en="How old are you?")
    why = Text(nl="Vraag je arts.", en="Ask your doctor.")
    open_one = Message.of("advice.unknown", facts=question, why=why)
    for n in (1, 5):
        cautions = (open_one, Message.of("advice.own-precaution", why=open_one))[:n]
        cards = (replace(report.advice.suggestions[0], cautions=cautions),)
        advice = replace(report.advice, suggestions=cards, withheld=(), questions=(question,) * n)
        yield replace(report, advice=advice)
    some = (question,) * 4
    yield replace(report, advice=replace(report.advice, withheld=(), questions=some))


def untold() -> Iterator[Report]:
    """Yield reports in which so many substances can't be told."""
    report = make_report()
    for n in (1, 2):
        panel = tuple(
            replace(row, value=None, interval=None, percentile=None, status="not predictable")
            if i < n
            else replace(row, value=row.value or 0.1, status="usual")
            for i, row in enumerate(report.panel)
        )
        yield replace(report, panel=Panel(panel))


def with_biotics() -> Iterator[Report]:
    """Yield reports with strains and blends: several, one and none."""
    strains = make_strains()
    one = replace(strains, fits=strains.fits[:3], withheld=strains.withheld[:1])
    for some, mixed in (
        (strains, make_blend()),
        (one, make_blend(parts=3, eur=None)),
        (None, make_blend(parts=0)),
    ):
        yield replace(make_report(), strains=some, blend=mixed)
    two = replace(make_blend(), withheld=strains.withheld)
    yield replace(make_report(), blend=two)


def with_model() -> Iterator[Report]:
    """Yield reports with what a model says, on both diets, and with something that came back."""
    report = make_report()
    missing = report.standing.with_status("missing")[0].taxon
    back = {missing: (Text(nl="Hij groeit.", en="It grows."),)}
    effect = Effect("butyrate", 4.0, (1.0, 9.0), "mmol/day", before=10.0, added=(("inulin", 10.0),))
    card = replace(report.advice.suggestions[0], effect=effect)
    advice = replace(report.advice, suggestions=(card,))
    for inside in (make_inside(), make_inside("low-fodmap", fibres=2), make_inside(fibres=1)):
        yield replace(report, inside=inside, returning=back, advice=advice)


URGENCIES = ("emergency", "same_day", "soon")
STATUSES = (("usual",), ("high",), ("low", "high"), ("low",))
REPORTS = [
    *changed(make_report(packs=("a pack",))),
    make_report(n_taxa=0, n_missing=0, n_suggestions=0, seconds=None),
    make_report(n_taxa=3, n_missing=1, names=("a", "b"), statuses=("high",)),
    make_report(n_taxa=500, n_missing=20, statuses=("low",)),
    make_report(statuses=("new",), n_missing=0),
    *(make_report(statuses=s, n_missing=n) for s in STATUSES for n in (0, 1, 3)),
    *(of_age(age) for age in (1, 12)),
    *very_young(),
    *not_seen(),
    *unknown_facts(),
    *untold(),
    *with_biotics(),
    *with_model(),
    *waiting(),
    *relatives(),
    *estimated(),
    *(make_report(referrals=(key,), rank="genus", person_given=False) for key in URGENCIES),
]


def test_every_sentence_is_said_by_some_report(said: set[str]) -> None:
    for report in REPORTS:
        render_html(report, "nl")
        render_plain(report, "nl")
        render_json(report, "nl")
        render_html(report, "nl", advice_only=True)
        render_part(report, "nl", later="/later", know="/know/", ask="/you")
        render_part(report, "nl", part="model")
        render_advice_json(report, "nl")
        sheet = Console(file=StringIO(), width=80)
        sheet.print(render_advice_text(report, "nl"))
        sheet.print(render_reading(report.profile, "nl"))
    render_pdf(REPORTS[0], "nl")
    sentences = {key for key in catalogue("nl") if key.startswith(("report.", "terms."))}
    # The forms of a word are read once for all reports: see test_glossary.py.
    sentences = {key for key in sentences if not key.endswith(".forms")}
    assert sorted(sentences - said) == []
