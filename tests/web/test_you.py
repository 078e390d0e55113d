"""About you: one question at a time, each answer kept, and a sign for a doctor first."""

from __future__ import annotations

import pytest

from legaat.advice import QUESTIONS
from legaat.web._answers import NEVER, asked, number_of, parts_of
from web_factory import Somebody, face_of


def told(me: Somebody) -> dict[str, object]:
    from legaat.web._answers import told_of

    face = face_of(me.client)
    with face.store(face.local) as (store, _):
        return told_of(store)


def ask(me: Somebody, key: str, action: str = "next", **data: object):  # type: ignore[no-untyped-def]
    return me.post(f"/you/ask/{key}", {"action": action, **data})  # type: ignore[dict-item]


def test_the_questions_are_asked_one_by_one_with_their_reason(local: Somebody) -> None:
    page = local.get("/you").text
    first = page.split('class="button" href="')[1].split('"')[0]
    seen = []
    for _ in range(len(QUESTIONS)):
        if not first.startswith("/you/ask/"):
            break
        question = local.get(first).text
        assert "Why we ask:" in question
        key = first.rsplit("/", 1)[-1].split("?")[0]
        seen.append(key)
        first = str(ask(local, key, "skip").url.path)
    assert first == "/you"
    assert seen[:3] == ["age_years", "complaints", "sex"]
    assert "That was everything" in local.get("/you").text


def test_each_answer_is_kept_at_once(local: Somebody) -> None:
    ask(local, "age_years", number="46", unit="years")
    ask(local, "complaints", answer=["constipation", "bloating"], other="stress")
    assert told(local) == {
        "age_years": 46,
        "complaints": ["constipation", "bloating", "stress"],
    }
    page = local.get("/you").text
    assert "46 years" in page
    assert "constipation, bloating, stress" in page


def test_a_sign_for_a_doctor_comes_at_once(local: Somebody) -> None:
    ask(local, "age_years", number="60", unit="years")
    page = ask(local, "complaints", answer=["blood in stool"])
    assert page.url.path == "/you/doctor"
    assert "First see a doctor" in page.text
    assert "/you/ask/sex" in page.text
    # It is said once; the next answer goes on.
    assert ask(local, "sex", answer="female").url.path == "/you/ask/pregnant"
    # But it stands on the overview as long as it is so.
    assert "First see a doctor" in local.get("/you").text


def test_an_emergency_shows_the_number_to_call(local: Somebody) -> None:
    ask(local, "age_years", number="60", unit="years")
    page = ask(local, "complaints", answer=["vomiting blood"])
    assert 'href="tel:112"' in page.text


def test_a_baby_is_told_of_in_months(local: Somebody) -> None:
    page = ask(local, "age_years", number="6", unit="months")
    assert told(local)["age_years"] == 0.5
    assert page.status_code == 200
    keys = [one.key for one in asked(told(local))]
    assert "gestation_weeks" in keys
    assert "pregnant" not in keys
    assert "6 months" in local.get("/you").text
    assert 'value="6"' in local.get("/you/ask/age_years").text


def test_an_unknown_word_is_answered_with_the_nearest_known(local: Somebody) -> None:
    page = ask(local, "conditions", answer=["ibs"], other="crohm, asthma")
    assert page.status_code == 422
    assert "Crohn&#39;s disease" in page.text
    assert "Did you mean this?" in page.text
    assert 'value="asthma"' in page.text
    assert 'value="ibs" checked' in page.text
    # What is understood is kept at once, as promised.
    assert told(local)["conditions"] == ["ibs", "asthma"]


def test_a_sign_beside_a_word_that_is_not_understood_is_said_at_once(local: Somebody) -> None:
    page = ask(local, "complaints", answer=["vomiting blood"], other="xyzzyq")
    assert page.status_code == 422
    assert 'id="care"' in page.text
    assert told(local)["complaints"] == ["vomiting blood"]


def test_one_thing_to_do_stands_once_whatever_asks_for_it(local: Somebody) -> None:
    # Without an age the rules for a child and for an adult both ask to call.
    ask(local, "complaints", answer=["vomiting blood"])
    page = local.get("/you/doctor").text
    assert page.count('href="tel:112"') == 1
    assert page.count("Call 112 or go") == 1


def test_a_number_that_is_none_is_not_kept_as_passed_over(local: Somebody) -> None:
    assert ask(local, "age_years", number="old", unit="years").status_code == 422
    assert told(local) == {}


def test_onions_are_known_in_the_plural(local: Somebody) -> None:
    ask(local, "intolerances", other="uien")
    assert told(local)["intolerances"] == ["fructan"]


def test_what_is_a_sign_in_a_child_only_comes_last_where_no_age_is_told(local: Somebody) -> None:
    page = local.get("/you/ask/complaints").text
    soon = page.split("Soon</legend>")[1].split("</fieldset>")[0]
    assert "unintended weight loss" in soon
    assert 'value="joint pain"' not in soon or soon.index("joint pain") > soon.index("night pain")
    assert 'value="joint pain"' in page


