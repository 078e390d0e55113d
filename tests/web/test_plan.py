"""The plan: what may stand in it, what one tap does, its calendar, and plans kept before."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from legaat.advice import Person, Price, shopping
from legaat.messages import LANGUAGES, Lang
from legaat.profiles import read_profile
from legaat.reports import schema
from legaat.web._calendar import calendar, spans
from legaat.web._plan import Plan, Refusal, read_plan, stamped, write_plan
from legaat.web._plan_change import change
from legaat.web._plan_options import Options, board, options_for
from legaat.web._plan_view import as_text, beside, rows_of, shelf
from web_factory import EXAMPLE, Somebody, config, face_of, running

icalendar = pytest.importorskip("icalendar", reason="needs icalendar")

NOTHING = ("conditions", "medicines", "allergies", "intolerances", "restrictions", "diet", "takes")
HEALTHY = {
    "age_years": "52", "sex": "female", "pregnant": "no", "breastfeeding": "no",
    "complaints": "constipation", "immune": "normal", "in_hospital": "no",
    "goals": "fewer colds, more butyrate",
    **dict.fromkeys(NOTHING, "none"),
}  # fmt: skip
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def options() -> Options:
    return options_for(read_profile(EXAMPLE), person())


def person(**changes: Any) -> Person:
    return Person(
        **{
            "age_years": 52, "sex": "female", "pregnant": False, "breastfeeding": False,
            "complaints": ["constipation"], "immune": "normal", "in_hospital": "no",
            "goals": ["fewer colds", "more butyrate"], **{key: [] for key in NOTHING}, **changes,
        }
    )  # fmt: skip


def after(options: Options, plan: Plan, *steps: Mapping[str, str]) -> Plan:
    for step in steps:
        plan = change(options, plan, step, DAY).plan
    return plan


def ids(options: Options, plan: Plan) -> list[str]:
    return [one.id for one in board(options, plan).chosen]


def parts(page: str, name: str) -> str:
    """Return the part of a page below one heading."""
    found = re.search(rf'<h2 id="{name}">(.*?)</section>', page, re.DOTALL)
    return found[1] if found else ""


def told(me: Somebody, **changes: str) -> None:
    assert me.post("/you", {**HEALTHY, **changes}, follow_redirects=False).status_code in {200, 303}


# --- choosing, ordering, refusing ---


def test_all_that_fits_is_there_and_the_first_are_a_proposal(options: Options) -> None:
    shown = board(options, Plan())
    assert len(shown.chosen) == 5
    assert len(shown.chosen) + len(shown.free) > 8
    assert not shown.own
    assert {one.id for one in shown.chosen}.isdisjoint(one.id for one in shown.free)


def test_things_come_in_go_out_and_move(options: Options) -> None:
    plan = after(options, Plan(), {"do": "add", "what": "oat-beta-glucan"})
    assert ids(options, plan)[-1] == "oat-beta-glucan"
    plan = after(options, plan, *[{"do": "up", "what": "oat-beta-glucan"}] * 9)
    assert ids(options, plan)[0] == "oat-beta-glucan"
    plan = after(options, plan, {"do": "down", "what": "oat-beta-glucan"})
    assert ids(options, plan)[1] == "oat-beta-glucan"
    order = " ".join(reversed(ids(options, plan)))
    plan = after(options, plan, {"do": "order", "order": order + " nonsense ../../etc"})
    assert " ".join(ids(options, plan)) == order
    plan = after(options, plan, {"do": "out", "what": "oat-beta-glucan"})
    assert "oat-beta-glucan" not in ids(options, plan)
    assert board(options, plan).own


def test_of_what_serves_the_same_purpose_one_is_enough(options: Options) -> None:
    plan = after(options, Plan(), {"do": "add", "what": "lc-plasma"})
    place = ids(options, plan).index("lc-plasma")
    plan = after(options, plan, {"do": "add", "what": "mcc1849"})
    assert ids(options, plan)[place] == "mcc1849"
    assert "lc-plasma" not in ids(options, plan)


def test_what_was_refused_is_not_suggested_again_until_it_is_brought_back(options: Options) -> None:
    form = {"do": "refuse", "what": "green-kiwi", "reason": "price", "note": "  too \n dear "}
    plan = after(options, Plan(), form)
    shown = board(options, plan)
    assert "green-kiwi" not in {one.id for one in (*shown.chosen, *shown.free)}
    assert shown.refused[0][1] == Refusal("price", "too dear")
    plan = after(options, plan, {"do": "back", "what": "green-kiwi"})
    assert "green-kiwi" in {one.id for one in board(options, plan).free}
    odd = after(options, plan, {"do": "refuse", "what": "green-kiwi", "reason": "<script>"})
    assert odd.refused["green-kiwi"].reason == "other"


@pytest.mark.parametrize(
    "form",
    [
        {"do": "add", "what": "prunes; DROP"},
        {"do": "add", "what": "akkermansia"},
        {"do": "add", "what": "boulardii"},
        {"do": "refuse", "what": "akkermansia"},
        {"do": "pause", "week": "0", "weeks": "3"},
        {"do": "pause", "week": "2", "weeks": "999"},
        {"do": "up", "what": "nothing"},
        {"do": "most", "what": "nothing", "step": "2"},
        {"do": "launch"},
        {},
    ],
)
def test_a_forged_form_changes_nothing(options: Options, form: dict[str, str]) -> None:
    made = change(options, Plan(), form, DAY)
    assert not made.ok
    assert made.plan == Plan()


def test_nothing_that_a_rule_withholds_comes_in_or_stays() -> None:
    from legaat.knowledge import interventions, strains

    everything = tuple([item.id for item in interventions()] + list(strains()))
    for who in (
        None, person(immune="weakened"), person(pregnant=True), person(age_years=0.5),
        person(conditions=["kidney disease"]), person(allergies=["milk", "kiwi"]),
        person(complaints=["blood in stool"]), person(conditions=["crohn"]),
    ):  # fmt: skip
        allowed = options_for(read_profile(EXAMPLE), who)
        held = {row.id for row in (*allowed.advice.withheld, *allowed.strains.withheld)}
        plan = after(allowed, Plan(), *[{"do": "add", "what": name} for name in everything])
        plan = after(allowed, plan, {"do": "add-all", "parts": " ".join(everything)})
        kept = read_plan({"schema": "legaat.plan/2", "chosen": list(everything)})
        for one in (plan, kept):
            shown = board(allowed, one)
            here = {c.id for c in (*shown.chosen, *shown.free)}
            assert not here & held
            weeks = shown.weeks(one)
            assert {e.id for w in weeks for e in w.entries} <= {c.id for c in shown.chosen}
        assert held <= {row.id for row in board(allowed, kept).fallen}
        assert all(row.why.text("nl") for row in board(allowed, kept).fallen)


def test_what_is_kept_reads_back_as_it_was(options: Options) -> None:
    plan = after(
        options, Plan(), {"do": "add", "what": "oat-beta-glucan"},
        {"do": "refuse", "what": "exercise", "reason": "taste", "note": "é"},
        {"do": "start", "start": "2026-12-01", "pace": "slow", "times": "day", "clock": "08:30",
         "remind": "1"},
        {"do": "pause", "week": "3", "weeks": "2"}, {"do": "most", "what": "green-kiwi",
                                                     "step": "2"},
        {"do": "bought", "bought": "green-kiwi nothing"},
        {"do": "packs", "eur-oat-beta-glucan": "3,50", "grams-oat-beta-glucan": "30"},
    )  # fmt: skip
    assert plan.pace == "slow"
    assert plan.clock == "08:30"
    assert plan.bought == {"green-kiwi"}
    assert plan.packs["oat-beta-glucan"] == Price(3.5, 30.0)
    assert read_plan(json.loads(write_plan(plan))) == plan


def test_a_plan_of_the_version_before_is_read() -> None:
    plan = read_plan(
        {"order": ["exercise", "green-kiwi"], "refused": {"green-kiwi": "no"}, "start": None}
    )
    assert plan.chosen == ("exercise",)
    assert plan.refused == {"green-kiwi": Refusal("other", "no")}


@pytest.mark.parametrize(
    "data",
    [
        None, [], "x", 3, {}, {"schema": "legaat.plan/9", "chosen": {"a": 1}, "new": True},
        {"order": [1, None, "a" * 999], "refused": ["x"], "start": 5},
        {"schema": "x", "chosen": ["a"] * 500, "pauses": {"-1": 3, "x": 1, "2": "y", "3": 10**9},
         "packs": {"a": {"eur": "nan", "grams": 1}, "b": {"eur": 1e999}}, "clock": "25:00",
         "changed": "yesterday", "revision": -1, "most_steps": {"a": True}},
    ],
)  # fmt: skip
def test_a_kept_plan_that_makes_no_sense_is_read_as_far_as_it_does(data: object) -> None:
    plan = read_plan(data)
    assert not plan.pauses
    assert not plan.packs
    assert plan.clock is None
    assert read_plan(json.loads(write_plan(plan))) == plan


# --- the pages ---


def test_a_tap_works_without_javascript_and_in_place(local: Somebody) -> None:
    profile = local.profile()
    told(local)
    plain = local.post(f"/plan/{profile}", {"do": "add", "what": "oat-beta-glucan"})
    assert 'id="oat-beta-glucan"' in parts(plain.text, "chosen")
    assert "Kept." in plain.text
    form = {"do": "refuse", "what": "oat-beta-glucan", "note": "<i>no</i>"}
    part = local.post(f"/plan/{profile}", form, headers={"hx-request": "true"})
    assert "<html" not in part.text
    assert re.search(r'role="status" aria-live="polite"[^>]*>Left out: Oats', part.text)
    assert "&lt;i&gt;no&lt;/i&gt;" in part.text
    assert 'id="oat-beta-glucan"' in parts(local.get(f"/plan/{profile}").text, "refused")
    not_done = local.post(f"/plan/{profile}", {"do": "add", "what": "akkermansia"})
    assert "can&#39;t be in your plan" in not_done.text


def test_only_the_form_of_the_page_itself_is_taken(local: Somebody) -> None:
    profile = local.profile()
    answer = local.client.post(f"/plan/{profile}", data={"do": "add", "csrf": "x"})
    assert answer.status_code == 403


def test_a_kept_plan_is_screened_anew_when_the_answers_change(local: Somebody) -> None:
    profile = local.profile()
    told(local)
    for name in ("green-kiwi", "lc-plasma"):
        local.post(f"/plan/{profile}", {"do": "add", "what": name})
    assert 'id="green-kiwi"' in parts(local.get(f"/plan/{profile}").text, "chosen")
    told(local, conditions="kidney disease", immune="weakened")
    page = local.get(f"/plan/{profile}").text
    assert "green-kiwi" not in parts(page, "chosen")
    fell = parts(page, "fallen")
    assert "kiwi" in fell
    assert "weak immunity" in fell.lower() or "immun" in fell.lower()
    for name in ("calendar.ics", "shopping.txt", "calendar", "shopping"):
        text = local.get(f"/plan/{profile}/{name}").text
        assert "kiwi" not in text.lower().replace("uid:green-kiwi", ""), name
    local.post(f"/plan/{profile}", {"do": "out", "what": "green-kiwi"})
    assert "kiwi" not in parts(local.get(f"/plan/{profile}").text, "fallen")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sign_for_a_doctor_comes_first_and_holds_the_rest_back(
    local: Somebody, lang: Lang
) -> None:
    profile = local.profile()
    told(local)
    local.post(f"/plan/{profile}", {"do": "add", "what": "green-kiwi"})
    told(local, complaints="blood in stool, constipation")
    local.client.headers["accept-language"] = lang
    page = local.get(f"/plan/{profile}").text
    assert page.index('class="care"') < page.index('id="board"')
    assert "green-kiwi" not in parts(page, "chosen")
    assert "green-kiwi" not in parts(page, "free")
    assert not json.loads(local.get(f"/plan/{profile}/plan.json").text)["shopping"]


@pytest.mark.parametrize(
    ("complaint", "goes_on"), [("blood in stool", False), ("changed bowel habit", True)]
)
def test_report_plan_and_api_say_one_thing_of_exercise_beside_a_sign(
    local: Somebody, complaint: str, goes_on: bool
) -> None:
    profile = local.profile()
    told(local, complaints=complaint)
    plan, report = (local.get(f"/{page}/{profile}").text for page in ("plan", "report"))
    asked = local.client.post(f"/api/v1/profiles/{profile}/report").json()
    for page in (plan, report):
        assert ("3 times a week, 30 to 60 minutes" in page) is goes_on
        assert ("changes so little that it can go on meanwhile" in page) is goes_on
    assert [row["id"] for row in asked["advice"]] == (["exercise"] if goes_on else [])


def test_a_baby_gets_no_plan(local: Somebody) -> None:
    profile = local.profile()
    told(local, age_years="0.5", sex="male", complaints="none", goals="none")
    for tab in ("", "/blend", "/calendar", "/shopping"):
        page = local.get(f"/plan/{profile}{tab}").text
        assert "no plan for a baby" in page
        assert "Add to my plan" not in page
        assert f'href="/plan/{profile}/shopping"' not in page
        assert 'class="lead"' not in page, "nothing of choosing, nor of what one takes"


def test_a_baby_gets_no_what_if(local: Somebody) -> None:
    profile = local.profile()
    told(local, age_years="0.5", sex="male", complaints="none", goals="none")
    page = local.get(f"/what-if/{profile}?course=1").text
    assert "Nothing here counts for a baby" in page
    assert "butyrate" not in page
    assert 'name="course"' not in page
    assert local.get(f"/what-if/{profile}/stream").status_code == 204
    assert local.get(f"/what-if/{profile}/simulation.json").status_code == 404


def test_who_told_nothing_is_asked(local: Somebody) -> None:
    profile = local.profile()
    assert f'href="/you?next=/plan/{profile}"' in local.get(f"/plan/{profile}").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_complaints_lead_to_the_right_words(local: Somebody, lang: Lang) -> None:
    profile = local.profile()
    told(local)
    local.client.headers["accept-language"] = lang
    local.post(f"/plan/{profile}", {"do": "refuse", "what": "exercise", "reason": "complaints"})
    refused = parts(local.get(f"/plan/{profile}").text, "refused")
    assert ("Stop ermee" if lang == "nl" else "Stop with it") in refused
    assert "112" in refused
    assert 'href="/you?next=' in refused


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_blend_is_asked_for_when_the_page_stands(local: Somebody, lang: Lang) -> None:
    profile = local.profile()
    told(local, budget_eur_month="30")
    local.client.headers["accept-language"] = lang
    page = local.get(f"/plan/{profile}/blend").text
    assert f'hx-get="/plan/{profile}/blend/answer"' in page
    assert "<html" not in local.get(f"/plan/{profile}/blend/answer").text
    whole = local.get(f"/plan/{profile}/blend", params={"now": "1"}).text
    assert ("gram butyraat" if lang == "nl" else "grams of butyrate") in whole
    assert "mmol" not in whole
    assert 'class="expect"' in whole
    assert "--prices" not in whole
    added = re.search(r'name="parts" value="([^"]+)"', whole)
    assert added is not None
    local.post(f"/plan/{profile}", {"do": "add-all", "parts": added[1], "page": "blend"})
    chosen = parts(local.get(f"/plan/{profile}").text, "chosen")
    assert all(f'id="{name}"' in chosen for name in added[1].split())
    name = added[1].split()[0]
    packs = {"do": "packs", "page": "blend", f"eur-{name}": "4", f"grams-{name}": "100"}
    priced = local.post(f"/plan/{profile}", packs).text
    assert ("euro per maand" if lang == "nl" else "euros a month") in priced


def test_what_was_refused_is_not_in_the_blend(local: Somebody) -> None:
    profile = local.profile()
    told(local)
    local.post(f"/plan/{profile}", {"do": "refuse", "what": "lc-plasma"})
    page = local.get(f"/plan/{profile}/blend?now=1").text
    assert "Plasma" not in page


def test_what_was_refused_is_not_in_the_report(local: Somebody) -> None:
    profile = local.profile()
    told(local)

    def suggested() -> set[str]:
        whole = local.get(f"/report/{profile}/download.json").json()
        return {row["id"] for row in whole["advice"]}

    assert "green-kiwi" in suggested()
    local.post(f"/plan/{profile}", {"do": "refuse", "what": "green-kiwi"})
    assert "green-kiwi" not in suggested()
    local.post(f"/plan/{profile}", {"do": "back", "what": "green-kiwi"})
    assert "green-kiwi" in suggested()


def test_the_shopping_list_is_ticked_off_and_taken_along(local: Somebody) -> None:
    profile = local.profile()
    told(local)
    local.post(f"/plan/{profile}", {"do": "order", "order": "green-kiwi"})
    page = local.post(
        f"/plan/{profile}", {"do": "bought", "page": "shopping", "bought": "green-kiwi"}
    )
    assert re.search(r'value="green-kiwi" checked', page.text)
    text = local.get(f"/plan/{profile}/shopping.txt")
    assert text.headers["content-type"].startswith("text/plain")
    assert "[x] Kiwi" in text.text
    assert "gram" in text.text


def test_taps_at_the_same_time_lose_nothing(database: str | None, tmp_path: Path) -> None:
    with running(config(tmp_path / "web", database=database)) as client:
        me = Somebody(client)
        profile = me.profile()
        told(me)
        me.post(f"/plan/{profile}", {"do": "order"})
        names = re.findall(r'id="add-([a-z0-9-]+)"', me.get(f"/plan/{profile}").text)[:6]
        names = [name for name in names if name not in {"mcc1849", "b240"}]
        visitors = [
            Somebody(TestClient(client.app, base_url="http://127.0.0.1:8877")) for _ in names
        ]
        with ThreadPoolExecutor(len(names)) as pool:
            answers = pool.map(
                lambda pair: pair[0].post(f"/plan/{profile}", {"do": "add", "what": pair[1]}),
                zip(visitors, names, strict=True),
            )
            assert {answer.status_code for answer in answers} == {200}
        chosen = parts(me.get(f"/plan/{profile}").text, "chosen")
        assert [name for name in names if f'id="{name}"' not in chosen] == []
        face = face_of(client)
        with face.store(face.local) as (store, _):
            assert len([one for one in store.all("plan") if one.parent == profile]) == 1


# --- the calendar ---


def events(text: str) -> dict[str, Any]:
    made = icalendar.Calendar.from_ical(text)
    assert not made.errors
    found = {}
    for one in made.walk("VEVENT"):
        assert not one.errors
        assert str(one["UID"]) not in found
        found[str(one["UID"])] = one
    return found


def made(options: Options, plan: Plan, lang: Lang = "en") -> str:
    weeks = board(options, plan).weeks(plan)
    return calendar(weeks, plan.start or DAY, plan, "profile-1", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_calendar_programs_can_read_it(options: Options, lang: Lang) -> None:
    plan = Plan(start=DAY, changed=datetime(2026, 11, 24, 9, 30, tzinfo=UTC), revision=4)
    text = made(options, plan, lang)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    found = events(text)
    assert found
    for one in found.values():
        assert one.decoded("DTSTAMP") == datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
        assert one["SEQUENCE"] == 4
        assert isinstance(one.decoded("DTSTART"), date)
        assert (one.decoded("DTEND") - one.decoded("DTSTART")).days == 1
        words = str(one["DESCRIPTION"])
        assert ("Begin met één ding" if lang == "nl" else "one thing at a time") in words
        assert "\\" not in words
    first = min(one.decoded("DTSTART") for one in found.values())
    assert first == DAY


def test_it_can_be_every_day_at_a_time_with_a_reminder(options: Options) -> None:
    plan = Plan(start=DAY, times="day", clock="08:05", remind=True)
    weeks = board(options, plan).weeks(plan)
    found = events(made(options, plan))
    for span in spans(weeks):
        one = found[f"{span.id}-{span.number}-profile-1@legaat"]
        assert one["RRULE"]["COUNT"] == [7 * span.weeks]
        start = one.decoded("DTSTART")
        assert (start.hour, start.minute, start.tzinfo) == (8, 5, None)
        assert [part["ACTION"] for part in one.walk("VALARM")] == ["DISPLAY"]
        assert one.walk("VALARM")[0].decoded("TRIGGER").total_seconds() == 0


def test_a_later_file_replaces_the_one_before(local: Somebody) -> None:
    profile = local.profile()
    told(local)
    local.post(f"/plan/{profile}", {"do": "start", "start": "2026-12-01"})
    before = events(local.post(f"/plan/{profile}/calendar.ics").text)
    assert events(local.post(f"/plan/{profile}/calendar.ics").text).keys() == before.keys()
    local.post(f"/plan/{profile}", {"do": "start", "start": "2026-12-05"})
    moved = events(local.post(f"/plan/{profile}/calendar.ics").text)
    assert moved.keys() == before.keys()
    name = next(iter(before))
    assert moved[name]["SEQUENCE"] > before[name]["SEQUENCE"]
    gone = name.rsplit("-", 6)[0]
    local.post(f"/plan/{profile}", {"do": "out", "what": gone})
    left = events(local.post(f"/plan/{profile}/calendar.ics").text)
    assert left.keys() >= before.keys()
    taken_back = [one for uid, one in left.items() if uid.startswith(f"{gone}-")]
    assert taken_back
    assert all(one["STATUS"] == "CANCELLED" for one in taken_back)
    assert {str(one["SUMMARY"]) for one in taken_back} == {"No longer in your plan"}


def test_looking_at_the_calendar_keeps_nothing(local: Somebody) -> None:
    profile = local.profile()
    told(local)
    before = local.get("/mine").text.count("/mine/open/")
    assert "VEVENT" in local.get(f"/plan/{profile}/calendar.ics").text
    assert local.get("/mine").text.count("/mine/open/") == before
    assert f'action="/plan/{profile}/calendar.ics"' in local.get(f"/plan/{profile}/calendar").text
    assert "VEVENT" in local.post(f"/plan/{profile}/calendar.ics").text
    assert local.get("/mine").text.count("/mine/open/") == before + 1


@pytest.mark.parametrize(
    "form",
    [
        {"do": "add-all", "parts": "nonsense"},
        {"do": "back", "what": "nonsense"},
        {"do": "out", "what": "nonsense"},
        {"do": "order", "order": ""},
        {"do": "order", "order": "nonsense"},
        {"do": "resume", "week": "3"},
    ],
)
def test_where_nothing_was_done_nothing_is_said_to_be_kept(
    options: Options, form: dict[str, str]
) -> None:
    before = Plan()
    found = change(options, before, form, date(2026, 11, 24))
    assert (found.ok, found.plan) == (False, before)


def test_what_was_never_saved_is_taken_back_when_the_answers_change(local: Somebody) -> None:
    profile = local.profile()
    before = events(local.post(f"/plan/{profile}/calendar.ics").text)
    assert any(uid.startswith("fibre-rich-eating-") for uid in before)
    told(local, conditions="bowel narrowing")
    after_ = events(local.post(f"/plan/{profile}/calendar.ics").text)
    for uid, old in before.items():
        if uid.startswith("fibre-rich-eating-"):
            assert after_[uid]["STATUS"] == "CANCELLED"
            assert after_[uid]["SEQUENCE"] > old["SEQUENCE"]
    assert after_.keys() >= before.keys()


def test_a_file_is_newer_than_the_one_before_whatever_changed(local: Somebody) -> None:
    profile = local.profile()
    told(local)
    local.post(f"/plan/{profile}", {"do": "start", "start": "2026-12-01"})
    before = events(local.post(f"/plan/{profile}/calendar.ics").text)
    told(local, conditions="bowel narrowing")
    later = events(local.post(f"/plan/{profile}/calendar.ics").text)
    assert any(one["STATUS"] == "CANCELLED" for one in later.values())
    for uid, old in before.items():
        assert later[uid]["SEQUENCE"] > old["SEQUENCE"]
        assert later[uid].decoded("DTSTAMP") >= old.decoded("DTSTAMP")
    # What comes back is newer again than its being taken back.
    told(local)
    again = events(local.post(f"/plan/{profile}/calendar.ics").text)
    for uid in before:
        assert again[uid]["STATUS"] == "CONFIRMED"
        assert again[uid]["SEQUENCE"] > later[uid]["SEQUENCE"]


def test_a_file_is_newer_also_after_the_plan_was_deleted() -> None:
    now = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    old = stamped(stamped(Plan(), now), now)
    assert old.revision == stamped(Plan(), now).revision + 1
    assert stamped(Plan(), now + timedelta(minutes=1)).revision > old.revision
    assert read_plan(json.loads(write_plan(old))) == old


def test_a_title_is_escaped(options: Options) -> None:
    from legaat.web._calendar import _escaped, _folded

    assert _escaped("a\\b;c,d\r\ne") == "a\\\\b\\;c\\,d\\ne"
    lines = list(_folded("X:" + "é" * 200))
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[0] + "".join(line[1:] for line in lines[1:]) == "X:" + "é" * 200


def test_the_json_says_what_the_page_says(local: Somebody) -> None:
    profile = local.profile()
    told(local)
    local.post(f"/plan/{profile}", {"do": "order", "order": "green-kiwi"})
    whole = json.loads(local.get(f"/plan/{profile}/plan.json").text)
    jsonschema.validate(whole, schema("weeks"))
    assert whole["plan"][0]["id"] == "green-kiwi"
    assert whole["weeks"][0]["take"][0]["pieces_a_day"] == 1.0
    assert whole["shopping"][0]["food"] == "kiwi"
    assert all(one["citations"] for one in whole["plan"])


CARE = {
    "coeliac": ({"conditions": ["coeliac"], "goals": ["cholesterol"]}, "oat-beta-glucan",
                ("gluten-free mark", "glutenvrij-logo")),
    "MAO inhibitor": ({"medicines": ["tranylcypromine"]}, "mediterranean-eating",
                      ("aged cheese", "oude kaas")),
    "gluten-free": ({"diet": ["gluten-free"], "goals": ["cholesterol"]}, "oat-beta-glucan",
                    ("gluten-free mark", "glutenvrij-logo")),
    "lactose": ({"intolerances": ["lactose"], "goals": ["fermented food"]}, "kefir",
                ("lactose", "lactose")),
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rule", CARE)
def test_what_to_mind_goes_along_to_the_calendar_and_the_shop(rule: str, lang: Lang) -> None:
    changes, name, words = CARE[rule]
    said = words[lang == "nl"]
    options = options_for(read_profile(EXAMPLE), person(**changes))
    plan = after(options, Plan(chosen=(name,)))
    weeks = board(options, plan).weeks(plan)
    mine = [one for uid, one in events(made(options, plan, lang)).items() if uid.startswith(name)]
    assert mine
    assert all(said in str(one["DESCRIPTION"]) for one in mine)
    # A calendar gets about: it says what to do, not which illness somebody has.
    assert not any("coeli" in str(one["DESCRIPTION"]) for one in mine)
    rows = rows_of(weeks, DAY, {name: "food"}, lang)
    assert any(said in text for take in rows[0].takes for text in take.mind)
    buys = shopping(weeks)
    listed = as_text(shelf(buys, plan, lang), beside(weeks, buys, lang), lang)
    assert said in listed


def test_what_nobody_told_is_no_caution_in_a_calendar() -> None:
    options = options_for(read_profile(EXAMPLE), None)
    plan = Plan()
    for week in board(options, plan).weeks(plan):
        for entry in week.entries:
            assert not any("don't know" in one.text("en") for one in entry.cautions), entry.id


def test_the_pages_show_what_to_mind(local: Somebody) -> None:
    profile = local.profile()
    told(local, conditions="coeliac", goals="cholesterol")
    local.post(f"/plan/{profile}", {"do": "add", "what": "oat-beta-glucan"})
    local.post(f"/plan/{profile}", {"do": "order", "order": "oat-beta-glucan"})
    for name in ("calendar", "calendar.ics", "shopping", "shopping.txt", "plan.json"):
        text = local.get(f"/plan/{profile}/{name}").text.replace("\r\n ", "")
        assert "gluten-free mark" in text, name


def ibs(**changes: Any) -> Options:
    told = person(conditions=["ibs"], complaints=["wind"], goals=["more fibre"], **changes)
    return options_for(read_profile(EXAMPLE), told)


def test_what_is_asked_for_once_takes_a_day_and_nothing_waits_for_it() -> None:
    plan = Plan(chosen=("low-fodmap-dietitian", "ibs-first-steps"))
    weeks = board(ibs(), plan).weeks(plan)
    first = {entry.id: entry for entry in weeks[0].entries}
    asked = first["low-fodmap-dietitian"]
    assert {"low-fodmap-dietitian", "ibs-first-steps"} == set(first)
    assert asked.once
    assert asked.steps == 1
    assert "Regular meals" in first["ibs-first-steps"].say.text("en")
    for words in ("refer", "Leave nothing out before", "4 to 6 weeks"):
        assert words in asked.say.text("en")
    assert all(e.id != "low-fodmap-dietitian" for week in weeks[1:] for e in week.entries)
    daily = calendar(weeks, DAY, Plan(times="day"), "x", "en").replace("\r\n ", "")
    events = {part.split("\r\n")[0]: part for part in daily.split("UID:")[1:]}
    assert "RRULE" not in events["low-fodmap-dietitian-1-x@legaat"]
    assert "RRULE" in events["ibs-first-steps-1-x@legaat"]


def test_two_things_that_do_not_go_together_are_named() -> None:
    options = ibs()
    assert options.first[0] == "ibs-first-steps"
    assert "fibre-rich-eating" in options.first
    assert "low-fodmap-dietitian" not in options.first, "no proposal that contradicts itself"
    assert "low-fodmap-dietitian" in options.choices
    both = Plan(chosen=("low-fodmap-dietitian", "fibre-rich-eating", "psyllium-ibs"))
    (said,) = board(options, both).conflicts
    assert options.choices["fibre-rich-eating"].title.text("nl") in said.text("nl")
    assert options.choices["psyllium-ibs"].title.text("nl") not in said.text("nl")
    assert not board(options, Plan(chosen=("low-fodmap-dietitian", "psyllium-ibs"))).conflicts


def test_what_somebody_takes_already_is_no_proposal() -> None:
    fresh, taken = ibs(), ibs(takes=["psyllium"])
    assert "psyllium-ibs" in fresh.first
    assert "psyllium-ibs" not in taken.first
    assert taken.choices["psyllium-ibs"].have
    assert not taken.choices["ibs-first-steps"].have


def test_a_way_of_eating_stands_on_the_shopping_list_with_what_it_asks() -> None:
    plan = Plan(chosen=("fibre-rich-eating",))
    options = options_for(read_profile(EXAMPLE), person())
    weeks = board(options, plan).weeks(plan)
    (way,) = beside(weeks, shopping(weeks), "en")
    assert way.weeks[0].startswith("Week 1: ")
    assert "wholemeal bread" in way.weeks[0]
    text = as_text((), (way,), "en")
    assert "wholemeal bread" in text
