"""Frames that typer draws around help and wrong use, in Indonesian.

Typer takes no translations, so this file, and no other, reaches into it; `test_frames_of_the_command.py` says so when
an upgrade brings English back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer._click.core import Context
from typer._click.exceptions import NoArgsIsHelpError, UsageError
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup

_TITLES = {
    "ARGUMENTS_PANEL_TITLE": "Isian",
    "OPTIONS_PANEL_TITLE": "Pilihan",
    "COMMANDS_PANEL_TITLE": "Perintah",
    "ERRORS_PANEL_TITLE": "Keliru",
    "DEFAULT_STRING": "[bila tidak ditulis: {}]",
    "REQUIRED_LONG_STRING": "[wajib]",
    "ABORTED_TEXT": "Dibatalkan.",
    "RICH_HELP": "Penjelasan: [blue]{command_path} {help_option}[/]",
}
_USAGE = "Cara pakai: "
_METAVARS = {"[OPTIONS]": "[PILIHAN]", "COMMAND [ARGS]...": "PERINTAH [ISI]..."}
_HELP = "Menampilkan penjelasan ini."
_WORDS = tuple(
    (re.compile(english), indonesian)
    for english, indonesian in (
        (r"No such command ('.*?')\.?", r"Tidak ada perintah \1."),
        (r" Did you mean (.*)\?", r" Maksudnya \1?"),
        (r"No such option: (\S+)", r"Tidak ada pilihan \1."),
        (r"\(Possible options: (.*)\)", r"Maksudnya \1?"),
        (r"Missing command\.", "Perintahnya belum ditulis."),
        (r"Missing argument '?(.*?)'?\.", r"\1 belum ditulis."),
        (r"Missing (?:option|parameter) '?(.*?)'?\.", r"Pilihan \1 belum ditulis."),
        (r"Choose from:", "Salah satu dari:"),
        (r"Got unexpected extra argument\(s\) \((.*)\)", r"Tidak dimengerti: \1"),
        (r"Invalid value for '?(.*?)'?: ", r"\1: "),
        (r"Invalid value: ", ""),
        (r"Option ('.*?') requires an argument\.", r"Pilihan \1 perlu isi."),
        (r"Option ('.*?') does not take a value\.", r"Pilihan \1 tidak memakai isi."),
        (r"(?:file|dir|path) ('.*') does not exist\.", r"\1 tidak ada."),
        (r"(?:file|dir|path) ('.*') is a (?:file|directory)\.", r"\1 bukan yang diminta (berkas atau folder)."),
        (r"(?:file|dir|path) ('.*') is not readable\.", r"\1 tidak dapat dibaca."),
        (r"Value ('.*') is not a valid (?:int|float)\w*\.", r"\1 bukan bilangan."),
        (r"Input should be a valid (?:integer|number)\b.*", "harus bilangan."),
        (r"Input should be greater than or equal to (\S+)", r"paling sedikit \1."),
        (r"Input should be less than or equal to (\S+)", r"paling banyak \1."),
        (r"('.*') is not one of (.*)\.", r"\1 bukan salah satu dari \2."),
    )
)


class _Usage(HelpFormatter):
    """The line that says how a command is written."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, _USAGE if prefix is None else prefix)


class _Context(Context):
    """The context of a command whose frames are Indonesian."""

    formatter_class = _Usage


class _Framed:
    """The parts of a command that make its frames, each in Indonesian."""

    context_class: type[Context] = _Context

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The parts of the line of usage."""
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [_METAVARS.get(piece, piece) for piece in pieces]

    def get_help_option(self, ctx: Any) -> Any:
        """The option that asks for help."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _HELP
        return option

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Draws the help."""
        _set_titles()
        super().format_help(ctx, formatter)  # type: ignore[misc]

    def make_context(self, *arguments: Any, **more: Any) -> Any:
        """The context of a call; UsageError, in Indonesian, where it is written wrongly."""
        with _told():
            return super().make_context(*arguments, **more)  # type: ignore[misc]


class FramedCommand(_Framed, TyperCommand):
    """One command."""


class FramedGroup(_Framed, TyperGroup):
    """Commands below a command."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called; UsageError, in Indonesian, where there is none of that name."""
        with _told():
            return super().resolve_command(ctx, args)


class Commands(typer.Typer):
    """An application whose commands are framed in Indonesian."""

    def __init__(self, *, cls: type[FramedGroup] = FramedGroup, **more: Any) -> None:
        super().__init__(cls=cls, **more)

    def command(self, name: str | None = None, **more: Any) -> Callable[[Any], Any]:
        """Adds the function below as a command."""
        return super().command(name, **{"cls": FramedCommand, **more})


@contextmanager
def _told() -> Iterator[None]:
    """Turns what typer says of wrong use into Indonesian."""
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except (typer.Abort, UsageError) as error:
        _set_titles()
        if not isinstance(error, UsageError) or type(error) is _WrongUseError:
            raise
        raise _WrongUseError(indonesian(error.format_message()), error.ctx) from None


class _WrongUseError(UsageError):
    """Wrong use, told in Indonesian."""


def indonesian(message: str) -> str:
    """The same message of wrong use, in Indonesian."""
    for english, words in _WORDS:
        message = english.sub(words, message)
    return message


def _set_titles() -> None:
    """Gives the frames their titles.

    Only where one is drawn: `rich` takes a tenth of a second to import.
    """
    from typer import rich_utils

    for name, words in _TITLES.items():
        setattr(rich_utils, name, words)