def test_a_word_of_another_question_is_sent_there(local: Somebody) -> None:
    page = ask(local, "conditions", other="pregnant")
    assert page.status_code == 422
    assert "the question about Pregnant" in page.text


def test_an_unknown_medicine_is_kept_and_its_neighbour_offered(local: Somebody) -> None:
    page = ask(local, "medicines", other="lithum, paracetamol")
    assert page.url.path == "/you/unsure/medicines"
    assert "I meant lithium" in page.text
    after = local.post("/you/unsure/medicines", {"instead-lithum": "lithium"})
    assert after.status_code == 200
    assert told(local)["medicines"] == ["lithium", "paracetamol"]


def test_more_words_can_be_added_without_leaving_the_question(local: Somebody) -> None:
    page = ask(local, "conditions", "add", other="asthma")
    assert page.url.path == "/you/ask/conditions"
    assert 'value="asthma" checked' in page.text


def test_nothing_and_passing_over_are_not_the_same(local: Somebody) -> None:
    ask(local, "allergies", answer="none")
    ask(local, "conditions", "skip")
    assert told(local) == {"allergies": [], "conditions": None}
    page = local.get("/you").text
    assert "passed over" in page
    assert 'value="none" checked' in local.get("/you/ask/allergies").text


def test_a_contradiction_is_said_and_nothing_is_lost(local: Somebody) -> None:
    ask(local, "sex", answer="female")
    ask(local, "pregnant", answer="yes")
    page = ask(local, "sex", answer="male")
    assert page.status_code == 422
    assert told(local) == {"sex": "female", "pregnant": True}


def test_where_somebody_was_going_is_remembered(local: Somebody) -> None:
    profile = local.profile()
    there = f"/report/{profile}"
    page = ask(local, "age_years", number="46", next=there)
    assert f"next={there}" in str(page.url).replace("%2F", "/")
    assert 'aria-current="step"' in page.text
    assert f'href="{there}"' in local.get(f"/you?next={there}").text


def test_no_answer_leads_off_this_site(local: Somebody) -> None:
    page = ask(local, "age_years", number="46", next="//example.org")
    assert "example.org" not in page.text


@pytest.mark.parametrize("key", ["nothing", "age_months", "../mine"])
def test_there_are_no_other_questions(local: Somebody, key: str) -> None:
    assert local.get(f"/you/ask/{key}").status_code == 404


def test_everything_can_be_changed_on_one_page(local: Somebody) -> None:
    ask(local, "complaints", answer=["constipation"])
    ask(local, "intolerances", answer=["polyols"])
    page = local.get("/you/all").text
    assert 'value="constipation"' in page
    typed = page.split('name="intolerances"')[1].split('value="')[1].split('"')[0]
    local.post("/you", {"complaints": "bloating", "intolerances": typed, "medicines": "none"})
    assert told(local)["complaints"] == ["bloating"]
    assert told(local)["intolerances"] == ["polyols"]
    assert told(local)["medicines"] == []


def test_what_is_understood_is_kept_beside_what_is_not(local: Somebody) -> None:
    ask(local, "allergies", answer=["milk"])
    page = local.post(
        "/you",
        {"age_years": "46", "intolerances": "lactose, onoins", "allergies": "eggg, soy"},
    )
    assert page.status_code == 422
    assert 'href="#intolerances"' in page.text
    assert "The others are kept" in page.text
    assert told(local)["age_years"] == 46
    assert told(local)["intolerances"] == ["lactose"]
    # An allergy that was told before is not lost over a typing error.
    assert told(local)["allergies"] == ["milk", "soy"]


def test_a_sign_for_a_doctor_is_said_beside_what_is_not_understood(local: Somebody) -> None:
    page = local.post("/you", {"complaints": "vomiting blood", "intolerances": "onoins"})
    assert page.status_code == 422
    assert 'href="tel:112"' in page.text or "First see a doctor" in page.text


def test_what_was_skipped_can_be_walked_through_again(local: Somebody) -> None:
    profile = local.profile()
    ask(local, "age_years", number="46", unit="years")
    while (left := [q.key for q in asked(told(local)) if q.key not in told(local)]) != []:
        ask(local, left[0], "skip")
    assert "Go through the" in local.get("/you").text
    page = local.post("/you/again", {"next": f"/report/{profile}"})
    assert page.url.path == "/you/ask/complaints"
    assert profile in str(page.url)
    assert told(local) == {"age_years": 46}


def test_with_everything_skipped_the_questions_are_still_offered(local: Somebody) -> None:
    profile = local.profile()
    ask(local, "age_years", "skip")
    assert f"/you?next=/report/{profile}" in local.get(f"/profile/{profile}").text


def test_long_ago_or_never_is_an_answer(local: Somebody) -> None:
    ask(local, "antibiotics_days_ago", "never")
    assert told(local)["antibiotics_days_ago"] == NEVER
    assert "long ago or never" in local.get("/you").text
    assert str(NEVER) not in local.get("/you/ask/antibiotics_days_ago").text
    assert 'value="never"' in local.get("/you/all").text
    local.post("/you", {"antibiotics_days_ago": "never"})
    assert told(local)["antibiotics_days_ago"] == NEVER


