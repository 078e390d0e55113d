"""Writing what a verb made: to files, each whole or not at all, or to the screen."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from legaat._files import STDIO, write_atomic

__all__ = ["Output", "as_json", "deliver"]

Output: TypeAlias = "tuple[Path, str | bytes]"


def as_json(data: object) -> str:
    """Return data as the text of a JSON file."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def deliver(outputs: Iterable[Output]) -> None:
    """Write what was rendered; everything is rendered before, so that nothing is half there."""
    for target, text in outputs:
        if target != STDIO:
            write_atomic(target, text)
        elif isinstance(text, str):
            sys.stdout.write(text)
        else:
            sys.stdout.buffer.write(text)
