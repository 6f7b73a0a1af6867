"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None, typer.Option("--home", help="Folder semua data (bila tidak ditulis: SINERGI_HOME, atau data/).")
]