def test_signs_for_a_doctor_stand_by_how_urgent_they_are(local: Somebody) -> None:
    ask(local, "age_years", number="46", unit="years")
    page = local.get("/you/ask/complaints").text
    asked_of = page.split('<details class="more">')[0]
    assert asked_of.index("Call 112 now") < asked_of.index("Today")
    # A sign for a child only is not one for an adult.
    assert 'value="joint pain"' not in asked_of
    assert 'value="joint pain"' in page


def test_known_words_with_a_comma_stay_whole() -> None:
    label = next(w for w in QUESTIONS[1].words if "," in w.label.en).label.en
    assert parts_of("complaints", f"wind, {label}; nausea") == ["wind", label, "nausea"]


@pytest.mark.parametrize(
    ("key", "text", "unit", "expected"),
    [
        ("age_years", "46", "years", 46),
        ("age_years", "46 jaar", "months", 46),
        ("age_years", "6 months", "years", 0.5),
        ("age_years", "1 jaar en 6 mnd", "years", 1.5),
        ("antibiotics_days_ago", "3 weken geleden", "days", 21),
        ("age_years", "1,5", "", 1.5),
        ("age_years", "3", "months", 0.25),
        ("antibiotics_days_ago", "2", "weeks", 14),
        ("budget_eur_month", " ", "", None),
    ],
)
def test_numbers_are_taken_in_their_unit(
    key: str, text: str, unit: str, expected: float | None
) -> None:
    assert number_of(key, text, unit) == expected


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("soms bloed bij de ontlasting", "blood in stool"),
        ("poep met bloed", "blood in stool"),
        ("ik heb bloed bij mijn ontlasting gezien", "blood in stool"),
        ("val flauw", "fainting"),
        ("sometimes I pass out", "fainting"),
        ("my stool is black and sticky", "black stool"),
    ],
)
def test_a_sign_in_somebodys_own_words_leads_to_the_doctor(
    local: Somebody, text: str, sign: str
) -> None:
    ask(local, "age_years", number="46", unit="years")
    page = ask(local, "complaints", other=text)
    if page.status_code == 422:
        assert f'value="{sign}" checked' in page.text
        # As the page was shown: the suggestion ticked, the box empty.
        page = ask(local, "complaints", answer=[sign], open=text)
    # Fainting alone is a sign only beside something else.
    assert page.url.path == ("/you/ask/sex" if sign == "fainting" else "/you/doctor")
    assert told(local)["complaints"] == [sign]


def test_a_complaint_that_is_not_understood_is_never_passed_over(local: Somebody) -> None:
    page = ask(local, "complaints", other="geen bloed bij de poep gezien")
    assert 'value="blood in stool" checked' not in page.text
    assert 'name="open" value="geen bloed bij de poep gezien"' in page.text
    page = ask(local, "complaints", open="geen bloed bij de poep gezien")
    assert page.status_code == 422
    assert "leave it out" not in page.text
    assert told(local) == {}
    # Passing it over is a choice of its own.
    ask(local, "complaints", "skip", open="geen bloed bij de poep gezien")
    assert told(local) == {"complaints": None}


def test_a_complaint_that_is_not_understood_stays_open_on_the_page_of_all(local: Somebody) -> None:
    page = local.post("/you", {"age_years": "46", "complaints": "xyzzyq"})
    assert page.status_code == 422
    assert "complaints" not in told(local)


def test_milk_under_intolerances_offers_lactose(local: Somebody) -> None:
    page = ask(local, "intolerances", other="melk")
    assert 'value="lactose" checked' in page.text
    assert "allergic to milk" in page.text


def test_an_age_that_is_not_understood_leaves_no_old_age_behind(local: Somebody) -> None:
    local.post("/you", {"age_years": "70", "sex": "female"})
    page = local.post("/you", {"age_years": "a few", "sex": "female"})
    assert page.status_code == 422
    assert "answered here before no longer counts" in page.text
    assert told(local) == {**told(local), "sex": "female"}
    assert "age_years" not in told(local)
    ask(local, "age_years", number="70", unit="years")
    page = ask(local, "age_years", number="a few", unit="years")
    assert "answered here before no longer counts" in page.text
    assert "age_years" not in told(local)


def test_an_age_may_be_told_in_words(local: Somebody) -> None:
    local.post("/you", {"age_years": "5 maanden"})
    assert told(local)["age_years"] == pytest.approx(5 / 12)


def test_it_is_said_that_the_answers_count_for_all_files(local: Somebody) -> None:
    profile = local.profile()
    ask(local, "age_years", number="46", unit="years")
    for path in ("/you", "/you/all"):
        assert "These answers count for all files here" in local.get(path).text
    assert "Is this file someone else&#39;s?" in local.get(f"/report/{profile}").text
