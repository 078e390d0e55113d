"""Open Food Facts over the network, only where it is asked for; only a barcode is sent.

The answer is hostile until it is parsed: bounded in size and in time, and a redirect may lead
neither to another scheme (a file of this computer) nor to somebody else.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from http.client import HTTPMessage
from typing import IO, Any, Final
from urllib.parse import urljoin, urlsplit

from legaat.errors import FileError, InputError, RefusedError, Where
from legaat.labels._sources import MAX_BYTES, LabelText, barcode, parse, product_text
from legaat.messages import Message

__all__ = ["ask_online"]

HOST: Final = "openfoodfacts.org"
ADDRESS: Final = f"https://world.{HOST}/api/v2/product/{{code}}.json"
QUIET_SECONDS: Final = 10.0
"""Longest silence of the server."""
TOTAL_SECONDS: Final = 30.0
"""Longest time that an answer may take to come in."""
_PIECE: Final = 65_536
_MISSING: Final = 404


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect within the same scheme and the same site only."""

    max_redirections = 3

    def http_error_302(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage
    ) -> Any:
        """Close the answer where its redirect isn't followed."""
        try:
            return super().http_error_302(req, fp, code, msg, headers)
        except Exception:
            fp.close()
            raise

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(urljoin(req.full_url, newurl))
        same = new.hostname == old.hostname or (new.hostname or "").endswith(f".{HOST}")
        if new.scheme != old.scheme or not same:
            where = f"{new.scheme}://{new.hostname or ''}"[:80]
            raise RefusedError("label-online-redirect", to=where)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def ask_online(code: str, lang: str | None = None) -> LabelText:
    """Ask Open Food Facts for a product; only the barcode is sent.

    Never called unless the user asks for it (``--online``).

    Raises
    ------
    FileError
        No answer, or not in time.
    FormatError
        The answer is no product.
    InputError
        The barcode isn't one, or isn't known there.
    RefusedError
        The answer is too large, or leads elsewhere.
    """
    digits = barcode(code)
    request = urllib.request.Request(  # noqa: S310 -- the address is ours
        ADDRESS.format(code=digits), headers={"User-Agent": "legaat"}
    )
    try:
        data = _fetch(request)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == _MISSING:
            raise InputError("label-barcode-unknown-online", code=digits) from error
        if error.code // 100 == 3:  # to a file, or round and round
            to = urlsplit(error.headers.get("Location", "")).scheme or "?"
            raise RefusedError("label-online-redirect", to=to[:20]) from error
        raise FileError("label-online", reason=f"HTTP {error.code}") from error
    except TimeoutError as error:
        raise FileError("label-online-slow") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        cause = getattr(error, "reason", error)
        if isinstance(cause, TimeoutError):
            raise FileError("label-online-slow") from error
        key = "no-connection" if isinstance(cause, OSError) else "not-understood"
        raise FileError("label-online", reason=Message.of(f"errors.reason.{key}")) from error
    where = Where(entry=digits)
    return product_text(parse(data.decode("utf-8", "replace"), where), lang, where)


def _opener() -> urllib.request.OpenerDirector:
    """Return an opener that knows the web and nothing else: no files, no FTP."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


def _fetch(request: urllib.request.Request) -> bytes:
    """Return the body of the answer, in bounded time and size."""
    until = time.monotonic() + TOTAL_SECONDS
    pieces: list[bytes] = []
    size = 0
    with _opener().open(request, timeout=QUIET_SECONDS) as answer:
        while piece := answer.read1(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BYTES:
                raise RefusedError("label-online-too-large", most=MAX_BYTES)
            if time.monotonic() > until:
                raise TimeoutError
    return b"".join(pieces)
