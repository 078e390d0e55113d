"""Printing for a reader who may stop reading: what is to be written to a file still is."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any

from rich.console import Console

__all__ = ["show", "silence"]


def silence() -> None:
    """Send what is still to be printed nowhere, and keep Python quiet while it closes."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Screen(Console):
    """A console that goes on in silence where the other end of the pipe is gone (`| head`)."""

    def on_broken_pipe(self) -> None:
        """Stop printing; rich would end the program here, before anything is written."""
        self.quiet = True
        silence()


def show(*parts: Any, markup: bool = True) -> None:
    """Print parts, one after another."""
    screen = _Screen(highlight=False, markup=markup)
    for part in parts:
        screen.print(part)
