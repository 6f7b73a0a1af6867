"""`sinergi forget`: takes a person or expired source out of the home, and proves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

import typer

from ingest.declarations.catalogue import CatalogueError
from ingest.store import Store
from orchestration.access_log import note_access
from orchestration.cli.console import (
    NOT_PUBLISHED,
    PUBLISHED,
    console_on,
    installation_of,
    semester_of,
    settings_of,
    tell_problems,
    wrong_usage,
)
from orchestration.health.ailments import HomeError
from orchestration.health.forgetting import Person, find, is_known, take_out
from orchestration.health.forgetting_source import (
    agreements_of,
    find_source,
    last_day,
    still_used,
    take_out_source,
)
from orchestration.health.left_behind import left_behind
from orchestration.installation import Installation
from orchestration.progress import StepError, alone, figure

_PERSON_ID = re.compile(r"P[0-9a-f]{16}")
_NIK = re.compile(r"\d{16}")
# made by runs, or told to people once; what people filled in is theirs to decide about
_REMOVABLE = ("packs/", "quality/", "logs/", "dagster/storage/", "dbt/target/")
_OF_PEOPLE = ("notulen", "masalah_dan_tindak_lanjut")
_OUTSIDE = (
    "Di luar folder data, jadi tidak dapat diubah dari sini: cadangan yang sudah dibuat, buku dan bahan yang sudah "
    "dikirim, berkas asli di instansi, daftar gabungan antar kabupaten/kota (crosswalk.parquet), dan riwayat di server "
    "basis data. Mintakan penghapusannya kepada yang "
    "menyimpannya; cadangan lama harus dibuat ulang."
)
_WITHOUT_SOURCE = (
    "Semester yang memakainya diterbitkan lagi tanpa sumber itu: siapa di dalam atau di luar sasaran tidak lagi "
    "dihitung. Angka dalam rilis lama tetap, tanpa nama."
)
# a source has as many as a city: those spread over it, which are among the words, are searched for
_MOST_IDS = 100


def forget_person(home: Path | None, person_id: str | None, nik: str | None, *, is_sure: bool) -> int:
    """Forgets one person; gives 0 where nothing is left, else 4."""
    settings = settings_of(home)
    site = installation_of(settings)
    if (person_id is None) == (nik is None):
        wrong_usage("sebutkan satu orang: ID orang (P...), atau --nik untuk ditanyai NIK-nya")
    if person_id is not None and not _PERSON_ID.fullmatch(person_id):
        wrong_usage("ID orang dimulai dengan P dan 16 angka heksadesimal, seperti di `sinergi explain`")
    if nik is not None and not _NIK.fullmatch(nik):
        wrong_usage("NIK harus 16 angka")
    person = find(site.store, person_id=person_id or "", nik=nik or "")
    if person_id is not None and not person.rows and not is_known(site.store, person_id):
        wrong_usage("tidak ada baris orang dengan ID itu; ID lama yang sudah digabung: lihat `sinergi explain`")
    if len(person.ids) > 1:
        wrong_usage(f"NIK itu dipakai {len(person.ids)} orang; pilih satu menurut ID: {', '.join(sorted(person.ids))}")
    _tell(person)
    if not is_sure:
        typer.confirm("Hapus orang ini dari seluruh folder data? Ini tidak dapat dibatalkan", abort=True)
    note_access(settings.home, "forget", "satu orang", sum(person.rows.values()))
    return _forget(site, person.words, lambda: take_out(site, person), person.shared_names)


def _tell(person: Person) -> None:
    console = console_on()
    for name, count in sorted(person.rows.items()):
        console.print(f"  {name}: {figure(count)} baris", highlight=False)
    if not person.rows:
        console.print("Tidak ada baris yang diterima; nomor ini akan ditolak bila datang.", highlight=False)


def forget_source(home: Path | None, semester: str, *, is_sure: bool) -> int:
    """Forgets the source agreed on for a semester, when its time is over.

    Gives 0 where nothing is left, else 4.
    """
    site, wanted = installation_of(settings_of(home)), str(semester_of(semester))
    try:
        agreements = agreements_of(site)
    except CatalogueError as error:
        wrong_usage(*error.problems)
    agreement = agreements.get(wanted)
    if agreement is None:
        wrong_usage(f"tidak ada perjanjian sumber {wanted}; yang ada: {', '.join(agreements) or 'belum ada'}")
    day, used = last_day(agreement), still_used(site, agreement, date.today())
    if used is not None:
        until = f"sampai {last_day(agreements[used])}" if last_day(agreements[used]) else "tanpa batas waktu"
        wrong_usage(f"{agreement.snapshot} masih boleh dipakai menurut perjanjian {used}, {until}; akhiri lebih dulu: "
                    "sinergi agree end")  # fmt: skip
    source = find_source(site, agreement)
    console = console_on()
    console.print(f"{agreement.snapshot}, perjanjian {wanted}, berakhir {day}", highlight=False)
    for row in source.files:
        rows = figure(row.rows_accepted + row.rows_rejected)
        console.print(f"  {row.semester}/{row.agency_id}/{row.table_id}: {rows} baris", highlight=False)
    console.print(_WITHOUT_SOURCE, soft_wrap=True, highlight=False)
    if not is_sure:
        typer.confirm("Hapus sumber ini dari seluruh folder data? Ini tidak dapat dibatalkan", abort=True)
    note_access(site.settings.home, "forget", f"sumber {wanted}", source.rows)
    return _forget(site, source.words, lambda: take_out_source(site, source))


def _forget(site: Installation, words: Collection[str], take: Callable[[], Collection[str]], shared: int = 0) -> int:
    """Takes out, runs again, and removes what is left of earlier runs.

    Searches for the words and the ids gone; gives the exit code.
    """
    try:
        with alone(site.settings.home):
            gone = take()
    except (HomeError, StepError) as error:
        tell_problems(str(error).splitlines())
        return NOT_PUBLISHED
    codes = {semester: _run(site, semester) for semester in _semesters(site)}
    site.ledger.keep_twin()
    with alone(site.settings.home):
        wanted = {*words, *(gone if len(gone) <= _MOST_IDS else ())}
        removed = _remove(site.store, left_behind(site.settings.home, wanted))
        left = left_behind(site.settings.home, wanted)
    return _say_what_is_left(site, left, removed, codes, shared)


def _semesters(site: Installation) -> list[str]:
    from orchestration.inbox import semesters_with_files

    return [semester for semester in semesters_with_files(site) if re.fullmatch(r"\d{4}-S[12]", semester)]


def _run(site: Installation, semester: str) -> int:
    """Runs the semester again: rows, ids, warehouse, release and workbooks without the person."""
    from orchestration.cli.run import run_one

    return run_one(site.settings.home, semester, verbose=False, again=True)


def _remove(store: Store, found: Collection[Path]) -> int:
    """Removes what is left of earlier runs; gives how many files."""
    import shutil

    from delivery.release.releases import current_release, releases

    current = current_release(store)
    old = {release.path for release in releases(store) if current is None or release.name != current.name}
    removed = 0
    for path in found:
        below = path.relative_to(store.home).as_posix()
        release = next((folder for folder in old if folder in path.parents), None)
        if release is not None:
            shutil.rmtree(release, ignore_errors=True)
        elif path.is_file() and (
            ".rusak-" in below
            or (below.startswith(_REMOVABLE) and not path.name.startswith(_OF_PEOPLE))
        ):  # fmt: skip
            path.unlink()
        else:
            continue
        removed += 1
    return removed


def _say_what_is_left(
    site: Installation, left: Collection[Path], removed: int, codes: dict[str, int], shared: int
) -> int:
    console = console_on()
    for path in left:
        console.print(f"[red]●[/] masih ada di {path.relative_to(site.settings.home)}", soft_wrap=True, highlight=False)
    failed = [semester for semester, code in codes.items() if code == NOT_PUBLISHED]
    if failed:
        console.print(f"[red]Belum terbit lagi: {', '.join(failed)}.[/] Perbaiki, lalu ulangi perintah ini.")
    if shared:
        console.print("Namanya dipakai orang lain juga; yang dicari nomor dan ID-nya.", highlight=False)
    if removed:
        console.print(f"{removed} berkas dari run lama dibuang.", highlight=False)
    console.print(_OUTSIDE, soft_wrap=True, highlight=False)
    if left or failed:
        return NOT_PUBLISHED
    console.print("[green]✓[/] Dilupakan: tidak ada lagi di berkas mana pun folder data ini, setelah dibuka isinya.")
    return PUBLISHED
