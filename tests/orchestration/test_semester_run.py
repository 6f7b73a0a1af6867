"""Two semesters of a small city by command: published, repeatable, with bad files, and after a run that died."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from orchestration.health.left_behind import left_behind
from tests.orchestration.conftest import FIRST, POPULATION, ROOT, SECOND, SECONDS, Done, command, current, run

CANARY, CANARY_NIK = "Kanariwati Burungnuri", "7772014107800001"


def manifest(home: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((home / "published" / "current" / "manifest.json").read_text("utf-8"))
    return content


def query(home: Path, sql: str) -> list[Any]:
    with duckdb.connect(str(home / "published" / "current" / "warehouse.duckdb"), read_only=True) as database:
        return database.execute(sql).fetchall()


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.parquet"))
    }


def everything(home: Path) -> dict[str, str]:
    """What must not change when nothing new came: bytes of all tables, and when the first workbooks were written."""
    # the meeting's own names the release, so it is written anew with each
    workbooks = sorted(path for path in (home / "packs" / FIRST).rglob("*.xlsx") if path.parent.name != "rakor")
    assert workbooks
    tables = {**bytes_of(home / "accepted"), **bytes_of(home / "linkage"), **bytes_of(home / "published" / "current")}
    return tables | {str(path): str(path.stat().st_mtime_ns) for path in workbooks}


@pytest.fixture(scope="module")
def died(city: Path, first: Done) -> str:
    """A run of the second semester killed while the warehouse is built; the release that is current after it."""
    warehouse = city / "warehouse" / "build.duckdb"
    before = warehouse.stat().st_mtime_ns
    process = subprocess.Popen(
        command("run", SECOND, "--home", str(city)), stdout=subprocess.DEVNULL, cwd=ROOT, start_new_session=True
    )
    until = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < until:
        if not warehouse.exists() or warehouse.stat().st_mtime_ns != before:
            break
        time.sleep(0.05)
    assert process.poll() is None, "the run was over before it could be killed"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return current(city)


@pytest.fixture(scope="module")
def second(city: Path, died: str) -> Done:
    return run(city, SECOND)


def test_the_first_semester_is_published(city: Path, first: Done) -> None:
    assert first.code == 0, first.out
    assert first.release.startswith(FIRST)
    assert "Terbit." in first.out
    assert {"marts.mart_targeting", "marts.mart_programme_progress", "core.fct_allocations"} <= set(
        manifest(city)["tables"]
    )


def test_the_meeting_gets_its_pack_and_everybody_a_page(city: Path, first: Done) -> None:
    pack = city / "packs" / FIRST / "rakor"
    made = {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in pack.iterdir()}
    wanted = ("rakor.html", "tabel_rakor.xlsx", "tabel_lp2kd.xlsx", "notulen.xlsx", "masalah_dan_tindak_lanjut.xlsx")
    assert {name: made.get(name) for name in wanted} == dict.fromkeys(wanted, "0o600")
    assert first.release in (pack / "rakor.html").read_text(encoding="utf-8")
    page = city / "published" / "keadaan.html"
    assert first.release in page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o644
    assert "Temuan terbuka" in first.out


def test_rows_in_are_all_accounted_for_and_told(city: Path, first: Done) -> None:
    truth = pq.read_table(city / "truth" / "files.parquet").to_pylist()
    wanted = {row["file_name"]: row["total_rows"] for row in truth if row["semester"] == FIRST}
    submissions = pq.read_table(city / "accepted" / "submissions" / "part.parquet").to_pylist()
    counted = {row["file_name"]: row["rows_in"] for row in submissions if row["semester"] == FIRST}
    assert counted == wanted
    assert all(
        row["rows_in"] == row["rows_accepted"] + row["rows_rejected"] + row["rows_furniture"] for row in submissions
    )
    told = next(line for line in first.out.splitlines() if line.strip().startswith(f"{len(wanted)} berkas"))
    assert f"{sum(wanted.values()):,}".replace(",", ".") in told
    assert "cocok" in told


def test_no_personal_number_is_in_what_is_told_or_logged(city: Path, first: Done) -> None:
    niks = pq.read_table(city / "truth" / "persons.parquet", columns=["nik"])["nik"].to_pylist()
    logs = "".join(path.read_text("utf-8", errors="replace") for path in (city / "logs").iterdir())
    book = b"".join(path.read_bytes() for path in (city / "dagster").rglob("*.db*"))
    assert len(niks) > POPULATION
    told = first.out + logs + book.decode("latin-1")
    numbers = set(re.findall(r"(?=([0-9]{16}))", told))  # also those within longer ones
    assert numbers & set(niks) == set()


def test_folders_with_personal_data_are_private(city: Path, first: Done) -> None:
    private = ["landing", "conformed", "accepted", "linkage", "warehouse", "dagster", "logs"]
    assert {name: oct(stat.S_IMODE((city / name).stat().st_mode)) for name in private} == dict.fromkeys(
        private, "0o700"
    )
    readable = [path for path in (city / "published").rglob("*") if path.is_file() and path.stat().st_mode & 0o044]
    assert city / "published" / first.release / "warehouse.duckdb" in readable


def test_a_run_that_dies_leaves_the_release(first: Done, died: str) -> None:
    assert died == first.release


def test_the_next_run_picks_up(city: Path, first: Done, second: Done) -> None:
    assert second.code == 0, second.out
    assert second.release.startswith(SECOND)
    semesters = query(city, "select distinct semester from marts.mart_targeting order by 1")
    assert [row[0] for row in semesters] == [FIRST, SECOND]


def test_the_run_that_died_is_closed_in_dagsters_book(city: Path, second: Done) -> None:
    seen = (
        "from pathlib import Path; from orchestration.run_book import open_run_book; import sys\n"
        "with open_run_book(Path(sys.argv[1])) as book: print(*sorted(run.status.value for run in book.get_runs()))"
    )
    done = subprocess.run([sys.executable, "-c", seen, str(city)], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == ["FAILURE", "SUCCESS", "SUCCESS"]


@pytest.fixture(scope="module")
def again(city: Path, second: Done) -> tuple[dict[str, str], Done]:
    """All tables and workbooks before the old semester is run again, and that run."""
    before = everything(city)
    return before, run(city, FIRST, "--again")


def test_running_an_old_semester_again_changes_nothing(
    city: Path, second: Done, again: tuple[dict[str, str], Done]
) -> None:
    before, done = again
    after = everything(city)
    assert done.code == 0
    assert done.release == second.release, "nothing new: the release stays"
    assert after == before


def test_a_semester_in_which_nothing_changed_is_not_run(city: Path, again: tuple[dict[str, str], Done]) -> None:
    """After both were run: either one says which release stands, and starts neither Dagster nor dbt."""
    before = sorted(path.name for path in (city / "logs").iterdir())
    for semester in (SECOND, FIRST):
        done = run(city, semester)
        assert (done.code, done.release, done.release in done.out) == (0, again[1].release, True), done.out
    assert sorted(path.name for path in (city / "logs").iterdir()) == before


@pytest.fixture(scope="module")
def with_bad_files(city: Path, again: object) -> tuple[dict[str, int], Done]:
    """Rows of each list before, and a run of the second semester with files as offices spoil them."""
    before = rows_by_list(city)
    inbox = city / "inbox" / SECOND
    (kks,) = (inbox / "dinsos").glob("*KKS*")
    spoil_header(kks)
    (training,) = (inbox / "disnaker").iterdir()
    training.write_bytes(training.read_bytes()[: training.stat().st_size // 2])
    (rtlh,) = (inbox / "perkim").iterdir()
    rtlh.unlink()
    (rastra,) = (inbox / "bag_ekonomi").iterdir()
    shutil.copyfile(rastra, rastra.with_name("Rastra (1).xlsx"))
    shutil.copyfile(next((city / "inbox" / FIRST / "dkp").iterdir()), next((inbox / "dkp").iterdir()))
    plant_canary(inbox)
    (inbox / "dinsoss").mkdir()
    (inbox / "dinsoss" / "bpnt baru.xlsx").write_bytes(b"x")
    return before, run(city, SECOND)


def plant_canary(inbox: Path) -> None:
    """One receiver of PKH becomes the canary in all that she may say of herself, and the file is named after her.

    She is also what the first problem of the meeting's list is about, in every text of it.
    """
    (pkh,) = (inbox / "dinsos").glob("*PKH*")
    book = openpyxl.load_workbook(pkh)
    for sheet in book:
        header = next(row for row in sheet.iter_rows() if any("NIK" in str(cell.value).upper() for cell in row))
        nik = next(cell for cell in header if "NIK" in str(cell.value).upper())
        for heading in header:
            below = sheet.cell(nik.row + 2, heading.column)
            if heading is nik:
                below.value = CANARY_NIK
            elif any(word in str(heading.value).upper() for word in ("NAMA", "ALAMAT", "IBU", "BANK")) and below.value:
                below.value = CANARY
            elif any(word in str(heading.value).upper() for word in ("KET", "REKENING", "PESERTA")):
                below.value = f"{CANARY} {CANARY_NIK}"
    book.save(inbox / "dinsos" / f"PKH {CANARY} {CANARY_NIK}.xlsx")
    pkh.unlink()
    (problems,) = (inbox / "bappeda").glob("Permasalahan*")
    book = openpyxl.load_workbook(problems)
    for sheet in book:
        header = next(row for row in sheet.iter_rows() if any(cell.value == "PERMASALAHAN" for cell in row))
        for heading in header:
            if heading.value in ("PERMASALAHAN", "PENYEBAB", "USULAN SOLUSI", "PENANGGUNG JAWAB"):
                sheet.cell(heading.row + 1, heading.column).value = f"{CANARY} {CANARY_NIK} belum menerima"
    book.save(problems)


def test_the_canary_is_in_no_byte_that_others_may_read(city: Path, with_bad_files: tuple[dict[str, int], Done]) -> None:
    _, done = with_bad_files
    rows = pq.read_table(city / "accepted" / "enrolment_records" / f"semester={SECOND}" / "part.parquet").to_pylist()
    assert [row["full_name"].upper() for row in rows if row["nik"] == CANARY_NIK] == [CANARY.upper()]
    readable = [path for path in city.rglob("*") if path.is_file() and not path.is_symlink() and is_reached(city, path)]
    assert city / "published" / done.release / "warehouse.duckdb" in readable
    told = [CANARY.lower(), CANARY_NIK]
    everywhere = left_behind(city, told)
    assert city / "accepted" / "enrolment_records" / f"semester={SECOND}" / "part.parquet" in everywhere
    assert [str(path) for path in everywhere if path in readable] == []
    others = [city / name for name in ("published", "truth")]  # for all who may enter, and of the simulation
    folders = [path for path in city.iterdir() if path.is_dir() and path not in others]
    assert [str(path) for path in folders if is_open(path)] == []


def is_reached(city: Path, path: Path) -> bool:
    """True when others may read a file and pass all folders on the way, the city's own door aside."""
    return all(is_open(each) for each in (path, *path.parents[: len(path.relative_to(city).parts) - 1]))


