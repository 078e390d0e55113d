"""The weeks of a plan: one thing at a time, amounts as the tables say, pauses and steps back."""

from __future__ import annotations

import re
from typing import Any

import pytest

from advice_fakes import PROFILE, adult, panel, standing
from legaat.advice import Doing, Price, Week, advise, shopping, signs_after, weeks_of
from legaat.knowledge import foods, interventions, portions
from legaat.messages import LANGUAGES


def doing(name: str, most_step: int | None = None) -> Doing:
    item = next(item for item in interventions() if item.id == name)
    return Doing(
        name,
        item.title,
        item.dose.say if item.dose else None,
        tuple(step.say for step in item.start_low),
        most_step,
    )


def grams(weeks: tuple[Week, ...], name: str) -> list[float | None]:
    return [entry.grams for week in weeks for entry in week.entries if entry.id == name]


def test_the_figures_are_those_of_the_sentences() -> None:
    things = {item.id: item for item in interventions()}
    for portion in portions().values():
        item = things[portion.id]
        said = [step.say.en for step in item.start_low] if "start" in portion.steps else []
        said += [item.dose.say.en] if portion.steps.endswith("dose") and item.dose else []
        for amount, words in zip(portion.grams, said, strict=False):
            whole = f"{amount:g}"
            spoons = "spoon" in words or "a little more than 10" in words
            assert spoons or re.search(rf"\b{re.escape(whole)} grams", words), (portion.id, words)
        if portion.weeks is not None and item.dose is not None:
            assert re.search(rf"\b{portion.weeks} weeks", item.dose.say.en), portion.id


def test_every_thing_that_is_suggested_can_be_planned() -> None:
    for item in interventions():
        if item.use == "suggest":
            weeks = weeks_of([doing(item.id)])
            assert weeks, item.id
            for week in weeks:
                for entry in week.entries:
                    for lang in LANGUAGES:
                        text = entry.say.text(lang)
                        assert not re.match(r"(Vanaf |From )?[Ww]eeks? \d", text), text
                        assert text[0] == text[0].upper()


def test_one_thing_at_a_time_from_low_to_the_dose() -> None:
    weeks = weeks_of([doing("chicory-inulin"), doing("oat-beta-glucan")])
    assert grams(weeks, "chicory-inulin")[:4] == [3.0, 6.0, 9.0, 12.0]
    first_oats = next(w.number for w in weeks if any(e.id == "oat-beta-glucan" for e in w.entries))
    assert first_oats == 5
    assert [e.id for e in weeks[4].entries if e.fresh] == ["oat-beta-glucan"]
    assert len(weeks) == 7


def test_a_slower_pace_takes_twice_as_long_over_every_step() -> None:
    weeks = weeks_of([doing("chicory-inulin")], pace="slow")
    assert grams(weeks, "chicory-inulin") == [3.0, 3.0, 6.0, 6.0, 9.0, 9.0, 12.0, 12.0]


def test_after_a_pause_it_begins_again_a_step_lower() -> None:
    weeks = weeks_of([doing("chicory-inulin")], pauses={3: 2})
    assert [week.pause for week in weeks[:5]] == [False, False, True, True, False]
    assert grams(weeks, "chicory-inulin") == [3.0, 6.0, 6.0, 9.0, 12.0]


def test_with_complaints_it_is_not_raised_further() -> None:
    weeks = weeks_of([doing("chicory-inulin", most_step=2), doing("oat-beta-glucan")])
    assert set(grams(weeks, "chicory-inulin")) == {3.0, 6.0}
    held = [e.held for w in weeks for e in w.entries if e.id == "chicory-inulin"]
    assert held[:3] == [False, True, True]


def test_it_ends_where_the_studies_ended() -> None:
    weeks = weeks_of([doing("mimbb75")])
    assert len(weeks) == 8
    assert weeks[-1].entries[0].last
    assert not any(e.last for w in weeks[:-1] for e in w.entries)
    assert len(weeks_of([doing("psyllium-ibs")])) == 3 + 12


def test_a_plan_has_an_end_whatever_is_in_it() -> None:
    everything = [doing(item.id) for item in interventions() if item.use == "suggest"]
    assert len(weeks_of(everything, pace="slow", pauses={1: 500})) <= 104
    assert weeks_of([]) == ()


def test_steps_that_were_left_out_for_a_person_take_the_figures_with_them() -> None:
    whole = doing("chicory-inulin")
    part = Doing(whole.id, whole.title, whole.dose, whole.start_low[1:])
    assert set(grams(weeks_of([part]), "chicory-inulin")) == {None}


def test_the_shopping_list_adds_up_the_first_month() -> None:
    weeks = weeks_of([doing("oat-beta-glucan"), doing("green-kiwi"), doing("exercise")])
    oats, kiwi = shopping(weeks)
    assert oats.grams == pytest.approx(7 * (20 + 40 + 60 + 60))
    assert oats.food == "havermout"
    assert oats.portion_g == foods()["havermout"].portion_g
    assert [n for n, _, _ in kiwi.weeks] == [4]
    assert kiwi.pieces == 7


def test_days_in_a_pack_are_told_only_where_the_pack_is_known() -> None:
    weeks = weeks_of([doing("chicory-inulin"), doing("mimbb75")])
    assert [buy.days for buy in shopping(weeks, first=9)] == [None, None]
    packs = {"chicory-inulin": Price(9.0, grams=300), "mimbb75": Price(20.0, pieces=30)}
    assert [buy.days for buy in shopping(weeks, first=9, packs=packs)] == [25, 15]
    oats = weeks_of([doing("oat-beta-glucan")])
    assert shopping(oats, packs={"oat-beta-glucan": Price(3.0, grams=30)})[0].days == 10
    assert shopping(oats, packs={"oat-beta-glucan": Price(3.0, grams=1)})[0].days is None


def test_complaints_lead_to_the_signs_of_ones_own_age() -> None:
    say, rows = signs_after(adult())
    assert "Stop" in say.text("en")
    assert [row.urgency for row in rows] == sorted(
        (row.urgency for row in rows), key=("emergency", "same_day", "soon").index
    )
    grown = " ".join(sign.text("en") for row in rows for sign in row.signs)
    assert "stuck in the throat" in grown
    assert "Baby" not in grown
    small = " ".join(
        sign.text("en") for row in signs_after(adult(age_years=0.5))[1] for sign in row.signs
    )
    assert "Baby" in small
    assert "age 50" not in small


def test_what_is_refused_is_not_suggested_and_makes_place() -> None:
    person = adult(conditions=["ibs"], goals=["fewer colds"])

    def offered(**options: Any) -> list[str]:
        made = advise(PROFILE, person, standing=standing(), panel=panel(), most=99, **options)
        return [row.id for row in made.suggestions]

    both = {"lc-plasma", "mcc1849"}
    assert both <= set(offered(every=True))
    first = next(name for name in offered() if name in both)
    other = offered(without={first})
    assert first not in other
    assert both & set(other)
