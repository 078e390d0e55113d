"""The worker process: what opens a file that somebody sent does so there, with limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final, Protocol

from legaat.web._config import WebConfig
from legaat.web._task import PassingError

__all__ = ["Killing", "ask", "stream"]

_GRACE: Final = 15
"""Seconds beyond the CPU time of a worker: it starts, and may wait for the machine."""
_KEPT: Final = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV", "HOME")
_LONGEST_LINE: Final = 64 * 1024 * 1024
"""Bytes of one line of an answer."""


class Killing(Protocol):
    """What can be told to stop, and then stops a process."""

    def check(self) -> None:
        """Raise where there has to be an end."""

    def killing(self, kill: Callable[[], object]) -> AbstractContextManager[None]:
        """Call `kill` when there has to be an end in the meantime."""


def ask(
    request: dict[str, Any], config: WebConfig, folder: Path | None = None,
    handles: tuple[int, ...] = (),
) -> dict[str, Any]:  # fmt: skip
    """Ask the reader once; as many at once as the settings allow, others wait for their turn.

    Parameters
    ----------
    request : dict
    config : WebConfig
    folder : Path, optional
        Where it may write, if anywhere.
    handles : tuple of int
        Open files that it inherits.

    Returns
    -------
    dict
        ``{"refused": …}`` where it ran into a limit.
    """
    request = {
        "job": "profile", **request,
        "seconds": config.parse_seconds, "memory": config.parse_bytes,
    }  # fmt: skip
    if not config.turns.acquire(timeout=config.parse_seconds):
        return {"refused": "busy"}
    try:
        return _once(request, config.parse_seconds + _GRACE, folder, handles)
    finally:
        config.turns.release()


def _environment(folder: Path | None) -> dict[str, str]:
    # The worker gets no secrets: its environment holds only what Python and Legaat need.
    environment = {k: v for k, v in os.environ.items() if k in _KEPT}
    environment["OPENBLAS_NUM_THREADS"] = environment["OMP_NUM_THREADS"] = "1"
    if folder is not None:
        # What it writes goes where it is deleted, even if the worker is killed.
        environment["TMPDIR"] = os.fspath(folder)
    return environment


def _once(
    request: dict[str, Any], timeout: float, folder: Path | None, handles: tuple[int, ...]
) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "legaat.web._reader"],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=timeout,
            env=_environment(folder),
            check=False,
            pass_fds=handles,
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"refused": "time"}
    except ValueError:
        # Killed by a limit before it could answer.
        return {"refused": "limits"}
    return answer


def stream(
    request: dict[str, Any], killing: Killing, folder: Path | None = None,
    handles: tuple[int, ...] = (),
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Give what a worker says, a line of JSON at a time; the last one is ``{"end": …}``.

    Parameters
    ----------
    request : dict
    killing : Killing
        The job that this is for; when it stops, so does the worker.
    folder : Path, optional
    handles : tuple of int
        Open files that it inherits.

    Raises
    ------
    PassingError
        It was killed before it could end; perhaps by a limit, perhaps from outside.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "legaat.web._reader"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(folder),
        pass_fds=handles,
    )
    if process.stdin is None or process.stdout is None:  # pragma: no cover - both are pipes
        raise PassingError
    try:
        with killing.killing(process.kill):
            process.stdin.write(json.dumps(request).encode())
            process.stdin.close()
            while line := process.stdout.readline(_LONGEST_LINE):
                said: dict[str, Any] = json.loads(line)
                yield said
                if "end" in said:
                    return
        killing.check()
        raise PassingError
    except (ValueError, BrokenPipeError) as error:
        killing.check()
        raise PassingError from error
    finally:
        process.kill()
        process.stdout.close()
        process.wait()
