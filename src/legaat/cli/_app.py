"""The typer application: verbs, and the words of their help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from legaat.cli._help import Command, Group
from legaat.cli._words import words

app = typer.Typer(
    name="legaat",
    cls=Group,
    help=words("help.app"),
    epilog=words("help.app-epilog"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(value: bool) -> None:
    if value:
        from legaat._version import __version__

        typer.echo(f"legaat {__version__}")
        raise typer.Exit


@app.callback()
def _global_options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help=words("help.version")
        ),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help=words("help.debug"))] = False,
) -> None:
    """Hold the options that stand before a verb; ``--debug`` is taken out earlier."""


def _verb(name: str, run: Callable[..., None], explained: str, examples: str | None = None) -> None:
    """Mount a verb with what it does and, below its options, how it is used."""
    app.command(name, cls=Command, help=explained, epilog=examples)(run)


def _mount() -> None:
    from legaat.cli import (
        _advise,
        _ask,
        _compare,
        _diets,
        _formats,
        _know,
        _label,
        _models,
        _report,
        _schema,
        _serve,
        _twin,
        _validate,
    )

    _verb("report", _report.report, words("help.report"), words("help.report-epilog"))
    _verb("advise", _advise.advise, words("help.advise.verb"), words("help.advise.epilog"))
    _verb("ask", _ask.ask, words("help.app", "ask"), words("help.epilog", "ask"))
    simulate = [words(f"help.{key}", "twin") for key in ("simulate", "simulate-epilog")]
    _verb("simulate", _twin.simulate, *simulate)
    label = [words(f"help.{key}", "labels") for key in ("label", "label-epilog")]
    _verb("label", _label.label, *label)
    compare = [words(f"help.{key}", "compare") for key in ("compare", "epilog")]
    _verb("compare", _compare.compare, *compare)
    _verb("serve", _serve.serve, words("help.serve", "web"))
    _verb("account", _serve.account, words("help.account", "web"), words("help.account-epilog"))
    app.add_typer(_serve.key_app, name="key", cls=Group, epilog=words("help.key-epilog"))
    app.add_typer(_know.know_app, name="know")
    app.add_typer(_models.models_app, name="models")
    app.add_typer(_diets.diets_app, name="diets")
    _verb("formats", _formats.formats, words("help.formats"), words("help.formats-epilog"))
    validate = [words(f"help.{key}", "validation") for key in ("validate", "validate-epilog")]
    _verb("validate", _validate.validate, *validate)
    _verb("schema", _schema.schema, words("help.schema"), words("help.schema-epilog"))


_mount()
