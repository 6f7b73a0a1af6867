"""The commands about the home itself (health, key, releases, copies), and about many homes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.frames import Commands
from orchestration.cli.options import Home


def doctor(home: Home = None) -> None:
    """Memeriksa folder data.

    Apa yang rusak, apa yang diperbaiki sendiri oleh run berikutnya, apa yang perlu tindakan.

    Tidak mengubah apa pun. Kode keluar: 0 sehat, 3 diperbaiki sendiri, 4 perlu tindakan, 2 salah pakai.
    """
    from orchestration.cli.doctor import examine_home

    raise typer.Exit(examine_home(home))


key = Commands(no_args_is_help=True, help="Kunci nomor orang dan keluarga: disimpan bersegel, dan dikembalikan.")
Sealed = Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas kunci bersegel.")]
NewPassword = Annotated[
    str,
    typer.Option(
        "--password", prompt="Kata sandi", confirmation_prompt="Ulangi kata sandi", hide_input=True,
        envvar="SINERGI_KEY_PASSWORD", help="Bila tidak ditulis: ditanyakan, atau SINERGI_KEY_PASSWORD.",
    ),
]  # fmt: skip
Password = Annotated[
    str,
    typer.Option(
        "--password", prompt="Kata sandi", hide_input=True, envvar="SINERGI_KEY_PASSWORD",
        help="Bila tidak ditulis: ditanyakan, atau SINERGI_KEY_PASSWORD.",
    ),
]  # fmt: skip


@key.command("export")
def export_key(file: Sealed, password: NewPassword, home: Home = None) -> None:
    """Menyimpan kunci dalam berkas bersegel kata sandi. Tanpa kunci, setiap nomor orang berganti."""
    from orchestration.cli.key import export_to

    raise typer.Exit(export_to(home, file, password))


@key.command("import")
def import_key(file: Sealed, password: Password, home: Home = None) -> None:
    """Mengembalikan kunci dari berkas bersegel; kunci folder data lain ditolak."""
    from orchestration.cli.key import import_from

    raise typer.Exit(import_from(home, file, password))


def releases(home: Home = None) -> None:
    """Rilis yang disimpan: yang berlaku, yang terakhir tiap semester, dan apakah berkasnya utuh.

    Kode keluar: 0 utuh, 4 ada yang rusak.
    """
    from orchestration.cli.releases import show_releases

    raise typer.Exit(show_releases(home))


def rollback(
    release: Annotated[
        str | None, typer.Argument(metavar="RILIS", help="Nama rilis (bila tidak ditulis: yang sebelum yang berlaku).")
    ] = None,
    home: Home = None,
) -> None:
    """Memberlakukan lagi rilis yang lebih lama, dalam satu langkah. Kode keluar: 0 berlaku, 4 tidak."""
    from orchestration.cli.releases import go_back

    raise typer.Exit(go_back(home, release))


Copy = Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas cadangan (.tar).")]


def backup(file: Copy, home: Home = None) -> None:
    """Menyimpan seluruh folder data dalam satu berkas, dengan hash setiap isinya."""
    from orchestration.cli.copies import write_backup

    raise typer.Exit(write_backup(home, file))


def restore(
    file: Copy,
    home: Home = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Cocokkan juga hitungannya, dan telusuri satu angka sampai berkas asal.")
    ] = False,
) -> None:
    """Memulihkan folder data dari cadangan ke folder yang belum ada; langsung dapat dipakai.

    Kode keluar: 0 pulih, 2 bukan cadangan yang utuh atau folder sudah berisi, 4 (--verify) tidak cocok.
    """
    from orchestration.cli.copies import restore_backup

    raise typer.Exit(restore_backup(home, file, verify=verify))


def shards(
    folder: Annotated[Path, typer.Argument(help="Folder berisi satu folder data untuk setiap kabupaten/kota.")],
    semester: Annotated[str, typer.Argument(help="Semester, misalnya 2017-S1.")],
    master: Annotated[
        str | None, typer.Option(help="Alamat Spark, misalnya local[4] atau spark://host:7077 (lihat how-to/spark).")
    ] = None,
) -> None:
    """Menjalankan satu semester di banyak kabupaten/kota dengan Spark, lalu mencari orang yang tercatat di beberapa.

    Kode keluar: 0 semua terbit, 3 semua terbit dengan kiriman yang ditahan, 4 ada yang tidak terbit, 2 salah pakai.
    """
    from orchestration.cli.shards import run_all

    raise typer.Exit(run_all(folder, semester, master))


def give_up(
    name: Annotated[str, typer.Argument(metavar="APA", help="decisions, forgotten, atau answers.")],
    yes: Annotated[bool, typer.Option("--yes", help="Jangan tanya lagi.")] = False,
    home: Home = None,
) -> None:
    """Melepaskan putusan, jawaban, atau daftar yang dilupakan yang hilang dan tidak ada cadangannya.

    Hanya yang menurut `sinergi doctor` hilang beserta salinannya. Kode keluar: 0 dimulai dari nol, 2 salah pakai.
    """
    from orchestration.cli.give_up import give_up_kept

    raise typer.Exit(give_up_kept(home, name, is_sure=yes))


def forget(
    person_id: Annotated[str | None, typer.Argument(metavar="ID_ORANG", help="ID orang (P...).")] = None,
    nik: Annotated[bool, typer.Option("--nik", help="Tanyakan NIK-nya; tidak ditampilkan dan tidak dicatat.")] = False,
    source: Annotated[
        str | None,
        typer.Option(metavar="SEMESTER", help="Bukan orang: sumber acuan semester ini, yang izinnya sudah berakhir."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Jangan tanya lagi.")] = False,
    home: Home = None,
) -> None:
    """Menghapus seseorang, atau sumber yang berakhir, dari seluruh folder data, dan membuktikannya.

    Kode keluar: 0 tidak ada lagi, 4 masih ada yang tersisa (tempatnya disebut), 2 salah pakai.
    """
    from orchestration.cli.forget import forget_person, forget_source

    if source is not None:
        if person_id is not None or nik:
            from orchestration.cli.console import wrong_usage

            wrong_usage("sebutkan seorang, atau sumber dengan --source; tidak keduanya")
        raise typer.Exit(forget_source(home, source, is_sure=yes))
    number = typer.prompt("NIK", hide_input=True).strip() if nik else None
    raise typer.Exit(forget_person(home, person_id, number, is_sure=yes))
