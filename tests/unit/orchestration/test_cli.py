"""The command: how it is called, what its exit codes mean, and that help comes at once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from ingest.declarations.official_figures import official_residents
from orchestration import semester_run
from orchestration.cli import run_report
from orchestration.cli.app import app
from orchestration.cli.run_report import Finding, RunReport
from orchestration.dbt.manifest import DbtError
from orchestration.progress import Told
from orchestration.semester_run import RunOutcome
from orchestration.settings import Settings
from tests.support.sheets import write_xlsx

ROOT = Path(__file__).parents[3]
HEAVY = (
    "dagster",
    "dagster_dbt",
    "dbt",
    "great_expectations",
    "splink",
    "pandas",
    "pyarrow",
    "duckdb",
    "sqlalchemy",
    "pydantic",
)


def call(*arguments: str, home: Path | None = None) -> Any:
    where = {"SINERGI_HOME": str(home)} if home else {}
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", **where})


def inbox(home: Path, semester: str = "2017-S1") -> Path:
    folder = home / "inbox" / semester / "dinsos"
    folder.mkdir(parents=True)
    (folder / "kks.xlsx").write_bytes(b"not read here")
    return home


REGIONS = "kode;nama\n35;Jawa Wetan\n35.99;Kota Kembang\n35.99.01;Melati\n35.99.01.1001;Kampung Baru\n"


def test_a_new_city_knows_its_places_and_offices(tmp_path: Path) -> None:
    regions, offices = tmp_path / "wilayah.csv", tmp_path / "instansi.yml"
    regions.write_text(REGIONS, encoding="utf-8")
    offices.write_text("dinsos: Dinas Sosial Kota Kembang\n", encoding="utf-8")
    command = ["new-city", "35.99", "--regions", str(regions), "--offices", str(offices)]
    done = call(*command, home=tmp_path / "home")
    assert (done.exit_code, "Kota Kembang: 1 kecamatan, 1 kelurahan/desa" in done.output) == (0, True)
    settings = Settings.from_environment(tmp_path / "home", {})
    assert settings.catalogue().agencies["dinsos"].agency.name == "Dinas Sosial Kota Kembang"
    assert (settings.city_code, settings.environment()["SINERGI_CITY_CODE"]) == ("35.99", "35.99")
    assert call(*command, home=tmp_path / "home").exit_code == 2, "it is there already"
    assert Settings.from_environment(tmp_path / "other", {}).city_code == "73.72"


def test_a_city_gets_the_official_figures_of_a_year(tmp_path: Path) -> None:
    (tmp_path / "penduduk.csv").write_text("kode;jumlah;tahun\n73.72;164000;2025\n", encoding="utf-8")
    (tmp_path / "miskin.csv").write_text("tahun;penduduk miskin;p0\n2025;8000;5,1\n", encoding="utf-8")
    given = ["--population", str(tmp_path / "penduduk.csv"), "--poverty", str(tmp_path / "miskin.csv")]
    done = call("new-city", "73.72", *given, home=tmp_path / "home")
    assert (done.exit_code, "angka resmi: official_population.csv, official_poverty.csv" in done.output) == (0, True)
    assert official_residents(Settings.from_environment(tmp_path / "home", {}).store) == {"73.72": 164_000}
    assert not (tmp_path / "home" / "city" / "regions.csv").exists(), "the shipped list goes on"
    other = call("new-city", "35.99", *given, home=tmp_path / "other")
    assert (other.exit_code, "35.99 tidak ada dalam daftar wilayah; tambahkan --regions" in other.output) == (2, True)


@pytest.mark.parametrize(
    ("regency", "offices", "told"),
    [
        ("35.98", "", "kabupaten/kota 3598 tidak ada dalam daftar"),
        ("35.99", "dinso: X", "instansi dinso tidak dikenal"),
        ("35.99", "- dinsos", "harus pasangan instansi: nama"),
    ],
)
def test_what_does_not_fit_a_new_city_is_told(tmp_path: Path, regency: str, offices: str, told: str) -> None:
    (tmp_path / "wilayah.csv").write_text(REGIONS, encoding="utf-8")
    (tmp_path / "instansi.yml").write_text(offices, encoding="utf-8")
    command = ["new-city", regency, "--regions", str(tmp_path / "wilayah.csv")]
    done = call(*command, *(["--offices", str(tmp_path / "instansi.yml")] if offices else []), home=tmp_path / "home")
    assert (done.exit_code, told in done.output) == (2, True)
    assert not (tmp_path / "home" / "city").exists()


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the run and its report say, in place of running."""
    said: dict[str, Any] = {
        "outcome": RunOutcome("id", True), "report": RunReport("2017-S1", (), (), (), ()), "prepare": None,
    }  # fmt: skip

    def run(site: object, semester: str, listener: Any, log_level: str) -> RunOutcome:
        listener(Told("start", "Membaca"))
        listener(Told("end", "Membaca", "3 berkas", 1.25))
        sys.stdout.write("noise of a library\n")
        return said["outcome"]

    def prepare(settings: object) -> None:
        if said["prepare"]:
            raise said["prepare"]

    monkeypatch.setattr(semester_run, "run_semester", run)
    monkeypatch.setattr(run_report, "report_on", lambda site, semester: said["report"])
    monkeypatch.setattr("orchestration.dbt.prepared.prepare", prepare)
    return said


