"""What the knowledge tables hold: sources, rules, signs, interactions, interventions, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from legaat.knowledge._when import When
from legaat.knowledge._wording import Wording
from legaat.messages import Text

__all__ = [
    "Answer",
    "Check",
    "EvidenceRow",
    "Grade",
    "Interaction",
    "Intervention",
    "Kind",
    "Medicine",
    "RedFlag",
    "Refer",
    "Remark",
    "Rule",
    "RuleKind",
    "Urgency",
    "Word",
]

Grade: TypeAlias = Literal["A", "B", "C", "D"]
Kind: TypeAlias = Literal[
    "postbiotic", "prebiotic", "food", "probiotic", "synbiotic", "lifestyle", "care"
]
Urgency: TypeAlias = Literal["emergency", "same_day", "soon"]
RuleKind: TypeAlias = Literal["hard stop", "warning", "refer", "wording", "fit"]
Then: TypeAlias = Literal["stop", "caution"]
IfUnknown: TypeAlias = Literal["stop", "caution", "ignore"]
Use: TypeAlias = Literal["suggest", "mention", "silent"]
Directness: TypeAlias = Literal["direct", "near", "surrogate"]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a rule: for whom, for what, and then what.

    Attributes
    ----------
    rule : str
        Id of the rule or interaction it belongs to.
    when : When
        For whom.
    what : tuple of str
        Tags of the things it holds for; ``"*"`` is everything.
    then : {"stop", "caution"}
    if_unknown : {"stop", "caution", "ignore"} or None
        What to do when it isn't known whether `when` holds. None: a product is stopped, an
        everyday food or habit gets the sentence as a caution.
    say : Text
    citations : tuple of str
    """

    rule: str
    when: When
    what: tuple[str, ...]
    then: Then
    if_unknown: IfUnknown | None
    say: Text
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refer:
    """When to see a doctor, how soon, why, and what to do.

    `gates` says whether suggestions wait for it; `covers` names the weaker referrals about the same
    sign that go unsaid beside it; `yields` that any more urgent one makes it so. `do_older` is said
    from the age of 4, and where no age is known.
    """

    rule: str
    when: When
    urgency: Urgency
    why: Text
    do: Text
    citations: tuple[str, ...]
    gates: bool = True
    covers: tuple[str, ...] = ()
    yields: bool = False
    do_older: Text | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A safety rule.

    Attributes
    ----------
    id : str
        "S01" to "S38" are those of the evidence tables, later ones are Legaat's own.
    kind : {"hard stop", "warning", "refer", "wording", "fit"}
        "fit" is not about safety: a diet or a religion.
    title, why : Text
    grade : {"A", "B", "C", "D"} or None
        How sure the risk is; None for our own rules.
    citations : tuple of str
        With "own-rule" where a part of it is our own precaution.
    checks, refers
        What it does.
    through : tuple of str
        Ids of interactions or red flags that carry the rule out.
    """

    id: str
    kind: RuleKind
    title: Text
    why: Text
    grade: Grade | None
    citations: tuple[str, ...]
    checks: tuple[Check, ...] = ()
    refers: tuple[Refer, ...] = ()
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sign that needs a doctor.

    Attributes
    ----------
    id : str
    sign, do : Text
    who : str
        The group the sign was listed for.
    urgency : {"emergency", "same_day", "soon"}
    citations : tuple of str
    when : When
        Which facts together are this sign; the complaint with the flag's own id always is.
    covers : tuple of str
        Weaker referrals about the same sign, which go unsaid beside this one.
    do_older : Text or None
        What to do from the age of 4, where `do` names who cares for babies and toddlers.
    """

    id: str
    sign: Text
    do: Text
    who: str
    urgency: Urgency
    citations: tuple[str, ...]
    when: When
    covers: tuple[str, ...] = ()
    do_older: Text | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """A suggestion that does not go with a medicine or a condition.

    Attributes
    ----------
    id : str
    suggestion, medicine : str
        As the table names them, in English.
    groups : str
        ATC groups, "condition" or "all oral".
    severity : {"avoid", "space", "caution", "monitor"}
    say : Text
    citations : tuple of str
    checks : tuple of Check
    """

    id: str
    suggestion: str
    medicine: str
    groups: str
    severity: Literal["avoid", "space", "caution", "monitor"]
    say: Text
    citations: tuple[str, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an intervention answers, and what is known about that.

    Attributes
    ----------
    to : When
        The finding, complaint, condition or goal.
    rows : tuple of str
        Evidence rows, the one that is graded first.
    grade : {"A", "B", "C", "D"}
        How sure the stated outcome is, in the stated direction.
    directness : {"direct", "near", "surrogate"}
        This outcome in people like these; a neighbouring outcome or group; or only a marker.
    mechanism : Wording
        How it may work.
    study, direction : Text
        What was studied; what was found, in a few words.
    citations : tuple of str
    """

    to: When
    rows: tuple[str, ...]
    grade: Grade
    directness: Directness
    mechanism: Wording
    study: Text
    direction: Text
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intervention:
    """Something one can eat, take or do.

    Attributes
    ----------
    id : str
    kind : str
        In ISAPP terms where it is a biotic.
    use : {"suggest", "mention", "silent"}
        "mention": what is known is told where it matters, and nobody is advised to take it.
        "silent": kept and screened, but too little was read to say anything of it.
    product : bool
        A powder, capsule or tablet that one buys for its effect.
    gentle : bool
        Changes so little that it can go on while somebody waits for the doctor.
    listed : bool
        Named among what was not suggested whenever a known stop holds, because many ask for it.
    group : str or None
        Of several in one group the best is suggested; one is enough.
    burden : {0, 1, 2}
        What it asks of somebody: a swap; a daily effort or a cost; a course or a treatment.
    title, form : Text
    dose : Wording or None
        As studied.
    start_low : tuple of Wording
    own_start : bool
        The steps are Legaat's own rule (I243), not from a trial.
    cautions : tuple of Text
    tags : tuple of str
        What the rules need to know of it.
    names : tuple of str
        Words by which somebody may already take it.
    answers : tuple of Answer
    adds : mapping of str to float
        What the studied dose adds to a day's food: nutrient, as the twin names it, to grams;
        empty where a model has nothing to say of it.
    """

    id: str
    kind: Kind
    use: Use
    product: bool
    gentle: bool
    listed: bool
    group: str | None
    burden: int
    title: Text
    form: Text
    dose: Wording | None
    start_low: tuple[Wording, ...]
    own_start: bool
    cautions: tuple[Text, ...]
    tags: tuple[str, ...]
    names: tuple[str, ...]
    answers: tuple[Answer, ...]
    adds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def rows(self) -> tuple[str, ...]:
        """Every evidence row it rests on, in order."""
        return tuple(dict.fromkeys(row for answer in self.answers for row in answer.rows))


@dataclass(frozen=True, slots=True)
class Remark:
    """Something one need not do or buy, and why; `when` says for whom it is worth saying."""

    id: str
    when: When
    say: Text
    rows: tuple[str, ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word about a person.

    Attributes
    ----------
    field : str
        Key in the person file ("conditions", "complaints" …).
    id : str
        The word that is kept.
    label : Text
        How it is said to a person.
    also : tuple of str
        Other spellings and the Dutch words.
    implies : tuple of str
        Facts that hold as well ("condition=ibs").
    """

    field: str
    id: str
    label: Text
    also: tuple[str, ...]
    implies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Medicine:
    """A group of medicines: ATC code, label, and the names by which its members are known.

    `implies` are facts about somebody who uses one ("immune=weakened").
    """

    atc: str
    label: Text
    names: tuple[str, ...]
    implies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row of the evidence table: a study or an opinion, what it found, and its grade.

    Attributes
    ----------
    id : str
    title, kind, form, dose, population, outcome, direction : Text
        What it is about, of whom, and what was found.
    grade : {"A", "B", "C", "D"}
        How sure the outcome is, in the stated direction.
    isapp : bool
        Whether it is a postbiotic in the ISAPP sense.
    citations : tuple of str
    """

    id: str
    title: Text
    kind: Text
    form: Text
    dose: Text
    population: Text
    outcome: Text
    direction: Text
    grade: Grade
    isapp: bool
    citations: tuple[str, ...]
