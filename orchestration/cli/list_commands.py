"""The commands about what lists mean: their questions, the answers, the declarations in force."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import Home


def questions(
    semester: Annotated[str, typer.Argument(help="Semester yang sudah dijalankan, misalnya 2017-S1.")],
    home: Home = None,
) -> None:
    """Menulis buku pertanyaan: judul kolom, kata, status dan berkas yang belum dikenal, untuk dijawab."""
    from orchestration.cli.questions import make_questions

    raise typer.Exit(make_questions(home, semester))


def decide(
    file: Annotated[Path, typer.Argument(help="Buku tinjauan, pertanyaan, naskah atau usulan yang sudah diisi.")],
    home: Home = None,
) -> None:
    """Menyimpan jawaban dari buku tinjauan, pertanyaan, naskah atau usulan.

    Semua disimpan, atau tidak satu pun bila ada yang keliru.

    Kode keluar: 0 disimpan, 3 ada yang perlu diperbaiki, 2 salah pakai.
    """
    from orchestration.cli.questions import take_workbook

    raise typer.Exit(take_workbook(home, file))


def texts(home: Home = None) -> None:
    """Menulis buku naskah: teks dan nama berkas yang belum boleh terbit, untuk diputuskan."""
    from orchestration.cli.passing import make_texts

    raise typer.Exit(make_texts(home))


def proposals(
    semester: Annotated[str, typer.Argument(help="Semester yang sudah dijalankan, misalnya 2026-S2.")],
    home: Home = None,
) -> None:
    """Menulis usulan kepada pemegang sumber acuan: meninggal, pindah, NIK, keluarga terlewat atau diragukan.

    Yang pernah diusulkan tidak diusulkan lagi; jawabannya dicari di versi sumber yang lebih baru.
    """
    from orchestration.cli.proposals import make_proposals

    raise typer.Exit(make_proposals(home, semester))


def agencies(
    agency: Annotated[str | None, typer.Argument(metavar="ID", help="Satu instansi, dengan rinciannya.")] = None,
    home: Home = None,
) -> None:
    """Deklarasi mana yang berlaku, dan dari mana: bawaan, milik kota, atau jawaban."""
    from orchestration.cli.agencies import show_agencies

    raise typer.Exit(show_agencies(home, agency))