def test_help_imports_nothing_heavy() -> None:
    seen = (
        "import sys; sys.argv = ['sinergi', '--help']\n"
        "from orchestration.cli.app import app\n"
        f"try:\n    app()\nfinally:\n    print([n for n in {HEAVY} if n in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"
    assert all(name in done.stdout for name in ("simulate", "run", "check", "status", "prepare", "ui", "new-agency"))


def test_published(outcome: dict[str, Any], tmp_path: Path) -> None:
    done = call("run", "2017-S1", home=inbox(tmp_path))
    assert done.exit_code == 0
    assert "✓ Membaca · 3 berkas · 1,2 dtk" in done.stdout
    assert "noise" not in done.stdout
    (log,) = (tmp_path / "logs").glob("run-*-2017-S1.log")
    assert "noise of a library" in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0


def test_published_with_holds(outcome: dict[str, Any], tmp_path: Path) -> None:
    held = Finding("hold", "dinsos/kks kks.xlsx", "[KOL-001] Judul kolom tidak dikenal.")
    outcome["report"] = RunReport("2017-S1", (), (), (held,), ())
    done = call("run", "2017-S1", home=inbox(tmp_path))
    assert done.exit_code == 3
    assert "[KOL-001] Judul kolom tidak dikenal. dinsos/kks kks.xlsx" in done.stdout


def test_published_but_not_through_the_second_door(outcome: dict[str, Any], tmp_path: Path) -> None:
    outcome["outcome"] = RunOutcome("id", True, warnings=("PUB-010 Postgres tidak terjangkau",))
    done = call("run", "2017-S1", home=inbox(tmp_path))
    assert done.exit_code == 3
    assert "PUB-010" in done.stdout


def test_not_published(outcome: dict[str, Any], tmp_path: Path) -> None:
    outcome["outcome"] = RunOutcome("id", False, ("Menerbitkan: PUB-004 [mart] nilai mirip NIK",))
    done = call("run", "2017-S1", home=inbox(tmp_path))
    assert done.exit_code == 4
    assert "PUB-004 [mart] nilai mirip NIK" in done.stdout
    assert "Terbitan yang lama tidak berubah" in done.stdout


def test_not_published_when_dbt_cannot_be_prepared(outcome: dict[str, Any], tmp_path: Path) -> None:
    outcome["prepare"] = DbtError("dbt tidak dapat membaca proyeknya")
    done = call("run", "2017-S1", home=inbox(tmp_path))
    assert done.exit_code == 4
    assert "dbt tidak dapat membaca proyeknya" in done.stdout


def test_more_findings_than_a_screen_are_counted(outcome: dict[str, Any], tmp_path: Path) -> None:
    many = tuple(Finding("warning", "dinsos/kks", f"[NIK-{number:03d}]") for number in range(50))
    outcome["report"] = RunReport("2017-S1", (), (), many, ())
    done = call("run", "2017-S1", home=inbox(tmp_path))
    assert done.exit_code == 0
    assert sum(line.startswith("catatan") for line in done.stdout.splitlines()) == 40
    assert "dan 10 lagi" in done.stdout
    assert "quality" in done.stdout


@pytest.mark.parametrize("text", ["2017", "2017-S3", "S1-2017", "17-S1"])
def test_a_semester_written_wrongly_is_wrong_usage(text: str, tmp_path: Path) -> None:
    done = call("run", text, home=inbox(tmp_path))
    assert done.exit_code == 2
    assert "2017-S1" in done.stderr


def test_an_empty_inbox_is_wrong_usage_and_says_what_there_is(tmp_path: Path) -> None:
    done = call("run", "2018-S1", home=inbox(tmp_path))
    assert done.exit_code == 2
    assert "2017-S1" in done.stderr


def test_a_semester_out_of_reach_is_wrong_usage(tmp_path: Path) -> None:
    assert call("run", "2001-S1", home=inbox(tmp_path, "2001-S1")).exit_code == 2


def test_faulty_declarations_are_all_told(tmp_path: Path) -> None:
    for name, text in (
        ("one", "agency: one\nname: Satu\ntabels: {}\n"),
        ("two", "agency: other\nname: Dua\ntables: {}\n"),
    ):
        (tmp_path / "agencies" / name).mkdir(parents=True)
        (tmp_path / "agencies" / name / "agency.yml").write_text(text, "utf-8")
    runner = CliRunner()
    where = {"SINERGI_AGENCIES": str(tmp_path / "agencies"), "SINERGI_HOME": str(inbox(tmp_path / "home"))}
    done = runner.invoke(app, ["run", "2017-S1"], env=where)
    assert done.exit_code == 2
    assert "tabels" in done.stderr
    assert "harus sama dengan nama foldernya" in done.stderr


def test_a_faulty_agreement_is_told_before_anything_runs(outcome: dict[str, Any], tmp_path: Path) -> None:
    home = inbox(tmp_path)
    (home / "inbox" / "2017-S1" / "agreed_source.yml").write_text("semester: 2017-S1\nsnapsot: x\n", "utf-8")
    done = call("run", "2017-S1", home=home)
    assert done.exit_code == 2
    assert "agreed_source.yml" in done.stderr


def test_check_of_a_bad_file_says_the_code_and_does_not_end_well(tmp_path: Path) -> None:
    path = tmp_path / "data_kks.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["NIK", "NAMA PNRIMAA"])  # type: ignore[union-attr]
    book.active.append(["7772014107800001", "ORANG"])  # type: ignore[union-attr]
    book.save(path)
    done = call("check", str(path), "--agency", "dinsos", "--semester", "2017-S1")
    assert done.exit_code == 3
    assert "KOL-001" in done.stdout
    assert "7772014107800001" not in done.stdout
    assert call("check", str(tmp_path / "none.xlsx")).exit_code == 2
    assert call("check", str(path), "--agency", "dinsoss").exit_code == 2
    assert call("check", str(path), "--semester", "2017").exit_code == 2


def test_a_file_in_a_citys_inbox_is_checked_with_the_places_of_that_city(tmp_path: Path) -> None:
    (tmp_path / "wilayah.csv").write_text(REGIONS.replace("Kampung Baru", "Tegal Arum"), encoding="utf-8")
    call("new-city", "35.99", "--regions", str(tmp_path / "wilayah.csv"), home=tmp_path / "home")
    rows = [["NIK", "NAMA", "KELURAHAN"], *(["", f"ORANG {letter}", "Tegal Arum"] for letter in "ABCDEFGHIJKL")]
    path = tmp_path / "home" / "inbox" / "2017-S1" / "perkim" / "rtlh.xlsx"
    write_xlsx(path, {"A": rows})
    outside = shutil.copy(path, tmp_path)
    assert "WIL-001" not in call("check", str(path), home=tmp_path / "other").stdout
    told = [
        "WIL-001" in call("check", str(outside), "--agency", "perkim", home=home).stdout
        for home in (tmp_path / "home", tmp_path / "other")
    ]
    assert told == [False, True]


def test_status_of_an_empty_home(tmp_path: Path) -> None:
    done = call("status", home=tmp_path)
    assert done.exit_code == 0
    assert "Belum ada yang terbit" in done.stdout
    one = call("status", "2017-S1", home=tmp_path)
    assert one.exit_code == 0
    assert "dinsos" in one.stdout
    assert "terlambat" in one.stdout


def test_simulate_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    assert call("simulate", "--out", str(tmp_path), "--faults", "many").exit_code == 2
    assert call("simulate", "--out", str(tmp_path), "--semesters", "2017-S1,2017").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def people(path: Path, *more: str) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["NIK", "NAMA PENERIMA", *more])  # type: ignore[union-attr]
    for number in range(1, 6):
        book.active.append([f"777201410780000{number}", f"ORANG {number}", *["x"] * len(more)])  # type: ignore[union-attr]
    book.save(path)
    return path


