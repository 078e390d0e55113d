"""The safety rules for things from elsewhere: a product on a shelf, a plan of one's own."""

from __future__ import annotations

from collections.abc import Iterable

from legaat.advice._facts import Facts
from legaat.advice._needs import Needs
from legaat.advice._person import Person
from legaat.advice._safety import Screening
from legaat.advice._safety import screen as apply_rules
from legaat.knowledge import Intervention

__all__ = ["screen"]


def screen(person: Person, things: Iterable[Intervention]) -> Screening:
    """Apply the same rules as `advise` to things that `advise` doesn't choose.

    Parameters
    ----------
    person : Person
        What isn't known of the person is treated as the careful case.
    things : iterable of Intervention
        Each with the tags by which the rules know it (docs/safety.md).

    Returns
    -------
    Screening
        What may be used and with which cautions, what not and why, and when to see a doctor.
        Without a profile, a rule that asks what is low goes by "not known".

    Examples
    --------
    >>> screen(Person(age_years=40), []).allowed
    ()
    """
    return apply_rules(Facts(person, Needs()), things)
