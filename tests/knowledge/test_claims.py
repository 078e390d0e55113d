"""The popular claims: all of them, in both languages, with a verdict that its sources carry."""

from collections import Counter

from legaat.knowledge import areas, citation, claims, evidence, known_substances


def test_all_eighty_claims_have_their_verdict() -> None:
    counts = Counter(claim.verdict for claim in claims().values())
    assert sum(counts.values()) == 80
    assert counts["supported"] == 6
    assert counts["overstated"] == 29
    assert counts["contradicted"] == 10


def test_a_claim_says_why_and_what_is_right_in_both_languages() -> None:
    for claim in claims().values():
        for said in (claim.topic, claim.claim, claim.reason, claim.correction):
            assert said.nl
            assert said.en
        assert claim.reason.nl != claim.reason.en
        assert claim.correction.nl != claim.correction.en


def test_rows_and_sources_of_a_claim_exist() -> None:
    for claim in claims().values():
        assert all(row in evidence() or row.startswith("S") for row in claim.rows)
        assert all(citation(c).id == c for c in claim.citations)


def test_a_claim_without_a_source_is_never_more_than_a_lack_of_evidence() -> None:
    for claim in claims().values():
        if not claim.citations:
            assert claim.verdict in {"preclinical", "overstated"}
            assert "gezocht" in claim.reason.nl or "Geen deel" in claim.reason.nl


def test_what_a_substance_does_stands_on_rows() -> None:
    for substance in known_substances().values():
        for effect in substance.effects:
            assert effect.rows
            assert effect.area in areas()
        if not substance.effects and not substance.claims:
            assert not substance.citations


def test_every_part_of_the_body_that_people_ask_about_is_there() -> None:
    wanted = {"gut wall", "immunity", "gut-brain axis", "lipids and blood pressure", "skin",
              "airways", "mouth", "vagina"}  # fmt: skip
    assert wanted <= set(areas())
