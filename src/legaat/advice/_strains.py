"""The strain that fits: live strains with a human trial, introduced into this person's twin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from legaat.advice._facts import Facts
from legaat.advice._forecast import ACIDS, Forecast, Introduced, diet_of
from legaat.advice._labels import Several
from legaat.advice._needs import Needs
from legaat.advice._person import Person
from legaat.advice._questions import questions
from legaat.advice._safety import Screened, screen, shown
from legaat.advice._types import Change, LeftAlone, Rival, StrainFit, Strains
from legaat.knowledge import OWN_RULE, Answer, Intervention, Strain, Wording, evidence, remarks
from legaat.knowledge import strains as known_strains
from legaat.messages import Message, Speakable

if TYPE_CHECKING:
    from legaat.profiles import Profile
    from legaat.twin import Scenario

__all__ = ["GROWS_FROM", "company", "strains"]

GROWS_FROM: Final = 0.5
"""Part of the whole community's growth rate from which a strain counts as growing along. Our own
choice: below it, its share would halve about every time that the others double."""

_RIVALS: Final = 3
_EATS: Final = 3
_SEEN: Final = 1e-9
_TRIED: Final = frozenset({"A", "B"})
_GUIDELINE: Final = ("I140",)
_DELAY: Final = "I143"


def strains(
    profile: Profile,
    person: Person | None = None,
    *,
    forecast: Forecast | None = None,
    model: bool = True,
) -> Strains:
    """Say of each live strain with a human trial what is known, and what a model says of it here.

    A strain's species is introduced at one in a thousand into the twin of this person's bacteria.
    Growth in a model is no proof that a strain stays, and none that it helps; the trial alone says
    whether it could be tried. What a safety rule withholds is never among the fits.

    Parameters
    ----------
    profile : Profile
    person : Person, optional
        Without it everything is unknown and treated as the careful case: live products are
        withheld.
    forecast : Forecast, optional
        The twin, where one was made already.
    model : bool
        Whether to ask a twin at all. Without it what was tested is said, at once, and nothing of
        how a strain would do.

    Returns
    -------
    Strains
    """
    facts = Facts(person or Person(), Needs())
    cast = (forecast or Forecast(profile, person)) if model else None
    table = known_strains()
    screening = screen(facts, [_as_intervention(strain) for strain in table.values()])
    fits = [_fit(table[row.intervention.id], row, facts, cast) for row in screening.allowed]
    order = {"A": 0, "B": 1, "C": 2, "D": 3}
    fits.sort(key=lambda fit: (not fit.could_try, not fit.for_you, order[fit.grade], fit.id))
    return Strains(
        fits=tuple(fits),
        withheld=screening.withheld,
        referrals=screening.referrals,
        notes=tuple(_notes(fits, facts)),
        questions=questions(facts, screening.asked),
        diet=diet_of(person) if cast is None else cast.diet,
    )


def _as_intervention(strain: Strain) -> Intervention:
    """Write a strain as what the screening screens: the same gate as for all else."""
    answer = Answer(
        to=strain.to,
        rows=strain.rows,
        grade=strain.grade,
        directness="direct",
        mechanism=Wording(strain.study),
        study=strain.study,
        direction=strain.study,
        citations=strain.citations,
    )
    product = "product" in strain.tags
    return Intervention(
        id=strain.id,
        kind="probiotic" if product else "food",
        use="silent",
        product=product,
        gentle=False,
        listed=False,
        group=None,
        burden=1,
        title=strain.title,
        form=strain.title,
        dose=None,
        start_low=(),
        own_start=False,
        cautions=(),
        tags=strain.tags,
        names=strain.names,
        answers=(answer,),
    )


def _fit(strain: Strain, screened: Screened, facts: Facts, cast: Forecast | None) -> StrainFit:
    put = None if cast is None else cast.introducing(strain.species)
    for_you = facts.state(strain.to) is True
    could_try = for_you and strain.found == "benefit" and strain.grade in _TRIED
    growth = usual = grows = None
    changes: tuple[Change, ...] = ()
    rivals: tuple[Rival, ...] = ()
    eaten: tuple[str, ...] = ()
    if put is not None:
        growth, usual = put.after.growth(strain.species), put.after.community_growth
        grows = growth >= GROWS_FROM * usual
        changes = tuple(_changes(put))
        rivals, eaten = _rivals(put.after, strain.species)
    return StrainFit(
        id=strain.id,
        species=strain.species,
        title=strain.title,
        interventions=strain.rows,
        grade=strain.grade,
        found=strain.found,
        for_you=for_you,
        could_try=could_try,
        dose=strain.dose if could_try else None,
        share=None if put is None else put.share,
        grows=grows,
        growth=growth,
        usual_growth=usual,
        changes=changes,
        rivals=rivals,
        eats=eaten,
        why=tuple(
            _why(
                strain,
                put,
                grows,
                rivals,
                eaten,
                for_you=for_you,
                could_try=could_try,
                asked=cast is not None,
            )
        ),
        cautions=screened.cautions,
        citations=tuple(c for c in shown([*strain.citations, *screened.sources]) if c != OWN_RULE),
    )


def _changes(put: Introduced) -> Iterable[Change]:
    for name in ACIDS:
        old, new = put.before.exports.get(name), put.after.exports.get(name)
        if put.share is None and old is not None and new is not None:
            yield Change(name, old.mechanism, new.mechanism, new.unit)


def _rivals(after: Scenario, species: str) -> tuple[tuple[Rival, ...], tuple[str, ...]]:
    """Return who eats what this species eats, and what that is, most first.

    Of each nutrient the species' own uptake is shared out over all who eat it; the sum over the
    nutrients, as a part of all that the species eats, is a rival's share. Only what people would
    call food counts, not water, gases, minerals and vitamins.
    """
    shares: dict[str, float] = {}
    meals: dict[str, float] = {}
    for export in after.exports.values():
        food = _food(export.metabolite)
        mine = -export.by.get(species, 0.0)
        if food is None or mine <= _SEEN:
            continue
        meals[food] = meals.get(food, 0.0) + mine
        eaters = {taxon: -made for taxon, made in export.by.items() if made < 0}
        total = sum(eaters.values())
        for taxon, ate in eaters.items():
            if taxon != species:
                shares[taxon] = shares.get(taxon, 0.0) + mine * ate / total
    whole = sum(meals.values())
    ranked = sorted(shares, key=lambda taxon: (-shares[taxon], taxon))[:_RIVALS]
    foods = sorted(meals, key=lambda food: (-meals[food], food))[:_EATS]
    return tuple(Rival(t, shares[t] / whole) for t in ranked), tuple(foods)


def company(after: Scenario, taxon: str) -> tuple[Speakable | None, tuple[str, ...]]:
    """Return what a taxon of a solved community lives on, in words, and who feeds it.

    Parameters
    ----------
    after : Scenario
    taxon : str

    Returns
    -------
    (Speakable or None, tuple of str)
        None where it eats nothing that people would call food; up to two that make most of what
        it takes from others.
    """
    _, eaten = _rivals(after, taxon)
    given: dict[str, float] = {}
    for export in after.exports.values():
        mine = -export.by.get(taxon, 0.0)
        if _food(export.metabolite) not in _PASSED_ON or mine <= _SEEN:
            continue
        made = {other: flux for other, flux in export.by.items() if flux > 0}
        total = sum(made.values())
        for other, flux in made.items():
            given[other] = given.get(other, 0.0) + mine * flux / total
    feeders = sorted(given, key=lambda other: (-given[other], other))[:_FEEDERS]
    if not eaten:
        return None, tuple(feeders)
    words = tuple(Message.of(f"advice.nutrient.{food.replace(' ', '-')}") for food in eaten)
    return Several(words), tuple(feeders)


_FEEDERS: Final = 2
_PASSED_ON: Final = frozenset({"lactate", "succinate", "acetate"})

_FOODS: Final[Mapping[str, str]] = {
    "inulin_m": "inulin",
    "fos_m": "fos",
    "gos_m": "gos",
    "rstarch_m": "resistant starch",
    "starch_m": "starch",
    "arabinoxylan_m": "arabinoxylan",
    "xos_m": "xos",
    "bglc_m": "beta-glucan",
    "pectin_m": "pectin",
    "cellulose_m": "cellulose",
    "galactomannan_m": "galactomannan",
    "mucin_m": "mucin",
    "protein_m": "protein",
    "aa_m": "protein",
    "lcts_m": "lactose",
    "lac_L_m": "lactate",
    "lac_D_m": "lactate",
    "succ_m": "succinate",
    "ac_m": "acetate",
    **dict.fromkeys(
        ("glc_D_m", "fru_m", "gal_m", "xyl_D_m", "arab_L_m", "man_m", "fuc_L_m", "rmn_m",
         "sucr_m", "malt_m", "galur_m"),
        "sugars",
    ),
}  # fmt: skip


def _food(metabolite: str) -> str | None:
    return _FOODS.get(metabolite)


def _why(
    strain: Strain,
    put: Introduced | None,
    grows: bool | None,  # noqa: FBT001
    rivals: tuple[Rival, ...],
    eaten: tuple[str, ...],
    *,
    for_you: bool,
    could_try: bool,
    asked: bool,
) -> Iterable[Speakable]:
    yield strain.study
    row = evidence()[strain.rows[0]]
    yield Message.of(f"advice.strain.graded-{strain.grade}", people=row.population)
    if put is None and asked:
        yield Message.of("advice.strain.no-model")
    elif put is None:
        pass
    elif put.share is not None:
        yield Message.of("advice.strain.resident", species=strain.species, share=put.share)
    else:
        yield Message.of(f"advice.strain.{'grows' if grows else 'fades'}", species=strain.species)
    if rivals:
        yield Message.of(
            "advice.strain.rivals",
            foods=Several(
                tuple(Message.of(f"advice.nutrient.{f.replace(' ', '-')}") for f in eaten)
            ),
            rivals=", ".join(rival.taxon for rival in rivals),
        )
    if put is not None and put.share is None:
        old, new = put.before.exports.get("butyrate"), put.after.exports.get("butyrate")
        if old is not None and new is not None and old.mechanism > 0:
            part = new.mechanism / old.mechanism - 1
            yield Message.of("advice.strain.butyrate", part=part)
    tried = "try" if "product" in strain.tags else "try-food"
    key = tried if could_try else ("weak" if for_you else "not-for-you")
    yield Message.of(f"advice.strain.{key}")


def _notes(fits: list[StrainFit], facts: Facts) -> Iterable[LeftAlone]:
    yield LeftAlone("model", (), Message.of("advice.strain.no-proof"), ())
    rows = [evidence()[row] for row in _GUIDELINE]
    cited = shown(c for row in rows for c in row.citations)
    yield LeftAlone("guideline", _GUIDELINE, Message.of("advice.strain.guideline"), cited)
    for remark in remarks():
        if _DELAY in remark.rows and facts.state(remark.when):
            yield LeftAlone(remark.id, remark.rows, remark.say, shown(remark.citations))
    yield LeftAlone("qps", (), Message.of("advice.strain.no-qps"), ())
    if not any(fit.could_try for fit in fits):
        yield LeftAlone("none", (), Message.of("advice.strain.none-for-you"), ())
