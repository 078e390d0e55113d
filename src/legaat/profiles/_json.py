"""JSON, loaded within limits."""

from __future__ import annotations

import json
from typing import NoReturn

from legaat.errors import FormatError, RefusedError
from legaat.profiles._source import Source
from legaat.profiles._text import text_of


def load_json(source: Source) -> object:
    """Parse a JSON file within limits; NaN and Infinity are refused.

    Raises
    ------
    RefusedError
        It is too large or nested too deep.
    FormatError
        It isn't valid JSON.
    """
    if len(source.data) > source.settings.max_json_bytes:
        limit = source.settings.max_json_bytes // 1024**2
        raise RefusedError("file-too-large", where=source.where(), limit=limit)
    text = text_of(source)
    try:
        loaded: object = json.loads(text, parse_constant=_no_constants)
    except RecursionError as error:
        raise RefusedError("json-too-deep", where=source.where()) from error
    except json.JSONDecodeError as error:
        raise FormatError("json-broken", where=source.where(error.lineno)) from error
    except ValueError as error:
        raise FormatError("json-broken", where=source.where()) from error
    return loaded


def _no_constants(name: str) -> NoReturn:
    raise ValueError(name)
