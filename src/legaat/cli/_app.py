"""The typer application: verbs, and the words of their help."""

from __future__ import annotations

from typing import Annotated

import typer

from legaat.cli._words import words

app = typer.Typer(
    name="legaat",
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


def _mount() -> None:
    from legaat.cli import (
        _advise,
        _ask,
        _compare,
        _formats,
        _know,
        _label,
        _report,
        _schema,
        _serve,
        _twin,
        _validate,
    )

    app.command("report", help=words("help.report"), epilog=words("help.report-epilog"))(
        _report.report
    )
    app.command("advise", help=words("help.advise.verb"), epilog=words("help.advise.epilog"))(
        _advise.advise
    )
    app.command("ask", help=words("help.app", "ask"))(_ask.ask)
    app.command(
        "simulate",
        help=words("help.simulate", "twin"),
        epilog=words("help.simulate-epilog", "twin"),
    )(_twin.simulate)
    app.command(
        "label", help=words("help.label", "labels"), epilog=words("help.label-epilog", "labels")
    )(_label.label)
    app.command(
        "compare", help=words("help.compare", "compare"), epilog=words("help.epilog", "compare")
    )(_compare.compare)
    app.command("serve", help=words("help.serve", "web"))(_serve.serve)
    app.command("account", help=words("help.account", "web"))(_serve.account)
    app.add_typer(_serve.key_app, name="key")
    app.add_typer(_know.know_app, name="know")
    app.add_typer(_twin.models_app, name="models")
    app.add_typer(_twin.diets_app, name="diets")
    app.command("formats", help=words("help.formats"))(_formats.formats)
    app.command(
        "validate",
        help=words("help.validate", "validation"),
        epilog=words("help.validate-epilog", "validation"),
    )(_validate.validate)
    app.command("schema", help=words("help.schema"), epilog=words("help.schema-epilog"))(
        _schema.schema
    )


_mount()
