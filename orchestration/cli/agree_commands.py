"""Calls of `sinergi agree`, `admit` and `hold`; imports wait until they are used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.frames import Commands
from orchestration.cli.options import Home

agreement = Commands(no_args_is_help=True, help="Perjanjian satu sumber data: merancang, melihat, mengakhiri.")


@agreement.command("draft")
def draft_agreement(
    semester: Annotated[str, typer.Argument(help="Semester, misalnya 2017-S1.")],
    file: Annotated[
        list[Path] | None, typer.Option(help="Berkas sumber (bila tidak ditulis: yang ada di kotak masuk).")
    ] = None,
    by: Annotated[str | None, typer.Option(help="Siapa yang menyepakati.")] = None,
    letter: Annotated[str | None, typer.Option(help="Nomor surat.")] = None,
    date: Annotated[str | None, typer.Option(help="Tanggal surat, misalnya 2017-06-21.")] = None,
    home: Home = None,
) -> None:
    """Menulis agreed_source.yml dari berkas sumber: hash, banyaknya baris, kolom. Yang lama disimpan.

    Kode keluar: 0 lengkap, 3 masih ada yang harus diisi, 2 salah pakai.
    """
    from orchestration.cli.agree import draft

    said = {"agreed_by": by, "letter_no": letter, "letter_date": date}
    raise typer.Exit(draft(home, semester, file or [], said))


@agreement.command("show")
def show_agreement(
    semester: Annotated[str | None, typer.Argument(help="Semester; bila tidak ditulis, semua.")] = None,
    home: Home = None,
) -> None:
    """Perjanjian yang berlaku dan riwayatnya, dan apa yang tidak cocok dengannya.

    Kode keluar: 0 cocok, 4 ada yang tidak cocok sehingga tidak ada yang terbit.
    """
    from orchestration.cli.agree import show

    raise typer.Exit(show(home, semester))


@agreement.command("end")
def end_agreement(
    semester: Annotated[str, typer.Argument(help="Semester perjanjiannya.")],
    letter: Annotated[str, typer.Option(help="Nomor surat yang mengakhiri.")],
    date: Annotated[str, typer.Option(help="Tanggal surat itu.")],
    on: Annotated[str, typer.Option(help="Hari terakhir perjanjian berlaku.")],
    home: Home = None,
) -> None:
    """Mengakhiri perjanjian dengan surat; semester yang berakhir sesudahnya perlu perjanjian baru."""
    from orchestration.cli.agree import end

    raise typer.Exit(end(home, semester, letter, date, on))


File = Annotated[str, typer.Argument(metavar="BERKAS", help="submission_id, atau INSTANSI/NAMA_BERKAS.")]
By = Annotated[str, typer.Option(help="Nama petugas yang memutuskan.")]
Reason = Annotated[str, typer.Option(help="Alasannya; tercantum dalam terbitan, jadi tanpa nama penerima.")]


def admit(file: File, by: By, reason: Reason, home: Home = None) -> None:
    """Mengakui satu berkas meski ditahan aturan. Berlaku sejak run berikutnya, sampai diputuskan lain."""
    from orchestration.cli.decide_file import decide_file

    raise typer.Exit(decide_file(home, file, "admit", by, reason))


def hold(file: File, by: By, reason: Reason, home: Home = None) -> None:
    """Menahan satu berkas meski lolos aturan. Berlaku sejak run berikutnya, sampai diputuskan lain."""
    from orchestration.cli.decide_file import decide_file

    raise typer.Exit(decide_file(home, file, "hold", by, reason))
