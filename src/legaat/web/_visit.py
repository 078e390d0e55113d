"""One request: who, in which language, and the page that answers it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session
from starlette.routing import Match

from legaat.messages import LANGUAGES, Lang, Param, default_lang, number, say
from legaat.web._consent import below_client, look_on
from legaat.web._identity import Visitor, aware, visitor
from legaat.web._state import Face, Turn, other, templates
from legaat.web._store import Store
from legaat.web._tokens import token_visitor

if TYPE_CHECKING:
    from legaat.profiles import Profile
    from legaat.twin import Twin

T = TypeVar("T")

__all__ = ["LoginNeededError", "Visit", "Visiting", "check_form", "language", "who_asks"]

_LANG: Final = "lang"
_CSRF: Final = "legaat-form"


class LoginNeededError(Exception):
    """Nobody is logged in, and this page needs somebody."""


class Visit:
    """What a page needs: the face, the visitor, the language, and whose data it is about.

    Attributes
    ----------
    owner : str
        Account whose records this page shows: the visitor's own, or, below ``/client/<account>``,
        that of somebody who allowed the visitor to look on.
    base : str
        What stands before every address of that owner's pages; empty for one's own.
    client : str or None
        Name of the client that the page is about; None on one's own pages.

    Raises
    ------
    LoginNeededError
        Nobody is logged in.
    PermissionError
        This is not for this visitor to see or do, for this client.
    """

    __slots__ = ("base", "client", "face", "lang", "new_form", "owner", "request", "turn", "who")

    def __init__(self, request: Request) -> None:
        self.request = request
        self.face: Face = request.app.state.face
        self.lang = language(request)
        self.new_form: str | None = None
        self.turn = Turn()
        if self.face.config.mode == "local":
            # One person, no login; the form token still keeps other sites out.
            form = request.cookies.get(_CSRF)
            if not form or len(form) < 32:
                form = self.new_form = secrets.token_urlsafe(32)
            local = self.face.local
            self.who = Visitor(local.account, local.name, local.role, form)
        else:
            found = who_asks(request, self.face)
            if found is None:
                raise LoginNeededError
            self.who = found
        client = request.path_params.get("client")
        self.owner: str = client or self.who.account
        self.base = f"/client/{client}" if client else ""
        self.client = self._look_on(client) if client else None

    def _look_on(self, client: str) -> str:
        _, path = below_client(self.request.scope["path"]) or ("", "/")
        with self.face.database.session() as session:
            return look_on(session, self.who, client, self.request.method, path)

    @contextmanager
    def store(self) -> Iterator[tuple[Store, Session]]:
        """Give the store of whose data this page is about.

        Raises
        ------
        PermissionError
            The visitor may not see it.
        """
        with self.face.store(self.who, self.owner) as found:
            yield found

    def ask(self, profile_id: str, diet: str, profile: Profile, question: Callable[[Twin], T]) -> T:
        """Return what a question to the owner's twin of a profile on a diet answers.

        The twin is made the first time. Only for a page that `takes_long`.

        Raises
        ------
        OverError
            Nobody waits for this page any more.
        """
        return self.turn.wait(
            self.face.twins.later(
                self.owner, profile_id, diet, profile, lambda twin, _: question(twin)
            )
        )

    def say(self, key: str, **params: Param) -> str:
        """Return ``web.<key>`` in the visitor's language."""
        return say(f"web.{key}", self.lang, **params)

    def page(self, name: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Render a page."""
        html = (
            templates()
            .get_template(name)
            .render(
                lang=self.lang,
                other=other(self.lang),
                t=self.say,
                say=partial(_any, self.lang),
                num=partial(_number, self.lang),
                day=partial(_day, self.lang),
                at=partial(_at, self.lang, here=self.face.config.mode == "local"),
                csrf=self.who.csrf,
                who=self.who,
                server=self.face.config.mode == "server",
                path=self.request.url.path,
                elsewhere=self._elsewhere(),
                under=_under,
                base=self.base,
                client=self.client,
                **values,
            )
        )
        response = HTMLResponse(html, status_code=status)
        self.dress(response)
        return response

    def _elsewhere(self) -> str:
        """Return the address of this page in the other language, with all it was asked."""
        asked = [(k, v) for k, v in self.request.query_params.multi_items() if k != _LANG]
        # Two slashes would make it an address of another site.
        path = "/" + self.request.url.path.lstrip("/\\")
        if self.request.method != "GET" and not self._can_get(path):
            # The answer to a form: its own address can't be opened.
            path, asked = f"{self.base}/", []
        return f"{quote(path)}?{urlencode([*asked, (_LANG, other(self.lang))])}"

    def _can_get(self, path: str) -> bool:
        scope = {**self.request.scope, "method": "GET", "path": path}
        return any(route.matches(scope)[0] is Match.FULL for route in self.request.app.routes)

    def dress(self, response: HTMLResponse | RedirectResponse) -> None:
        """Set the cookies that this visit made."""
        secure = self.face.config.secure_cookies
        if self.new_form is not None:
            response.set_cookie(
                _CSRF, self.new_form, httponly=True, samesite="strict", secure=secure
            )
        if self.request.query_params.get(_LANG) in LANGUAGES:
            response.set_cookie(
                _LANG, self.lang, httponly=True, samesite="lax", secure=secure, max_age=31_536_000
            )

    def go(self, path: str) -> RedirectResponse:
        """Send the browser to another page of the same owner after a form."""
        response = RedirectResponse(self.base + path, status_code=303)
        self.dress(response)
        return response


def who_asks(request: Request, face: Face) -> Visitor | None:
    """Return who makes a request to a server, or None: by a cookie, or a program by its token."""
    header = request.headers.get("authorization")
    with face.database.session() as session:
        if header is not None and request.url.path.startswith("/api/"):
            # Whoever shows a token is asked for no cookie beside it.
            return token_visitor(session, header)
        return visitor(session, request.cookies.get(face.config.cookie))


def _any(lang: Lang, part: Any) -> str:
    """Return something that can be said in the visitor's language."""
    text: str = part if isinstance(part, str) else part.text(lang)
    return text


def _day(lang: Lang, moment: str | date) -> str:
    """Return a day in words; what isn't a day of the calendar stays as it was told."""
    try:
        day = date.fromisoformat(moment[:10]) if isinstance(moment, str) else moment
    except ValueError:
        return str(moment)
    return f"{day.day} {say(f'web.months.m{day.month}', lang)} {day.year}"


def _at(lang: Lang, moment: datetime, *, here: bool, seconds: bool = False) -> str:
    """Return a day and a time: by the clock of one's own machine, and on a server in UTC."""
    moment = aware(moment)
    moment = moment.astimezone() if here else moment.astimezone(UTC)
    clock = moment.strftime("%H:%M:%S" if seconds else "%H:%M")
    return f"{_day(lang, moment)}, {clock}{'' if here else ' UTC'}"


def _under(path: str, base: str, starts: Sequence[str]) -> bool:
    """Whether a page lies below one of these addresses."""
    return path.removeprefix(base).startswith(tuple(starts))


def _number(lang: Lang, value: float, spec: str = ".3g") -> str:
    return number(value, lang, spec)


def language(request: Request) -> Lang:
    """Return the language of a request: asked, remembered, or the browser's."""
    asked = request.query_params.get(_LANG) or request.cookies.get(_LANG)
    header = request.headers.get("accept-language", "")
    browser = (part.split(";")[0].strip().lower()[:2] for part in header.split(","))
    codes = (asked, *browser)
    return next((lang for code in codes for lang in LANGUAGES if lang == code), default_lang())


def _visit(request: Request) -> Visit:
    return Visit(request)


Visiting = Annotated[Visit, Depends(_visit)]


async def check_form(request: Request) -> None:
    """Refuse a form that this site didn't make (cross-site request forgery).

    The token of the form must be the visitor's, and where the browser says where the request comes
    from, it must be here.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    origin = request.headers.get("origin")
    if origin is not None and origin != "null":
        host = request.headers.get("host", "")
        if origin.split("://", 1)[-1] != host:
            raise HTTPException(403, "other origin")
    form = await request.form(max_files=3, max_fields=200)
    sent = form.get("csrf")
    visit = Visit(request)
    # Bytes: two texts are compared only where both are ASCII.
    if not isinstance(sent, str) or not secrets.compare_digest(
        _bytes(sent), _bytes(visit.who.csrf)
    ):
        raise HTTPException(403, "form expired")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
