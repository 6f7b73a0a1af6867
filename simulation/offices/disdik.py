"""Dinas Pendidikan: PIP (the SIPINTAR export) and Dapodik (the register of pupils)."""

from __future__ import annotations

from simulation.desk import Desk
from simulation.offices.disdik_dapodik import write_dapodik
from simulation.offices.disdik_pip import write_pip


def write(desk: Desk) -> None:
    """All files of Dinas Pendidikan."""
    write_pip(desk)
    write_dapodik(desk)
