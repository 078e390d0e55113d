"""One factory of realistic reports for all tests: random, but the same for the same seed.

Every number is invented here. Names of bacteria, substances and sources are real, so that what
is drawn from them looks as a real report does.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import exp, log
from typing import Final

from legaat.advice import (
    Advice,
    Blend,
    BlendPart,
    Change,
    Effect,
    Found,
    Grade,
    Kind,
    LeftAlone,
    Proof,
    Referral,
    Rival,
    StrainFit,
    Strains,
    Suggestion,
    Withheld,
)
from legaat.messages import Speakable, Text
from legaat.profiles import DroppedRows, NameChange, Profile, Provenance, Rank, ReadingReport
from legaat.reference import ReferenceInfo, Standing, Status, TaxonStanding
from legaat.reports import Report
from legaat.reports._inside import LIMITED, OTHERS, Inside, Link, Node
from legaat.substances import Check, Maker, Panel, Skill, Substance, SubstanceStatus

SPECIES: Final = (
    "Faecalibacterium prausnitzii",
    "Phocaeicola vulgatus",
    "Bacteroides uniformis",
    "Agathobacter rectalis",
    "Segatella copri",
    "Alistipes putredinis",
    "Ruminococcus bromii",
    "Roseburia intestinalis",
    "Bifidobacterium adolescentis",
    "Bifidobacterium longum",
    "Anaerobutyricum hallii",
    "Coprococcus comes",
    "Akkermansia muciniphila",
    "Parabacteroides distasonis",
    "Eubacterium ventriosum",
    "Roseburia hominis",
    "Roseburia inulinivorans",
    "Dorea longicatena",
    "Collinsella aerofaciens",
    "Blautia obeum",
    "Blautia wexlerae",
    "Bacteroides thetaiotaomicron",
    "Bacteroides ovatus",
    "Phascolarctobacterium faecium",
    "Barnesiella intestinihominis",
    "Odoribacter splanchnicus",
    "Oscillibacter valericigenes",
    "Dialister invisus",
    "Veillonella parvula",
    "Streptococcus salivarius",
    "Escherichia coli",
    "Bilophila wadsworthia",
    "Eggerthella lenta",
    "Coprococcus eutactus",
    "Lachnospira eligens",
    "Bacteroides stercoris",
    "Parabacteroides merdae",
    "Alistipes shahii",
    "Clostridium leptum",
    "Gemmiger formicilis",
    "Methanobrevibacter smithii",
    "Desulfovibrio piger",
    "Haemophilus parainfluenzae",
    "Lactobacillus gasseri",
    "Bifidobacterium bifidum",
    "Mediterraneibacter torques",
    "Mediterraneibacter gnavus",
    "Flavonifractor plautii",
    "Ruthenibacterium lactatiformans",
    "Paraprevotella clara",
)
MAKERS: Final = {
    "butyrate": (0, 3, 7, 10, 11, 14, 15, 16, 33, 38, 39),
    "propionate": (1, 2, 5, 12, 13, 21, 22, 23, 27, 28, 36),
    "acetate": (0, 1, 2, 4, 8, 9, 12, 17, 18, 19, 20),
    "lipoteichoic acid": (0, 3, 6, 7, 8, 9, 10, 11, 17, 18),
}
LABELS: Final = {
    "butyrate": Text(nl="butyraat", en="butyrate"),
    "propionate": Text(nl="propionaat", en="propionate"),
    "acetate": Text(nl="acetaat", en="acetate"),
    "lipoteichoic acid": Text(nl="lipoteichoïnezuur", en="lipoteichoic acid"),
    "indole-3-propionate": Text(nl="indool-3-propionaat", en="indole-3-propionate"),
}
_REFERENCE: Final = ReferenceInfo(
    "shotgun-species",
    2636,
    26,
    "species",
    Text(nl="al het DNA uit ontlasting gelezen", en="all DNA in stool read"),
    ("R100",),
)


@dataclass(frozen=True)
class Wish:
    """What a report should hold; every field may be changed on its own."""

    seed: int = 1
    n_taxa: int = 60
    n_missing: int = 5
    n_suggestions: int = 4
    n_withheld: int = 2
    n_remarks: int = 3
    referrals: tuple[str, ...] = ()
    person_given: bool = True
    rank: Rank = "species"
    sample: str = "stool-2026-10"
    names: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ("usual", "usual", "usual", "high", "low", "usual", "new")
    skill: float | None = 0.31
    packs: tuple[str, ...] = ()
    seconds: float | None = 0.84
    notes: tuple[Speakable, ...] = field(
        default=(
            Text(
                nl="Twee labs meten verschillend. Vergelijk dit niet met een uitslag van elders.",
                en="Two labs measure differently. Don't compare this with a result from elsewhere.",
            ),
        )
    )


OUTS = ("acetate", "propionate", "butyrate", "acids", "gas", "rest", "growth")


def make_report(wish: Wish | None = None, **changes: object) -> Report:
    """Make a report to a wish; keyword arguments change single fields of it."""
    wish = replace(wish or Wish(), **changes)  # type: ignore[arg-type]
    dice = random.Random(wish.seed)
    names = taxon_names(wish)
    profile = make_profile(dice, wish, names)
    return Report(
        profile=profile,
        standing=make_standing(dice, wish, profile),
        panel=make_panel(dice, wish, profile),
        advice=make_advice(wish),
        person_given=wish.person_given,
        seconds=wish.seconds,
        packs=wish.packs,
    )


def taxon_names(wish: Wish) -> tuple[str, ...]:
    """Return the names of the taxa seen: those wished for, then real ones, then numbered ones."""
    real = SPECIES if wish.rank == "species" else tuple({n.split()[0]: 0 for n in SPECIES})
    numbered = tuple(f"Faecousia sp{i:09d}" for i in range(wish.n_taxa))
    every = dict.fromkeys((*wish.names, *real[: max(len(real) - wish.n_missing, 0)], *numbered))
    return tuple(every)[: wish.n_taxa]


def make_profile(dice: random.Random, wish: Wish, names: Sequence[str]) -> Profile:
    """Draw shares that fall off as those of a gut do."""
    weights = sorted((exp(dice.gauss(0, 1.9)) for _ in names), reverse=True)
    total = sum(weights) or 1.0
    shares = {name: weight / total for name, weight in zip(names, weights, strict=True)}
    report = ReadingReport(
        format="metaphlan4",
        confidence=0.98,
        rank=wish.rank,
        quantity="cell fraction",
        total=100.0,
        total_unit="%",
        unclassified_share=0.183,
        mapped_share=0.962,
        n_rows=3 * len(names) + 7,
        dropped=(
            DroppedRows(
                Text(
                    nl="Stammen en hogere groepen: die tellen dubbel.",
                    en="Strains and higher groups: they count twice.",
                ),
                2 * len(names),
                None,
                ("t__SGB15316",),
            ),
            DroppedRows(Text(nl="Menselijk DNA.", en="Human DNA."), 1, 0.0123, ("Homo sapiens",)),
        ),
        changes=(
            NameChange(
                "Eubacterium rectale",
                "Agathobacter rectalis",
                Text(nl="nieuwe naam sinds 2016", en="renamed in 2016"),
            ),
            NameChange(
                "Prevotella copri",
                "Segatella copri",
                Text(nl="nieuwe naam sinds 2022", en="renamed in 2022"),
            ),
        ),
        warnings=(
            Text(
                nl="18% van dit monster kon het lab geen naam geven.",
                en="The lab could not name 18% of this sample.",
            ),
        ),
    )
    provenance = Provenance(
        "metaphlan4",
        "MetaPhlAn 4.1",
        "mpa_vOct22_CHOCOPhlAnSGB_202212",
        "shotgun",
        "Example lab",
        "2026-10-02",
        "profile.tsv",
    )
    return Profile(wish.sample, wish.rank, shares, 0.183, provenance, report, 12_400_000)


def make_standing(dice: random.Random, wish: Wish, profile: Profile) -> Standing:
    """Stand a profile before an invented population."""
    seen = [
        _seen(dice, name, share, wish.statuses[i % len(wish.statuses)])
        for i, (name, share) in enumerate(profile.shares.items())
    ]
    pool = SPECIES if wish.rank == "species" else tuple({n.split()[0]: 0 for n in SPECIES})
    absent = [name for name in reversed(pool) if name not in profile.shares][: wish.n_missing]
    missing = [_unseen(dice, name, 0.97 - 0.11 * (i % 8)) for i, name in enumerate(absent)]
    return Standing(
        replace(_REFERENCE, rank=wish.rank),
        (*seen, *missing),
        detection_limit=1e-5,
        compared_share=0.941,
        lumped={"Segatella copri": ("Segatella copri", "Segatella sinensis")},
        notes=wish.notes,
    )


def population(
    dice: random.Random, middle: float, prevalence: float, widest: float = 1.5
) -> tuple[float, ...]:
    """Return 21 shares at the percentiles 1, 5, 10, …, 95, 99, zeros for those without it."""
    spread = dice.uniform(0.6 * widest, widest)
    z = (-2.2, -1.64, -1.28, -1.04, -0.84, -0.67, -0.52, -0.39, -0.25, -0.13, 0.0)
    both = (*z, *(-v for v in reversed(z[:-1])))
    zeros = round((1 - prevalence) * 20)
    grown = (middle * exp(spread * both[i]) for i in range(zeros, 21))
    return (0.0,) * zeros + tuple(share / (1 + share) for share in grown)


def _seen(dice: random.Random, name: str, share: float, status: Status) -> TaxonStanding:
    if status == "new":
        return TaxonStanding(name, share, None, None, "new")
    shift = {"high": -2.4, "low": 2.0}.get(status, dice.gauss(0, 0.6))
    prevalence = dice.uniform(0.6, 0.99)
    people = population(dice, share * exp(shift), prevalence)
    percentile = {"high": 93 + dice.random() * 6, "low": 2 + dice.random() * 7}.get(
        status, 15 + dice.random() * 70
    )
    usual = (people[max(2, 20 - round(18 * prevalence))], people[12], people[18])
    return TaxonStanding(name, share, percentile, prevalence, status, None, None, usual, people)


def _unseen(dice: random.Random, name: str, p_missing: float) -> TaxonStanding:
    middle = exp(dice.uniform(log(5e-4), log(2e-2)))
    prevalence = min(0.99, p_missing + 0.02)
    people = population(dice, middle, prevalence)
    usual = (middle / 4, middle, middle * 4)
    return TaxonStanding(
        name, 0.0, None, prevalence, "missing", p_missing, (1 - p_missing) / 3, usual, people
    )


def make_panel(dice: random.Random, wish: Wish, profile: Profile) -> Panel:
    """Sum the makers of four substances; the fifth is not predictable."""
    rows = [_capacity(dice, wish, profile, key) for key in MAKERS]
    nothing = Substance(
        "indole-3-propionate",
        LABELS["indole-3-propionate"],
        None,
        None,
        None,
        None,
        "not predictable",
        Text(
            nl="Te weinig makers zijn bekend om er iets over te zeggen.",
            en="Too few makers are known to say anything about it.",
        ),
        (),
        None,
        (),
        (),
    )
    return Panel((*rows, nothing))


def _capacity(dice: random.Random, wish: Wish, profile: Profile, key: str) -> Substance:
    checks: tuple[Check, ...] = ("read", "recalled", "inferred")
    known = [SPECIES[i] if wish.rank == "species" else SPECIES[i].split()[0] for i in MAKERS[key]]
    makers = sorted(
        (
            Maker(name, profile.shares[name], checks[i % 3])
            for i, name in enumerate(dict.fromkeys(known))
            if name in profile.shares
        ),
        key=lambda m: -m.share,
    )
    value = sum(m.share for m in makers)
    read = sum(m.share for m in makers if m.check == "read")
    percentile = dice.uniform(3, 97)
    status: SubstanceStatus = "low" if percentile < 15 else "high" if percentile > 85 else "usual"
    middle = max(value, 0.02) * exp(-0.7 * (percentile - 50) / 50)
    people = population(dice, middle, 1.0, widest=0.5)
    skill = (
        None
        if wish.skill is None
        else Skill(
            "Spearman, within study", wish.skill, (wish.skill - 0.1, wish.skill + 0.1), 812, 6
        )
    )
    return Substance(
        key,
        LABELS[key],
        value,
        "share of the classified bacteria",
        (read, min(1.0, value * 1.2)),
        percentile,
        status,
        Text(
            nl="Capaciteit: het aandeel van bekende makers. Geen gemeten hoeveelheid.",
            en="Capacity: the share of known makers. Not a measured amount.",
        ),
        tuple(makers),
        skill,
        people,
        ("R100",),
    )


_STEPS: Final = (
    Text(nl="Week 1: een derde van de hoeveelheid.", en="Week 1: a third of the amount."),
    Text(nl="Week 2: twee derde.", en="Week 2: two thirds."),
    Text(nl="Vanaf week 3: alles. Drink er water bij.", en="From week 3: all of it. Drink water."),
)
_OFFERS: Final[tuple[tuple[str, Kind, Grade, Text, Text], ...]] = (
    (
        "I107",
        "food",
        "A",
        Text(nl="Eet meer vezels", en="Eat more fibre"),
        Text(nl="25 tot 30 gram vezel per dag", en="25 to 30 grams of fibre a day"),
    ),
    (
        "I098",
        "prebiotic",
        "B",
        Text(nl="Psylliumvezel", en="Psyllium fibre"),
        Text(nl="10 gram per dag, 12 weken", en="10 grams a day, 12 weeks"),
    ),
    (
        "I001",
        "postbiotic",
        "B",
        Text(
            nl="Gedode Bifidobacterium bifidum MIMBb75",
            en="Inactivated Bifidobacterium bifidum MIMBb75",
        ),
        Text(nl="2 capsules per dag, 8 weken", en="2 capsules a day, 8 weeks"),
    ),
    (
        "I100",
        "food",
        "C",
        Text(nl="Haver of gerst", en="Oats or barley"),
        Text(nl="Een kom havermout per dag", en="A bowl of oatmeal a day"),
    ),
    (
        "I122",
        "probiotic",
        "D",
        Text(nl="Yoghurt met levende bacteriën", en="Yoghurt with live bacteria"),
        Text(nl="Een schaaltje per dag", en="A small bowl a day"),
    ),
)
_DANGER: Final = {
    "emergency": Referral(
        "RF01",
        "emergency",
        Text(
            nl="Je verliest veel bloed uit je anus.", en="You lose a lot of blood from the bottom."
        ),
        Text(
            nl="Bel 112 of ga naar de spoedeisende hulp. Wacht niet.",
            en="Call 112 or go to the emergency department. Do not wait.",
        ),
        ("R311", "own-rule"),
    ),
    "same_day": Referral(
        "RF10",
        "same_day",
        Text(nl="Je hebt koorts en bloederige diarree.", en="You have fever and bloody diarrhoea."),
        Text(nl="Bel vandaag nog je huisarts.", en="Call your doctor today."),
        ("R308",),
    ),
    "soon": Referral(
        "RF20",
        "soon",
        Text(nl="Je valt af zonder dat je dat wilt.", en="You lose weight without wanting to."),
        Text(
            nl="Maak binnen een week een afspraak met je huisarts.",
            en="Make an appointment with your doctor within a week.",
        ),
        ("own-rule",),
    ),
}


def make_advice(wish: Wish) -> Advice:
    """Offer, withhold and refer as wished."""
    offers = tuple(_suggestion(i, *offer) for i, offer in enumerate(_OFFERS[: wish.n_suggestions]))
    withheld = (
        Withheld(
            "withheld-inulin",
            ("I090",),
            Text(nl="Inuline uit cichorei", en="Chicory inulin"),
            "S02",
            Text(
                nl="Je hebt een prikkelbare darm: inuline geeft dan vaak meer klachten.",
                en="You have IBS: inulin often brings more complaints then.",
            ),
            ("R098",),
        ),
        Withheld(
            "withheld-sauerkraut",
            ("I110",),
            Text(nl="Zuurkool", en="Sauerkraut"),
            "S07",
            Text(
                nl="Je gebruikt moclobemide: vraag eerst je apotheker.",
                en="You take moclobemide: ask your pharmacist first.",
            ),
            ("own-rule",),
        ),
    )[: wish.n_withheld]
    order = [key for key in _DANGER if key in wish.referrals]
    return Advice(
        offers,
        withheld,
        tuple(_DANGER[key] for key in order),
        (
            LeftAlone(
                "remark-butyrate",
                ("I073",),
                Text(
                    nl="Butyraatcapsules: in een studie ging de bloeddruk ervan omhoog.",
                    en="Butyrate capsules: in one trial they raised blood pressure.",
                ),
                ("R068",),
            ),
            Text(
                nl="Een test op een doorlaatbare darm: die is niet betrouwbaar.",
                en="A test for a permeable gut: it is not reliable.",
            ),
            *(
                Text(nl=f"Een voorbeeld van wat je kunt laten ({i}).", en=f"An example ({i}).")
                for i in range(wish.n_remarks)
            ),
        ),
        (
            ()
            if wish.person_given
            else (
                Text(nl="Ben je zwanger?", en="Are you pregnant?"),
                Text(nl="Welke medicijnen gebruik je?", en="Which medicines do you take?"),
            )
        ),
    )


def _suggestion(i: int, key: str, kind: Kind, grade: Grade, title: Text, dose: Text) -> Suggestion:
    return Suggestion(
        f"suggestion-{key}",
        (key,),
        kind,
        title,
        dose,
        _STEPS if i % 2 == 0 else _STEPS[:2],
        grade,
        Text(
            nl="Meer mensen kregen minder klachten dan met een nepmiddel.",
            en="More people had fewer complaints than with a placebo.",
        ),
        (
            Text(
                nl="Je makers van butyraat zijn met weinig.",
                en="Your makers of butyrate are few.",
            ),
            Text(nl="Zij leven van oplosbare vezel.", en="They live on soluble fibre."),
            Text(
                nl="In een studie met 275 mensen hielp dit meer mensen dan een nepmiddel.",
                en="In a trial of 275 people it helped more people than a placebo.",
            ),
        ),
        (
            Text(
                nl="Neem medicijnen minstens 1 uur ervoor of 2 uur erna.",
                en="Take medicines at least 1 hour before or 2 hours after.",
            ),
        )
        if i != 0
        else (),
        ("R100", "R344") if i else ("R100",),
    )


EFFECT: Final = Effect(
    "butyrate", 2.1, (-0.4, 4.6), "mmol/day", 7.3, (("inulin", 12.0),), (SPECIES[0],), "dutch"
)


def make_strains(wish: Wish | None = None) -> Strains:
    """Fit one strain of each kind: tested for the person or not, seen or not, modelled or not."""
    advice = make_advice(wish or Wish())
    kinds: tuple[tuple[bool, Found, float | None, bool | None], ...] = (
        (True, "benefit", None, True),
        (True, "mixed", None, False),
        (False, "none", 0.002, True),
        (False, "benefit", None, None),
        (False, "none", None, False),
        (False, "none", None, True),
    )
    fits = tuple(_strain(i, *kind) for i, kind in enumerate(kinds))
    notes = (
        LeftAlone("model", (), Text(nl="Groei is geen bewijs.", en="Growth is no proof."), ()),
        LeftAlone("guide", ("I140",), Text(nl="Een richtlijn.", en="A guideline."), ("R112",)),
    )
    return Strains(fits, advice.withheld, (), notes, (), "dutch")


def _strain(
    i: int,
    for_you: bool,
    found: Found,
    share: float | None,
    grows: bool | None,
) -> StrainFit:
    known = grows is not None
    return StrainFit(
        id=f"strain-{i}",
        species="Bifidobacterium bifidum",
        title=Text(nl=f"Levende B. bifidum nummer {i}", en=f"Live B. bifidum number {i}"),
        interventions=("I002",),
        grade="B",
        found=found,
        for_you=for_you,
        could_try=for_you and found == "benefit",
        dose=Text(nl="Eén per dag.", en="One a day.") if found == "benefit" else None,
        share=share,
        grows=grows,
        growth=0.01 if known else None,
        usual_growth=0.009 if known else None,
        changes=(Change("butyrate", 7.3, 7.2, "mmol/day"),) if known else (),
        rivals=(Rival(SPECIES[9], 0.4),) if known else (),
        eats=("gos",) if known else (),
        why=(
            Text(nl="In een proef met 122 mensen.", en="In a trial with 122 people."),
            Text(nl="Ze groeit mee in het model.", en="It grows along in the model."),
        ),
        cautions=(Text(nl="Stop bij klachten.", en="Stop with complaints."),),
        citations=("R012",),
    )


def make_blend(*, parts: int = 2, eur: float | None = 12.5) -> Blend:
    """Mix up to three parts; none is a blend that was blocked."""
    made = tuple(
        BlendPart(
            id=name,
            title=Text(nl=f"{name}-nl", en=name),
            form=Text(nl="Bewaar het droog.", en="Keep it dry."),
            amount=amount,
            unit="cells" if amount > 1e6 else "mg",
            pieces=pieces,
            weeks=weeks,
            grade="A",
            covers=(Text(nl="weinig butyraat", en="little butyrate"),),
            why=(Text(nl="Dit vonden we.", en="We found this."),),
            cautions=(Text(nl="Begin langzaam.", en="Start slowly."),),
            citations=("R077",),
            interventions=("I090",),
            eur_month=None if eur is None else eur / parts,
            dose=Text(nl="Met een glas water.", en="With a glass of water."),
        )
        for name, amount, pieces, weeks in (
            ("inulin", 12_000.0, 0, ((1, 500.0), (2, 6_000.0), (3, 12_000.0))),
            ("dead bacteria", 1e9, 2, ((4, 1e9),)),
            ("other bacteria", 1e11, 1, ((5, 1e11),)),
        )[:parts]
    )
    blocked = (
        () if made else (Text(nl="Je grens staat in de weg.", en="Your limit is in the way."),)
    )
    return Blend(
        parts=made,
        blocked=blocked,
        effects=(EFFECT,) if made else (),
        covered=(Text(nl="weinig butyraat", en="little butyrate"),) if made else (),
        open=(Text(nl="minder verkouden", en="fewer colds"),),
        notes=(Text(nl="Je budget is niet gebruikt.", en="Your budget was not used."),),
        withheld=make_advice(Wish(n_withheld=1)).withheld,
        referrals=(),
        questions=(),
        proof=Proof(14.0, 14.0, 0.0, 6, 5) if made else None,
        eur_month=eur if made else None,
    )


def make_inside(diet: str = "dutch", matched: float = 0.9, fibres: int = 3) -> Inside:
    """Make what a model says of three bacteria on two foods."""
    names = ("Bacteroides ovatus", "Roseburia hominis")
    nodes = (
        Node("food", "inulin_m", 0.6), Node("food", "mucin_m", 0.3), Node("food", OTHERS, 0.1),
        Node("eater", names[0], 0.9), Node("eater", OTHERS, 0.1),
        Node("leftover", names[1], 0.2), Node("leftover", OTHERS, 0.1),
        *(Node("out", key, 1 / 7) for key in OUTS),
    )  # fmt: skip
    eater, last = ("eater", names[0]), ("leftover", names[1])
    links = (
        Link(("food", "inulin_m"), eater, 0.6),
        Link(("food", "mucin_m"), eater, 0.3),
        Link(("food", OTHERS), ("eater", OTHERS), 0.1),
        Link(eater, last, 0.2),
        Link(last, ("out", "butyrate"), 0.2),
        *(Link(eater, ("out", key), 0.1) for key in OUTS),
    )
    ranked = (("inulin", 9.0), ("pectin", 4.0), ("beta-glucan", 1.0))[:fibres]
    limits = {key: ranked[: max(fibres - i, 0)] for i, key in enumerate(LIMITED)}
    return Inside(diet, matched, nodes, links, limits, ("resistant starch",))