def is_open(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o077)


def rows_by_list(home: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in (home / "accepted").glob(f"*/semester={SECOND}/part.parquet"):
        for row in pq.read_table(path, columns=["agency_id", "table_id"]).to_pylist():
            name = f"{row['agency_id']}/{row['table_id']}"
            found[name] = found.get(name, 0) + 1
    return found


def spoil_header(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows(max_row=12):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.strip().upper() == "ALAMAT":
                    cell.value = "ALAMATT RUMAHH"
    book.save(path)


def test_bad_files_are_held_and_the_others_published(city: Path, with_bad_files: tuple[dict[str, int], Done]) -> None:
    _, done = with_bad_files
    assert done.code == 3, done.out
    assert done.release != ""
    for code in ("KOL-009", "FIL-001", "FIL-005", "FIL-008"):
        assert f"[{code}]" in done.out, code
    assert "dinsoss" in done.out
    assert "belum ada perkim/rtlh" in done.out
    status = subprocess.run(
        command("status", SECOND, "--home", str(city)), capture_output=True, text=True, cwd=ROOT, check=True
    ).stdout
    assert status.count("ditahan") == 3
    assert status.count("kiriman ganda") == 1


def test_the_last_good_list_of_a_held_one_stays(city: Path, with_bad_files: tuple[dict[str, int], Done]) -> None:
    before, _ = with_bad_files
    assert rows_by_list(city) == before
    stale = query(
        city,
        f"select agency_id from core.fct_submissions where semester = '{SECOND}' and list_status = 'stale' order by 1",
    )
    assert [row[0] for row in stale] == ["dinsos", "disnaker", "dkp", "perkim"]
