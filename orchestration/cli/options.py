"""Options that many commands share, and their end when a home cannot be used."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from orchestration.cli.frames import FramedGroup

Home = Annotated[
    Path | None, typer.Option("--home", help="Folder semua data (bila tidak ditulis: SINERGI_HOME, atau data/).")
]
_PRIVATE = 0o077


class ToldErrors(FramedGroup):
    """The commands; what they make is private.

    And a home that cannot be used is told, not traced.
    """

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; exit code 4 when the home has to be seen to first."""
        before = os.umask(_PRIVATE)
        try:
            return super().invoke(ctx)
        except Exception as error:
            from ingest.ledger_upgrade import LedgerError
            from ingest.lock import LockedError
            from ingest.store import DamagedError
            from orchestration.cli.console import NOT_PUBLISHED, tell_problems
            from orchestration.health.ailments import HomeError

            if not isinstance(error, DamagedError | HomeError | LedgerError | LockedError):
                raise
            tell_problems(getattr(error, "problems", (str(error),)))
            raise typer.Exit(NOT_PUBLISHED) from None
        finally:
            os.umask(before)
