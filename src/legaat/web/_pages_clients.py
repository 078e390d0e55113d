"""Dietitians and the people who let them look on."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response
from sqlalchemy.orm import Session

from legaat.messages import Lang, catalogue
from legaat.web._consent import (
    CONSOLE,
    Looked,
    clients_of,
    consent,
    dietitians_of,
    looks,
    withdraw,
)
from legaat.web._visit import Visit, Visiting, check_form

__all__ = ["Helpers", "action_words", "helpers_of", "router"]

router = APIRouter(include_in_schema=False)
_FORM = Depends(check_form)


@router.get("/clients")
def clients(visit: Visiting) -> Response:
    """List who allowed this dietitian to look on."""
    if visit.who.role != "dietitian":
        raise PermissionError
    with visit.face.database.session() as session:
        found = clients_of(session, visit.who.account)
    return visit.page("clients.html.j2", clients=found)


@dataclass(frozen=True, slots=True)
class Helpers:
    """What the page of what is kept says about who may look on.

    Attributes
    ----------
    may : list of tuple of str
        Id and name of each dietitian who may.
    did : list of tuple
        A day, who, the pages that they saw and what they did, in words.
    said : {"yes", "no", "back"} or None
        What came of the form that was just sent.
    """

    may: list[tuple[str, str]]
    did: list[tuple[str, str, list[str], list[str]]]
    said: str | None


def helpers_of(visit: Visit, session: Session) -> Helpers:
    """Return who may look on, and who did."""
    said = visit.request.query_params.get("helper")
    return Helpers(
        dietitians_of(session, visit.owner),
        [_in_words(visit, one) for one in looks(session, visit.owner)],
        said if said in {"yes", "no", "back"} else None,
    )


def _in_words(visit: Visit, one: Looked) -> tuple[str, str, list[str], list[str]]:
    saw = [page_words(page, visit.lang) for page in one.saw]
    name = visit.say("helpers.console") if one.name == CONSOLE else one.name
    return (
        one.day.isoformat(),
        name or visit.say("helpers.gone"),
        list(dict.fromkeys(saw)),
        [action_words(action, visit.lang) for action in one.did],
    )


def page_words(page: str, lang: Lang) -> str:
    """Return what a page is called."""
    words = catalogue(lang)
    return str(words.get(f"web.looked.{page}", words["web.looked.other"]))


def action_words(action: str, lang: Lang) -> str:
    """Return what an action of the audit log is called; the action itself where it has no name."""
    if action.startswith("look "):
        return f"{catalogue(lang)['web.actions.look']} {page_words(action[5:], lang)}"
    return str(catalogue(lang).get(f"web.actions.{action.replace(' ', '-')}", action))


@router.post("/mine/consent", dependencies=[_FORM])
def allow(visit: Visiting, dietitian: str = Form("", max_length=200)) -> Response:
    """Let a dietitian look on; says only whether there is such a dietitian."""
    with visit.store() as (_, session):
        done = consent(session, visit.who.account, dietitian)
    return visit.go(f"/mine?helper={'yes' if done else 'no'}#helpers")


@router.post("/mine/withdraw", dependencies=[_FORM])
def take_back(visit: Visiting, dietitian: str = Form(max_length=36)) -> Response:
    """Take that back: it holds at once, also for an answer that is still coming in."""
    with visit.store() as (_, session):
        withdraw(session, visit.who.account, dietitian)
    visit.face.twins.forget(visit.who.account)
    return visit.go("/mine?helper=back#helpers")
