"""The foods of a kitchen: figures with a source, and blanks that stay blank."""

from legaat.knowledge import FIBRES, food_sources, foods


def test_there_are_enough_everyday_foods() -> None:
    everyday = [f for f in foods().values() if not f.id.startswith("sup-")]
    assert len(everyday) >= 150


def test_every_food_has_both_names_a_portion_and_a_source() -> None:
    for food in foods().values():
        assert food.name.nl
        assert food.name.en
        assert food.portion_g > 0
        assert food.sources
        assert all(source in food_sources() for source in food.sources)


def test_a_blank_stays_a_blank() -> None:
    banana = foods()["banaan-rijp"]
    assert "beta-glucan" not in banana.fibre
    assert banana.fibre["resistant starch"].middle == 1.8
    assert foods()["spinazie"].salt_g is None


def test_a_range_and_a_floor_are_kept_as_such() -> None:
    green = foods()["banaan-groen"].fibre["resistant starch"]
    assert (green.low, green.high, green.middle) == (7.8, 16.0, 11.9)
    gos = foods()["sup-gos"].fibre["gos"]
    assert (gos.low, gos.high, gos.middle) == (55.0, None, 55.0)


def test_kinds_of_fibre_are_known_and_plausible() -> None:
    for food in foods().values():
        assert set(food.fibre) <= set(FIBRES)
        assert all(0 <= amount.low <= 100 for amount in food.fibre.values())


def test_what_lives_is_said_with_its_condition() -> None:
    assert foods()["zuurkool-pak"].live == "no"
    assert foods()["yoghurt"].live == "yes"
    kimchi = foods()["kimchi"]
    assert kimchi.live == "depends"
    assert kimchi.live_note is not None
    assert "unpasteurised" in kimchi.live_note.en


def test_allergens_of_the_notes_are_not_lost() -> None:
    assert "sesame" in foods()["hummus"].allergens
    assert foods()["pindas"].allergens == ("peanut",)
    assert "celery" in foods()["bleekselderij"].allergens
    assert {"milk"} <= set(foods()["kefir"].allergens)


def test_an_unrated_ferment_is_not_called_low_in_histamine() -> None:
    assert foods()["miso"].histamine == "unknown"
