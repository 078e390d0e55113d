"""The what-if: who is offered what, what is answered and in which order, and what is given up."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from starlette.datastructures import QueryParams

from legaat.advice import Person, menu
from legaat.knowledge import antibiotics, foods
from legaat.messages import LANGUAGES, Lang, say
from legaat.profiles import Profile, read_profile
from legaat.substances import LEFT, after_course
from legaat.web import _what_if_run as run
from legaat.web._state import Turn, Turns, Twins
from legaat.web._what_if import FIBRES, FOODS, USUAL_FOODS, sliders
from legaat.web._what_if_ask import Ask, read_ask
from legaat.web._what_if_stream import OverError, event, piece
from legaat.web._what_if_view import lines, panels
from web_factory import EXAMPLE, Somebody

HEALTHY: dict[str, Any] = {
    "age_years": 40, "sex": "male", "immune": "normal", "in_hospital": "no", "conditions": [],
    "medicines": [], "allergies": [], "intolerances": [], "complaints": [], "diet": [],
    "restrictions": [],
}  # fmt: skip
TOLD = {
    "age_years": "40", "sex": "male", "immune": "normal", "in_hospital": "no",
    "conditions": "none", "medicines": "none", "allergies": "none", "intolerances": "none",
    "complaints": "none", "diet": "none", "restrictions": "none",
}  # fmt: skip


def person(**changes: Any) -> Person:
    return Person(**{**HEALTHY, **changes})


def ask(query: str = "", who: Person | None = None) -> Ask:
    return read_ask(QueryParams(query), menu(who or person()))


@pytest.fixture(scope="module")
def profile() -> Profile:
    return read_profile(EXAMPLE)


@pytest.fixture(scope="module")
def twins() -> Iterator[Twins]:
    kept = Twins()
    yield kept
    kept.close()


def answer(twins: Twins, profile: Profile, what: Ask, question: Any) -> Any:
    return twins.later(
        "me", "p", what.diet, profile, lambda twin, notes: question(twin, notes, profile, what)
    ).result()


# -- who is offered what -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "kind", "keys"),
    [
        ({"conditions": ["coeliac"]}, "food", ["brood-volkoren", "havermout", "pasta-koud"]),
        ({"conditions": ["coeliac"]}, "fibre", ["arabinoxylan", "beta-glucan", "xos"]),
        ({"conditions": ["coeliac"]}, "diet", ["high-fibre"]),
        ({"conditions": ["kidney disease"]}, "diet", ["high-fibre"]),
        ({"conditions": ["heart failure"]}, "diet", ["high-fibre"]),
        ({"conditions": ["swallowing trouble"]}, "diet", ["high-fibre"]),
        ({"restrictions": ["low potassium"]}, "diet", ["high-fibre"]),
        ({"restrictions": ["low salt"]}, "diet", ["high-fibre"]),
        ({"allergies": ["wheat"]}, "diet", ["high-fibre"]),
        ({"age_years": 2}, "diet", ["high-fibre"]),
        ({"allergies": ["wheat"]}, "food", ["brood-wit", "bulgur", "tarwezemelen"]),
        ({"allergies": ["nuts"]}, "food", ["walnoten", "cashewnoten", "amandelen"]),
        ({"allergies": ["peanut"]}, "food", ["pindas", "pindakaas"]),
        ({"allergies": ["soy"]}, "food", ["tofu", "edamame", "miso"]),
        ({"allergies": ["legumes"]}, "food", ["linzen", "doperwten", "hummus", "tofu"]),
        ({"allergies": ["legumes"]}, "fibre", ["galactomannan", "raffinose"]),
        ({"allergies": ["celery"]}, "food", ["bleekselderij", "knolselderij"]),
        ({"allergies": ["stone fruit"]}, "food", ["perzik", "kers", "pruimen-gedroogd"]),
        ({"allergies": ["latex"]}, "food", ["kiwi", "avocado", "banaan-rijp"]),
        ({"allergies": ["milk"]}, "strain", ["thermophilus-yoghurt", "paracasei-lp33-live"]),
        ({"allergies": ["milk"]}, "fibre", ["gos", "2'-fucosyllactose"]),
        ({"diet": ["vegan"]}, "food", ["kimchi", "honing", "chocolade-melk"]),
        ({"diet": ["vegetarian"]}, "food", ["kimchi"]),
        ({"diet": ["low-fodmap"]}, "food", ["ui-gekookt", "knoflook", "brood-volkoren", "linzen"]),
        ({"conditions": ["ibs"]}, "fibre", ["inulin", "gos", "resistant starch"]),
        ({"conditions": ["ibs"]}, "food", ["tarwezemelen", "ui-rauw"]),
        ({"conditions": ["histamine intolerance"]}, "food", ["tomaat", "zuurkool-pak"]),
        ({"conditions": ["kidney disease"]}, "food", ["linzen", "banaan-rijp", "aardappel-koud"]),
        ({"conditions": ["bowel narrowing"]}, "food", ["havermout", "linzen", "chia"]),
        ({"conditions": ["gastroparesis"]}, "fibre", ["glucomannan", "galactomannan"]),
        ({"restrictions": ["low fibre"]}, "food", list(USUAL_FOODS)),
        ({"medicines": ["warfarin"]}, "food", ["natto"]),
        ({"medicines": ["moclobemide"]}, "food", ["tuinbonen", "zuurkool-pak"]),
        ({"immune": "weakened"}, "strain", ["breve-m16v-live", "boulardii-live"]),
        ({"conditions": ["central line"]}, "strain", ["boulardii-live", "rhamnosus-gg-live"]),
    ],
)
def test_what_a_rule_withholds_is_no_slider(
    changes: dict[str, Any], kind: Any, keys: list[str]
) -> None:
    offered = menu(person(**changes))
    withheld = {(k, row.id) for k, row in offered.withheld}
    for key in keys:
        assert menu(person()).may(kind, key), f"{key} is offered to nobody"
        assert not offered.may(kind, key), key
        assert (kind, key) in withheld


def test_every_food_is_offered_or_withheld_with_a_reason() -> None:
    for who in (None, person(), person(conditions=["ibs", "coeliac"])):
        offered = menu(who)
        told = {row.id for kind, row in offered.withheld if kind == "food"}
        for item in FOODS:
            assert offered.may("food", item.key) != (item.key in told)
        for _, row in offered.withheld:
            for lang in LANGUAGES:
                assert row.why.text(lang)


def test_a_sign_for_a_doctor_leaves_nothing_to_move() -> None:
    offered = menu(person(complaints=["blood in stool"]))
    assert offered.waits
    assert not offered.offers
    asked = read_ask(QueryParams("havermout=2&strain=breve-m16v-live&course=amoxicillin"), offered)
    assert asked.nothing


def test_a_diet_that_is_offered_says_what_to_take_care_of() -> None:
    offered = menu(person(restrictions=["low phosphate"])).offers["diet", "high-fibre"]
    assert any("phosphate" in caution.text("en") for caution in offered.cautions)


def test_nobody_known_is_the_careful_case() -> None:
    offered = menu(None)
    assert not offered.told
    assert offered.asks
    for kind, key in (("fibre", "inulin"), ("food", "kimchi"), ("food", "sup-inuline"),
                      ("strain", "rhamnosus-gg-live")):  # fmt: skip
        assert not offered.may(kind, key)  # type: ignore[arg-type]
    assert offered.may("food", "havermout")
    assert offered.may("food", "linzen")


def test_whoever_eats_low_fodmap_starts_from_that() -> None:
    assert ask("", person(diet=["low-fodmap"])).diet == "low-fodmap"


# -- what is asked -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "inulin=nan", "inulin=inf", "inulin=-3", "inulin=1e9", "inulin=21", "inulin=<script>",
        "inulin=" + "9" * 5000, "../../etc=1", "strain=..", "strain=" + "x" * 5000,
        "course=' OR 1=1", "diet=exvivo", "diet=/etc/passwd", "add=<b>", "moved=<b>",
        "add=kimchi%00",
        "inulin=%F0%9F%8D%8E", "inulin=1&inulin=", "&&&===&", "page=1&turn=2",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_left_out(query: str) -> None:
    asked = ask(query)
    assert asked.nothing
    assert asked.diet == "dutch"
    assert "<" not in asked.query()


def test_an_address_says_the_same_again() -> None:
    first = ask(
        "diet=high-fibre&inulin=4,5&linzen=1&witlof=0&strain=breve-m16v-live&course=clindamycin"
    )
    assert first.amounts == {"inulin": 4.5, "linzen": 1.0}
    assert "witlof" in first.shown
    again = ask(first.query())
    assert again == first
    assert first.grams == {"inulin": 4.5, "linzen": foods()["linzen"].portion_g}


def test_an_endless_meal_ends() -> None:
    query = "&".join(f"{item.key}=4" for item in FOODS) + "&strain=a" * 500
    asked = ask(query)
    assert len([k for k in asked.amounts if sliders()[k].is_food]) <= 20
    assert len(asked.panels()) <= 4


def test_a_food_can_be_added() -> None:
    asked = ask("add=kastanje&appel=1")
    assert asked.amounts == {"appel": 1.0, "kastanje": 1.0}
    assert "kastanje" in asked.shown
    assert not ask("add=kastanje", person(allergies=["nuts"])).amounts


# -- what is answered ----------------------------------------------------------------------


def test_points_come_before_ranges_and_agree(twins: Twins, profile: Profile) -> None:
    what = ask("inulin=10&linzen=2")
    first = answer(twins, profile, what, run.points)
    second = answer(twins, profile, what, run.ranges)
    assert [row.change.after for row in first] == [row.change.after for row in second]
    assert [row.whole for row in first] == [row.change.name in run.MEASURED for row in first]
    assert [row for row in first if row.whole] == [r for r in second if r.change.low is not None]
    for row in second:
        assert row.whole
        low, high = (row.change.low, row.change.high) if row.change.low is not None else row.reach  # type: ignore[misc]
        assert low <= row.change.after + 1e-6
        assert high >= row.change.after - 1e-6  # type: ignore[operator]
    butyrate = second[0]
    assert butyrate.change.after > butyrate.change.before
    assert butyrate.more is not None
    assert butyrate.more[0] < butyrate.change.after - butyrate.change.before < butyrate.more[1]


def test_nothing_asked_changes_nothing(twins: Twins, profile: Profile) -> None:
    for row in answer(twins, profile, ask(), run.ranges):
        assert row.change.after == row.change.before
        assert row.more is None


def test_more_of_a_dose_is_drawn_through_where_the_slider_stands(
    twins: Twins, profile: Profile
) -> None:
    what = ask("inulin=7&moved=inulin&havermout=1")
    curves = [
        answer(twins, profile, what, lambda *a, item=item: run.doses(*a, item, "butyrate"))
        for item in what.panels()
    ]
    assert [curve.item.key for curve in curves] == ["inulin", "havermout"]
    here = curves[0].middle[curves[0].doses.index(7.0)]
    now = answer(twins, profile, what, run.points)[0].change.after
    assert here == pytest.approx(now, rel=1e-6)
    assert list(curves[0].middle) == sorted(curves[0].middle)
    for lang in LANGUAGES:
        shown = panels(curves, "butyrate", lang)
        assert shown[0].levels == shown[1].levels, "small multiples on one scale"
        assert all(0 <= float(p.split(",")[0]) <= 260 for p in shown[0].ribbon.split())


def test_a_course_widens_the_band(twins: Twins, profile: Profile) -> None:
    alone = answer(twins, profile, ask("linzen=1"), run.ranges)[0].change
    course = answer(twins, profile, ask("linzen=1&course=vancomycin-oral"), run.ranges)[0].change
    assert course.after < alone.after
    assert None not in (course.low, course.high, alone.low, alone.high)
    assert course.high / course.low > alone.high / alone.low  # type: ignore[operator]


def test_a_strain_is_put_in_as_little(twins: Twins, profile: Profile) -> None:
    what = ask("strain=rhamnosus-gg-live&strain=rhamnosus-jb1-live")
    assert what.species == ("Lacticaseibacillus rhamnosus",)
    row = answer(twins, profile, what, run.points)[0].change
    assert abs(row.after / row.before - 1) < 0.05
    found = answer(twins, profile, what, run.result).to_dict("nl")
    assert found["scenarios"][-1]["changes"]["with"] == {"Lacticaseibacillus rhamnosus": 0.001}


@pytest.mark.parametrize("course", list(antibiotics().values()), ids=lambda c: c.id)
def test_a_course_takes_only_what_studies_saw(course: Any, profile: Profile) -> None:
    found = after_course(profile.shares, profile.rank, course, LEFT[1])
    assert sum(found.shares.values()) == pytest.approx(1.0)
    assert 0 <= found.touched_share <= 1
    before = sum(profile.shares.values())
    for name in profile.shares:
        kept = found.shares[name] * before / profile.shares[name]
        assert kept < 1 if name in found.touched else kept >= 1 - 1e-9
    if not course.hits:
        assert not found.touched


def test_gram_positives_go_with_vancomycin() -> None:
    names = ("Faecalibacterium prausnitzii", "Bifidobacterium longum", "Bacteroides uniformis")
    shares = dict.fromkeys((*names, "Dialister invisus", "Escherichia coli"), 0.2)
    found = after_course(shares, "species", antibiotics()["vancomycin-oral"], 0.1)
    assert set(found.touched) == {"Faecalibacterium prausnitzii", "Bifidobacterium longum"}
    genera = {"Faecalibacterium": 0.5, "Bacteroides": 0.5}
    found = after_course(genera, "genus", antibiotics()["vancomycin-oral"], 0.1)
    assert found.touched == ("Faecalibacterium",)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_can_be_said(twins: Twins, profile: Profile, lang: Lang) -> None:
    for query in ("", "inulin=20&linzen=4", "course=clindamycin", "diet=low-fodmap"):
        for line in lines(answer(twins, profile, ask(query), run.ranges), lang):
            for part in (line.label, line.said, line.word):
                assert part is None or "{" not in part.text(lang)
            assert line.band is None or 0 <= line.band[0] <= sum(line.band) <= 100.5


# -- the stream ----------------------------------------------------------------------------


def parts(text: str) -> list[tuple[str, str]]:
    found = []
    for block in text.split("\n\n")[:-1]:
        head, *data = block.split("\n")
        assert head.startswith("event: ")
        assert all(line.startswith("data: ") for line in data)
        found.append((head[7:], "\n".join(line[6:] for line in data)))
    return found


def test_the_answer_streams_points_then_ranges_then_doses(local: Somebody) -> None:
    profile = local.profile()
    local.post("/you", TOLD)
    reply = local.get(
        f"/what-if/{profile}/stream?page=abcdefgh&turn=1&inulin=5&linzen=1&moved=linzen"
    )
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["server-timing"].startswith("points;dur=")
    assert reply.headers["cache-control"] == "no-store"
    found = parts(reply.text)
    names = [name for name, _ in found]
    assert names == ["summary", "answer", "careful", "doses", "doses", "answer", "end"]
    assert "still working" not in found[0][1]
    assert "still working" in found[1][1]
    assert "still working" not in found[5][1]
    assert found[4][1].count("<svg") == 2
    for _, html in found:
        assert "style=" not in html
        assert "<script" not in html


def test_a_course_waits_for_what_it_may_leave(local: Somebody) -> None:
    profile = local.profile()
    local.post("/you", TOLD)
    reply = local.get(f"/what-if/{profile}/stream?page=abcdefgh&course=hospital-three")
    found = parts(reply.text)
    assert [name for name, _ in found] == [
        "summary", "answer", "careful", "summary", "answer", "doses", "answer", "end",
    ]  # fmt: skip
    assert "still working" in found[0][1]
    assert "without your doctor" in found[2][1]
    assert "still working" not in found[3][1]
    assert "still working" not in found[6][1]


def test_a_move_that_comes_late_is_not_answered(local: Somebody) -> None:
    profile = local.profile()
    url = f"/what-if/{profile}/stream?page=abcdefgh&havermout=1"
    assert local.get(f"{url}&turn=5").status_code == 200
    assert local.get(f"{url}&turn=4").status_code == 204
    assert local.get(f"{url}&turn=6").status_code == 200


def test_a_newer_move_takes_the_older_out_of_the_queue(twins: Twins, profile: Profile) -> None:
    turns, asked = Turns(), []
    stop = threading.Event()
    twins.later("me", "p", "dutch", profile, lambda *_: stop.wait(10))

    def later(number: int) -> Future[int]:
        return twins.later("me", "p", "dutch", profile, lambda *_: asked.append(number) or number)

    async def move(number: int) -> int | None:
        turn = turns.begin("me", "page", number)
        try:
            return await piece(turn, lambda: later(number))
        except OverError:
            return None

    async def quick() -> list[int | None]:
        moves = [asyncio.create_task(move(n)) for n in range(20)]
        await asyncio.sleep(0.05)
        stop.set()
        return await asyncio.gather(*moves)

    assert asyncio.run(quick()) == [None] * 19 + [19]
    assert asked == [19], "nothing piled up"


def test_a_page_that_is_closed_is_given_up(twins: Twins, profile: Profile) -> None:
    stop, asked = threading.Event(), []
    twins.later("me", "p", "dutch", profile, lambda *_: stop.wait(10))

    def note(*_: Any) -> None:
        asked.append(1)

    async def closing() -> None:
        turn = Turn()
        waiting = asyncio.create_task(
            piece(
                turn, lambda: twins.later("me", "p", "dutch", profile, lambda *_: asked.append(1))
            )
        )
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert turn.over

    asyncio.run(closing())
    stop.set()
    twins.later("me", "p", "dutch", profile, lambda *_: None).result()
    assert not asked


def test_turns_of_one_page_leave_others_alone() -> None:
    turns = Turns(most=2)
    first, other = turns.begin("me", "a", 1), turns.begin("you", "a", 1)
    newer = turns.begin("me", "a", 2)
    assert first.over
    assert not other.over
    assert turns.begin("me", "a", 1).over
    assert not newer.over
    turns.begin("me", "b", 1)
    turns.begin("me", "c", 1)
    assert other.over, "the longest unused page is forgotten"


def test_an_event_keeps_its_lines() -> None:
    assert event("a", "<p>x\n\n</p>") == b"event: a\ndata: <p>x\ndata: \ndata: </p>\n\n"


# -- the page ------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_script_the_page_holds_it_all(local: Somebody, lang: Lang) -> None:
    local.client.headers["accept-language"] = lang
    profile = local.profile()
    local.post("/you", TOLD)
    page = local.get(f"/what-if/{profile}?havermout=2&inulin=5&course=hospital-three"
                     "&strain=bifidum-mimbb75-live&whole=1").text  # fmt: skip
    assert page.count('class="dose"') == 2
    assert "10.1038/s41564-018-0257-9" in page
    assert ("zonder je dokter" if lang == "nl" else "without your doctor") in page
    assert 'name="havermout" min="0" max="4" step="0.5" value="2"' in page
    assert re.search(r'value="hospital-three" checked', page)
    assert "style=" not in page
    assert "{" not in re.sub(r"(?s)<head>.*?</head>", "", page)
    weight = len(page.encode()) + sum(
        len(local.get(f"/static/{name}").content)
        for name in ("page.css", "web.css", "what_if.css", "what_if.js")
    )
    assert weight < 300_000


def test_who_should_see_a_doctor_is_sent_there_and_offered_nothing(local: Somebody) -> None:
    profile = local.profile()
    local.post("/you", {**TOLD, "age_years": "60", "complaints": "blood in stool"})
    page = local.get(f"/what-if/{profile}?havermout=2&course=amoxicillin").text
    assert 'class="trouble"' in page
    assert 'type="range"' not in page
    assert 'name="course"' not in page
    assert 'class="dose"' not in page
    assert 'class="refused"' not in page


def test_what_does_not_suit_is_told_and_not_offered(local: Somebody) -> None:
    profile = local.profile()
    local.post("/you", {**TOLD, "conditions": "coeliac"})
    page = local.get(f"/what-if/{profile}?brood-volkoren=4&arabinoxylan=10&diet=high-fibre").text
    offered, _, refused = page.partition('class="refused"')
    assert 'name="brood-volkoren"' not in offered
    assert 'value="brood-volkoren"' not in offered
    assert 'value="high-fibre"' not in page
    assert "bread (7×)" in refused
    assert "gluten" in refused


def test_who_has_little_left_still_sees_all_of_that(local: Somebody) -> None:
    profile = local.profile()
    local.post("/you", {**TOLD, "conditions": "ibs"})
    page = local.get(f"/what-if/{profile}").text
    for item in FIBRES:
        offered = menu(person(conditions=["ibs"])).may("fibre", item.key)
        assert (f'name="{item.key.replace(chr(39), "&#39;")}"' in page) == offered


def test_the_answer_can_be_taken_along(local: Somebody) -> None:
    profile = local.profile()
    local.post("/you", TOLD)
    reply = local.get(f"/what-if/{profile}/simulation.json?inulin=5&course=clindamycin")
    assert "attachment" in reply.headers["content-disposition"]
    found = reply.json()
    assert found["schema"] == "legaat.simulation/1"
    changed = found["scenarios"][1]["changes"]
    assert changed["added"] == {"inulin": 5.0}
    assert changed["course"]["antibiotic"] == "clindamycin"


def test_every_fibre_of_the_twin_has_a_slider() -> None:
    from legaat.twin import nutrients

    known = {n for n, row in nutrients().items() if row.kind == "fibre"} - {"fibre", "lactulose"}
    assert {item.key for item in FIBRES} == known


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_takes_long_is_one_tap_away(local: Somebody, lang: Lang) -> None:
    local.client.headers["accept-language"] = lang
    profile = local.profile()
    local.post("/you", TOLD)
    page = local.get(f"/what-if/{profile}?havermout=2").text
    assert 'class="dose"' not in page
    assert say("web.what-if.working", lang) not in page
    link = re.search(r'href="(/what-if/[^"]+whole=1)#answer"', page)
    assert link is not None
    whole = local.get(link[1].replace("&amp;", "&")).text
    assert whole.count('class="dose"') == 1
    assert "#answer" not in whole


def test_on_paper_stands_what_was_asked(local: Somebody) -> None:
    profile = local.profile()
    local.post("/you", TOLD)
    page = local.get(f"/what-if/{profile}?havermout=2&psyllium=5").text
    paper = page.split('class="paper">')[1].split("</p>")[0]
    assert "average Dutch" in paper
    assert "80 g" in paper