def test_a_new_agency_is_drafted_loaded_and_tried(tmp_path: Path) -> None:
    path = people(tmp_path / "PEKKA.xlsx", "Zodiak")
    done = call("new-agency", "dp3a", str(path), "--out", str(tmp_path / "agencies"))
    assert done.exit_code == 0, "a header that nobody needs is set aside"
    assert "daftar: dp3a/pekka" in done.stdout
    assert "[KOL-008]" in done.stdout
    assert "ORANG" not in done.stdout
    folder = tmp_path / "agencies" / "dp3a"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")) == [
        "agency.yml", "samples/pekka.xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("agency", "name", "said"),
    [("DP3A", "x.xlsx", "huruf kecil"), ("dinsos", "x.xlsx", "sudah ada"), ("dp3a", "none.xlsx", "berkas tidak ada"),
     ("dp3a", "broken.xlsx", "FIL-001")],
)  # fmt: skip
def test_a_new_agency_that_cannot_be_drafted_is_wrong_usage(agency: str, name: str, said: str, tmp_path: Path) -> None:
    people(tmp_path / "x.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    done = call("new-agency", agency, str(tmp_path / name), "--out", str(tmp_path / "agencies"))
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "agencies").exists()


def test_the_latest_semester_without_a_file_is_nothing_to_do(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    told = call("run", "terakhir", home=tmp_path / "home")
    assert (told.exit_code, "tidak ada yang dikerjakan" in told.output) == (0, True), told.output
    assert not (tmp_path / "home" / "logs").exists()
