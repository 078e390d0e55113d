"""The one gate through which the command line runs, and every error leaves.

Exit status: 0 done, 1 a defect in Legaat (or nothing found, or a damaged pack), 2 the input can't
be used, 3 an optional part is missing, 4 Legaat's own tables are wrong, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from itertools import pairwise
from typing import Any, NoReturn

from legaat.errors import LegaatError
from legaat.messages import LANGUAGES, Lang, default_lang, say

__all__ = ["main"]

_DEFECT = 1
_INTERRUPTED = 130


def main() -> NoReturn:
    """Run ``legaat`` with the arguments of the process."""
    arguments, debug = _take_debug(sys.argv[1:])
    sys.exit(run(arguments, debug=debug))


def run(arguments: list[str], *, debug: bool = False) -> int:
    """Run one command and return its exit status.

    Parameters
    ----------
    arguments : list of str
        What stands behind ``legaat``.
    debug : bool
        Let an error through as a traceback.
    """
    lang = _lang_of(arguments)
    for stream in (sys.stdout, sys.stderr):
        # A redirect on Windows may use an old code page; a question mark beats a crash.
        if isinstance(stream, TextIOWrapper) and stream.encoding.lower() != "utf-8":
            stream.reconfigure(errors="replace")
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except LegaatError as error:
        if debug:
            raise
        _complain(error.text(lang))
        return error.exit_status
    except BrokenPipeError:
        from legaat.cli._screen import silence

        # The reader (`| head`) has seen enough. Python would complain again while closing.
        silence()
        return 0
    except KeyboardInterrupt:
        _complain(say("cli.interrupted", lang))
        return _INTERRUPTED
    except Exception as error:
        if debug:
            raise
        name = type(error).__name__
        _complain(say("cli.defect", lang, error=f"{name}: {error}"))
        return _DEFECT
    return status


def _run(arguments: list[str]) -> int:
    from typer.exceptions import Abort, TyperException

    from legaat.cli._app import app
    from legaat.cli._usage import explain

    try:
        status = app(arguments, prog_name="legaat", standalone_mode=False)
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # rich ends the program with 1 for it
            raise stop.__context__ from None
        return stop.code if isinstance(stop.code, int) else 0
    except Abort:
        raise KeyboardInterrupt from None
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            complaint: Any = error
            complaint.show()
            return 0
        raise explain(error) from error
    return status if isinstance(status, int) else 0


def _take_debug(arguments: list[str]) -> tuple[list[str], bool]:
    """Take ``--debug`` out wherever it stands before a bare ``--``."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    head = [a for a in arguments[:end] if a != "--debug"]
    return head + arguments[end:], len(head) < end


def _lang_of(arguments: list[str]) -> Lang:
    """Find the language for errors: what ``--lang`` asks for, else that of the locale."""
    for option, value in pairwise([*arguments, ""]):
        wanted = value if option == "--lang" else option.removeprefix("--lang=")
        if option.startswith("--lang") and wanted in LANGUAGES:
            return wanted
    return default_lang()


def _complain(text: str) -> None:
    first, *rest = text.split("\n")
    style = ("\x1b[1;31m", "\x1b[0m") if _colour() else ("", "")
    print(f"{style[0]}{first}{style[1]}", *rest, sep="\n", file=sys.stderr)


def _colour() -> bool:
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR")
