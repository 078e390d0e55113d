"""What one tap on a plan does: a kept plan and a form in, another plan and a sentence out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from legaat.advice import MOST_WEEKS
from legaat.knowledge import ingredients
from legaat.messages import Message
from legaat.web._plan import (
    MOST_NOTE,
    MOST_PAUSE,
    REASONS,
    Plan,
    Reason,
    Refusal,
    clock,
    near_day,
    pack_of,
)
from legaat.web._plan_options import Options, board

__all__ = ["Change", "change"]


@dataclass(frozen=True, slots=True)
class Change:
    """A changed plan, and what was done in a sentence.

    `ok` is False where the form asked for something that can't be; then the plan is as it was.
    """

    plan: Plan
    said: Message
    ok: bool = True


@dataclass(frozen=True, slots=True)
class _Asked:
    """One form, beside what is allowed."""

    options: Options
    plan: Plan
    what: str
    form: Mapping[str, str]
    today: date

    @property
    def chosen(self) -> list[str]:
        """Ids in the plan: as they are shown, and then what fell out of it."""
        shown = board(self.options, self.plan)
        return [*(one.id for one in shown.chosen), *(one.id for one in shown.fallen)]

    @property
    def title(self) -> Any:
        """What the form is about, in words."""
        return self.options.choices[self.what].title

    def done(self, key: str, chosen: Sequence[str] | None = None, **changes: Any) -> Change:
        """Return the plan with these changes."""
        kept = tuple(self.chosen if chosen is None else chosen)
        plan = replace(self.plan, chosen=kept, **changes)
        params = {"title": self.title} if self.what in self.options.choices else {}
        return Change(plan, Message.of(f"web.plan.done-{key}", **params))

    def not_done(self) -> Change:
        """Return the plan as it is."""
        return Change(self.plan, Message.of("web.plan.done-not"), ok=False)


def change(options: Options, plan: Plan, form: Mapping[str, str], today: date) -> Change:
    """Return what becomes of a plan by a form.

    Only what the advice room suggests to this person can come into it, whatever the form says.

    Parameters
    ----------
    options : Options
    plan : Plan
    form : mapping of str to str
        ``do``: what to do; ``what``: the id of a thing; and what else it needs.
    today : date
    """
    action = _ACTIONS.get(form.get("do", ""))
    asked = _Asked(options, plan, form.get("what", "")[:80], form, today)
    return asked.not_done() if action is None else action(asked)


def _add(asked: _Asked) -> Change:
    if asked.what not in asked.options.choices:
        return asked.not_done()
    refused = {n: why for n, why in asked.plan.refused.items() if n != asked.what}
    chosen = asked.chosen
    # Of what serves the same purpose one is enough.
    instead = {name for name, _ in asked.options.choices[asked.what].instead}
    place = next((i for i, name in enumerate(chosen) if name in instead), None)
    if asked.what in chosen:
        return asked.done("add", chosen, refused=refused)
    if place is None:
        return asked.done("add", [*chosen, asked.what], refused=refused)
    swapped = [asked.what if i == place else n for i, n in enumerate(chosen) if n not in instead
               or i == place]  # fmt: skip
    return asked.done("swap", swapped, refused=refused)


def _add_all(asked: _Asked) -> Change:
    """Add several at once: the parts of a blend."""
    plan = asked.plan
    for name in asked.form.get("parts", "")[:2000].split():
        one = replace(asked, plan=plan, what=name)
        plan = _add(one).plan
    if plan is asked.plan:
        return asked.not_done()
    return replace(asked, plan=plan, what="").done("add-all")


def _out(asked: _Asked) -> Change:
    if asked.what not in asked.chosen:
        return asked.not_done()
    return asked.done("out", [name for name in asked.chosen if name != asked.what])


def _move(by: int) -> Callable[[_Asked], Change]:
    def move(asked: _Asked) -> Change:
        chosen = asked.chosen
        if asked.what not in chosen:
            return asked.not_done()
        old = chosen.index(asked.what)
        chosen.insert(max(old + by, 0), chosen.pop(old))
        return asked.done("move", chosen)

    return move


def _order(asked: _Asked) -> Change:
    wanted = {name: i for i, name in enumerate(asked.form.get("order", "")[:8000].split())}
    if wanted.keys().isdisjoint(asked.chosen):
        return asked.not_done()
    return asked.done("order", sorted(asked.chosen, key=lambda name: wanted.get(name, len(wanted))))


def _refuse(asked: _Asked) -> Change:
    if asked.what not in asked.options.choices:
        return asked.not_done()
    reason: Reason = next((one for one in REASONS if one == asked.form.get("reason")), "other")
    note = " ".join(asked.form.get("note", "")[:MOST_NOTE].split())
    refused = {**asked.plan.refused, asked.what: Refusal(reason, note)}
    left = [name for name in asked.chosen if name != asked.what]
    return asked.done("refuse", left, refused=refused)


def _back(asked: _Asked) -> Change:
    if asked.what not in asked.plan.refused:
        return asked.not_done()
    kept = {name: why for name, why in asked.plan.refused.items() if name != asked.what}
    return asked.done("back", refused=kept)


def _start(asked: _Asked) -> Change:
    form = asked.form
    return asked.done(
        "start",
        start=near_day(form.get("start", ""), asked.today) or asked.plan.start,
        pace="slow" if form.get("pace") == "slow" else "usual",
        times="day" if form.get("times") == "day" else "step",
        clock=clock(form.get("clock")),
        remind=form.get("remind") == "1",
    )


def _pause(asked: _Asked) -> Change:
    week, weeks = _whole(asked.form.get("week")), _whole(asked.form.get("weeks"))
    if not 1 <= week <= MOST_WEEKS or not 1 <= weeks <= MOST_PAUSE:
        return asked.not_done()
    return asked.done("pause", pauses=MappingProxyType({**asked.plan.pauses, week: weeks}))


def _resume(asked: _Asked) -> Change:
    week = _whole(asked.form.get("week"))
    if week not in asked.plan.pauses:
        return asked.not_done()
    return asked.done("resume", pauses={w: n for w, n in asked.plan.pauses.items() if w != week})


def _most(asked: _Asked) -> Change:
    """Set the step beyond which a thing isn't raised; none for 0."""
    if asked.what not in asked.options.choices:
        return asked.not_done()
    step = _whole(asked.form.get("step"))
    others = {name: most for name, most in asked.plan.most_steps.items() if name != asked.what}
    if step:
        others[asked.what] = min(step, MOST_WEEKS)
    return asked.done("most" if step else "most-none", most_steps=others)


def _bought(asked: _Asked) -> Change:
    """Keep what was ticked off, of what stands on the list."""
    ticked = asked.form.get("bought", "")[:8000].split()
    known = asked.options.choices
    return asked.done("bought", bought=frozenset(name for name in ticked if name in known))


def _packs(asked: _Asked) -> Change:
    told = dict(asked.plan.packs)
    for name in ingredients():
        if f"eur-{name}" not in asked.form:
            continue
        pack = pack_of(*(asked.form.get(f"{key}-{name}") for key in ("eur", "grams", "pieces")))
        told.pop(name, None)
        if pack is not None:
            told[name] = pack
    return asked.done("packs", packs=told)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 4 else 0


_ACTIONS: Final[Mapping[str, Callable[[_Asked], Change]]] = MappingProxyType(
    {
        "add": _add,
        "add-all": _add_all,
        "out": _out,
        "up": _move(-1),
        "down": _move(1),
        "order": _order,
        "refuse": _refuse,
        "back": _back,
        "start": _start,
        "pause": _pause,
        "resume": _resume,
        "most": _most,
        "bought": _bought,
        "packs": _packs,
    }
)
