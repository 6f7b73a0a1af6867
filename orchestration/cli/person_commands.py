"""The commands that explain persons, families and the verdicts on them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.options import Home


def explain(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="person_id, family_id, atau record_id.")],
    show_names: Annotated[
        bool, typer.Option("--show-names", help="Tampilkan nama dan nomor tanpa disamarkan.")
    ] = False,
    home: Home = None,
) -> None:
    """Mengapa baris-baris ini satu orang atau satu keluarga: daftar, bukti, skor, dan bobot tiap isian."""
    from orchestration.cli.explain import explain as explain_it

    raise typer.Exit(explain_it(home, wanted, show_names=show_names))


def verdict(
    wanted: Annotated[str, typer.Argument(metavar="ID", help="family_id, person_id, atau record_id.")],
    semester: Annotated[
        str | None, typer.Argument(help="Semester (bila tidak ditulis: yang terbaru di gudang data).")
    ] = None,
    slip: Annotated[Path | None, typer.Option(help="Tulis juga lembar satu halaman untuk kelurahan (HTML).")] = None,
    show_names: Annotated[
        bool, typer.Option("--show-names", help="Tampilkan nama dan alamat tanpa disamarkan.")
    ] = False,
    home: Home = None,
) -> None:
    """Putusan tiap program atas satu keluarga atau orang.

    Dengan sebab, aturan, surat, sel, yang mengubahnya, dan kepada siapa bertanya.
    """
    from orchestration.cli.verdict import tell_verdict

    raise typer.Exit(tell_verdict(home, wanted, semester, slip, show_names=show_names))


def why_not(
    row_a: Annotated[str, typer.Argument(metavar="BARIS_A", help="record_id baris pertama.")],
    row_b: Annotated[str, typer.Argument(metavar="BARIS_B", help="record_id baris kedua.")],
    home: Home = None,
) -> None:
    """Mengapa dua baris bukan satu orang, dan satu perbaikan mana yang akan menautkannya."""
    from orchestration.cli.explain import why_not as tell_why_not

    raise typer.Exit(tell_why_not(home, (row_a, row_b)))
