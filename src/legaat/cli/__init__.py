"""The command line: thin, over the same verbs as the Python API."""

from legaat.cli._main import main

__all__ = ["main"]
