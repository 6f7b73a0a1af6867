"""Prints the page as PDF, by the browser of this machine where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from ingest.store import replacing

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
_SECONDS = 300


class PdfError(Exception):
    """The page could not be printed; the message says why, in Indonesian."""


def browser() -> str | None:
    """The browser that can print, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def print_pdf(program: str, page: Path, target: Path) -> None:
    """Prints `page` to `target` by the browser `program`; PdfError says why not."""
    with tempfile.TemporaryDirectory() as profile, replacing(target) as part:
        command = [
            program,
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={profile}",
            # nothing may leave the machine, not even the browser's own questions to its maker
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--disable-background-networking",
            "--no-first-run",
            *(["--no-sandbox"] if _is_root() else []),
            f"--print-to-pdf={part}",
            page.resolve().as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 (our own words)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PdfError(f"peramban tidak selesai mencetak ({type(error).__name__})") from None
        if done.returncode or not part.stat().st_size:
            raise PdfError(f"peramban tidak dapat mencetak (kode {done.returncode})")


def _is_root() -> bool:
    """True for the superuser, for whom Chromium does not start with its sandbox."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
