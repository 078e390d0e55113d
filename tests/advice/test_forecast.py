"""What a person's twin expects, and that advice shows it only with a measured interval."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from advice_fakes import PROFILE, adult, panel, standing, suggested
from conftest import ROOT
from legaat.advice import Effect, Forecast, advise, effect_sentence
from legaat.advice._forecast import diet_of, of_change
from legaat.knowledge import interventions
from legaat.profiles import Profile, read_profile

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture(scope="module")
def profile() -> Profile:
    return read_profile(ROOT / "examples" / "profile.tsv")


@pytest.fixture(scope="module")
def cast(profile: Profile) -> Forecast:
    return Forecast(profile)


class Measured(Forecast):
    """A forecast of invented effects; the rest is that of the example."""

    def __init__(self, profile: Profile, effects: Mapping[str, Effect]) -> None:
        super().__init__(profile)
        self.effects = effects

    def effect(self, grams: Mapping[str, float], substance: str) -> Effect | None:
        name = next(iter(grams))
        return self.effects.get(name)


def rise(low: float, high: float, *makers: str, name: str = "fibre") -> Effect:
    added = ((name, 7.0),)
    return Effect(
        "butyrate", (low + high) / 2, (low, high), "mmol/day", 7.0, added, makers, "dutch"
    )


def test_more_fibre_gives_more_acids_in_the_model(cast: Forecast) -> None:
    gain = cast.gain({"fibre": 7.0}, "butyrate")
    assert gain is not None
    assert gain > 0


def test_an_answer_is_worked_out_once(cast: Forecast) -> None:
    assert cast.adding({"inulin": 12.0}) is cast.adding({"inulin": 12.0})
    assert cast.introducing("Bifidobacterium bifidum") is cast.introducing(
        "Bifidobacterium bifidum"
    )


def test_every_addition_of_the_tables_is_known_to_the_twin(cast: Forecast) -> None:
    for item in interventions():
        if item.adds:
            assert cast.adding(item.adds) is not None, item.id


def test_a_profile_without_models_gives_no_answer() -> None:
    nobody = Forecast(
        Profile("x", "species", {"Nobody nowhere": 1.0}, None, PROFILE.provenance, PROFILE.report)
    )
    assert nobody.base is None
    assert nobody.gain({"fibre": 7.0}, "butyrate") is None
    assert nobody.effect({"fibre": 7.0}, "butyrate") is None
    assert nobody.introducing("Bifidobacterium bifidum") is None


def test_without_an_interval_there_is_no_effect(cast: Forecast) -> None:
    assert cast.base is not None
    known = cast.base.exports["butyrate"].interval
    found = cast.effect({"fibre": 7.0}, "butyrate")
    assert (found is None) == (known is None)
    if found is not None:
        low, high = found.interval
        assert low <= found.change <= high


def test_the_diet_is_the_average_one_unless_somebody_eats_low_in_fodmaps() -> None:
    assert diet_of(None) == "dutch"
    assert diet_of(adult()) == "dutch"
    assert diet_of(adult(diet=["low-fodmap"])) == "low-fodmap"


def test_advice_names_the_effect_and_whose_it_is(profile: Profile) -> None:
    low = panel(butyrate="low")
    cast = Measured(profile, {"fibre": rise(0.5, 3.5, "Faecalibacterium prausnitzii")})
    given = advise(PROFILE, adult(), standing=standing(), panel=low, forecast=cast)
    card = next(row for row in given.suggestions if row.id == "fibre-rich-eating")
    assert card.effect is not None
    chain = [step.text("en") for step in card.why]
    assert len(chain) == 5
    assert "7 grams of fibre from ordinary food" in chain[2]
    assert "Faecalibacterium prausnitzii" in chain[2]
    assert chain[2].index("probably gives more butyrate") < chain[2].index("0.044 to 0.31 grams")
    assert "it is an estimate" in chain[2]
    assert "mmol" not in chain[2]
    assert "0,044 tot 0,31 gram meer" in card.why[2].text("nl")


def test_an_interval_across_nothing_is_said_to_be_perhaps_nothing(profile: Profile) -> None:
    cast = Measured(profile, {"fibre": rise(-1.0, 3.0)})
    given = advise(
        PROFILE, adult(), standing=standing(), panel=panel(butyrate="low"), forecast=cast
    )
    card = next(row for row in given.suggestions if row.id == "fibre-rich-eating")
    words = card.why[2].text("en")
    assert "may give a little more butyrate" in words
    assert "no difference, or give less" in words
    assert "0.088 grams less to 0.26 grams more" in words
    assert "-" not in words


def test_a_loss_and_no_change_are_said_in_words() -> None:
    def told(low: float, high: float, acid: str = "butyrate") -> str:
        made = Effect(
            acid, (low + high) / 2, (low, high), "mmol/day", 7.0, (("fibre", 7.0),), (), "dutch"
        )
        (said,) = effect_sentence(made)
        return said.text("nl")

    assert "waarschijnlijk minder butyraat" in told(-3.0, -1.0)
    assert "0,088 tot 0,26 gram minder" in told(-3.0, -1.0)
    assert "misschien iets minder" in told(-3.0, 1.0)
    assert "bijna niets" in told(-2.0, 2.0)


def test_two_communities_get_different_advice_for_a_reason_that_is_named(profile: Profile) -> None:
    person = adult()
    one = advise(PROFILE, person, standing=standing(), panel=panel(butyrate="low"))
    two = advise(PROFILE, person, standing=standing(), panel=panel())
    assert [row.why[0].text("en") for row in one.suggestions] != [
        row.why[0].text("en") for row in two.suggestions
    ]
    assert any("butyrate" in row.why[0].text("en") for row in one.suggestions)
    assert not any("butyrate" in row.why[0].text("en") for row in two.suggestions)


def test_two_communities_of_one_finding_differ_by_what_their_models_expect(
    profile: Profile,
) -> None:
    def first(cast: Forecast) -> list[str]:
        given = advise(
            PROFILE, adult(), standing=standing(), panel=panel(butyrate="low"), forecast=cast
        )
        return [" ".join(step.text("en") for step in row.why) for row in given.suggestions]

    strong = first(Measured(profile, {"fibre": rise(1.0, 3.0, "Roseburia hominis")}))
    weak = first(Measured(profile, {"fibre": rise(-1.0, 1.0, "Anaerostipes hadrus")}))
    assert strong != weak
    assert "Roseburia hominis" in " ".join(strong)
    assert "Anaerostipes hadrus" in " ".join(weak)


def test_an_expected_rise_is_worth_a_point(profile: Profile) -> None:
    """A point lifts eating fibre above what else has as many."""

    def place(cast: Forecast | None) -> int:
        given = advise(
            PROFILE,
            adult(goals=["fermented food", "less wind"]),
            standing=standing(),
            panel=panel(butyrate="low"),
            forecast=cast,
            most=99,
        )
        return suggested(given).index("fibre-rich-eating")

    risen = Measured(profile, {"fibre": rise(1.0, 3.0)})
    assert place(risen) <= place(None)


def test_effects_are_asked_for(profile: Profile) -> None:
    low = panel(butyrate="low")
    plain = advise(profile, adult(), standing=standing(), panel=low)
    assert all(row.effect is None for row in plain.suggestions)
    asked = advise(profile, adult(), standing=standing(), panel=low, effects=True)
    assert suggested(plain)[:1] == suggested(asked)[:1]


def test_the_interval_of_a_change_narrows_where_errors_go_together() -> None:
    before, after = (4.0, 10.0, 25.0), (4.8, 12.0, 30.0)
    widths = []
    for together in (0.0, 0.5, 0.9, 1.0):
        low, high = of_change(before, after, together)
        assert low <= 2.0 <= high
        widths.append(high - low)
    assert widths == sorted(widths, reverse=True)
    low, high = of_change(before, after, 1.0)
    assert (low, high) == (pytest.approx(0.8, rel=0.05), pytest.approx(5.0, rel=0.05))


def test_a_change_has_the_same_interval_each_time_and_survives_nothing() -> None:
    assert of_change((0.0, 0.0, 0.0), (1.0, 2.0, 4.0), 0.3) == of_change(
        (0.0, 0.0, 0.0), (1.0, 2.0, 4.0), 0.3
    )
