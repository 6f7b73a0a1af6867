"""A source handed over as two files: every row kept, ranks by family card, and what does not join told."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.acceptance.accept import accept
from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import load_catalogue
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from tests.unit.ingest.test_intake import Verdict

SEMESTER = "2026-S2"
FAMILY = ["nomor_kartu_keluarga", "nama_kepala_keluarga", "jumlah_anggota_keluarga", "kelurahan_desa", "alamat",
          "desil_nasional", "desil_provinsi", "desil_kabupaten_kota", "is_gc_kemensos", "is_pbi_se",
          "is_siks_ng"]  # fmt: skip
MEMBER = ["nomor_induk_kependudukan", "nomor_kartu_keluarga", "nama", "tanggal_lahir", "jenis_kelamin",
          "status_hubungan_keluarga", "penglihatan", "pendengaran", "penyakit_kronis", "alamat_ktp",
          "rt_ktp"]  # fmt: skip
CARDS = [f"777202010110000{number}" for number in range(1, 10)]
FAMILIES = [
    [CARDS[0], "LA TANG", "2", "LUMPUE", "JL. MELATI RT 002 RW 004", "3", "2", "5", "2", "1", "1"],
    [CARDS[1], "BESSE", "1", "LUMPUE", "JL. MAWAR", "-", "", "", "", "", ""],
    [CARDS[2], "ANDI", "1", "LUMPUE", "JL. MAWAR", "7", "", "", "2", "2", "2"],
    [CARDS[2], "ANDI", "1", "LUMPUE", "JL. MAWAR", "4", "", "", "2", "2", "2"],
    [CARDS[3], "BASO", "1", "LUMPUE", "JL. MAWAR", "9", "", "", "2", "2", "1"],
]
MEMBERS = [
    ["7772010107750002", CARDS[0], "LA TANG", "1975-07-01", "1", "1", "4", "2", "1", "JL. LAMA", "9"],
    ["7772014107800001", CARDS[0] + ".0", "AMINAH", "1980-07-01", "2", "2", "4", "3", "5", "JL. LAMA", "9"],
    ["7772010101900003", CARDS[1], "BESSE", "1990-01-01", "1", "1.0", "", "", "", "", ""],
    ["7772010201910004", CARDS[2], "ANDI", "1991-01-02", "1", "1", "4", "4", "1.0", "", ""],
    ["7772010301920005", CARDS[8], "CINTA", "1992-01-03", "1", "1", "4", "4", "1", "", ""],
]


class House:
    """A home with one agency's inbox."""

    def __init__(self, home: Path) -> None:
        self.store, self.ledger, self.catalogue = (
            Store(home),
            Ledger(f"sqlite:///{home}/ledger.sqlite"),
            load_catalogue(),
        )
        self.inbox = self.store.inbox_of(SEMESTER, "bappeda")
        self.inbox.mkdir(parents=True)

    def put(self, name: str, header: list[str], rows: list[list[str]]) -> None:
        (self.inbox / name).write_text("\n".join("|".join(f'"{cell}"' for cell in row) for row in [header, *rows]))

    def take_in(self) -> dict[str, Submission]:
        found = conform_agency(self.store, self.ledger, self.catalogue, SEMESTER, "bappeda")
        return {submission.file_name: submission for submission in found}

    def rows(self, submission: Submission, *columns: str) -> list[tuple[object, ...]]:
        table = pq.read_table(submission.parquet(self.store))
        return list(zip(*(table[name].to_pylist() for name in columns), strict=True))


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path)
    house.put("data 1.csv", FAMILY, FAMILIES)
    house.put("data 2.csv", MEMBER, MEMBERS)
    return house


def told(submission: Submission) -> dict[str, int]:
    return {problem.code: problem.count for problem in submission.problems if problem.code.startswith("GAB")}


def test_members_take_rank_and_domicile_from_their_family_and_lose_no_row(house: House) -> None:
    taken = house.take_in()
    assert [taken[name].table_id for name in ("data 1.csv", "data 2.csv")] == ["dtsen_families", "dtsen_members"]
    members = taken["data 2.csv"]
    assert house.rows(members, "full_name", "welfare_decile", "welfare_decile_province", "record_source") == [
        ("LA TANG", 3, 2, "pbi_se"), ("AMINAH", 3, 2, "pbi_se"), ("BESSE", None, None, None),
        ("ANDI", 4, None, "other"), ("CINTA", None, None, None),
    ]  # fmt: skip
    assert house.rows(members, "address", "rt", "registered_address", "registered_rt", "village_text")[0] == (
        "JL. MELATI RT 002 RW 004", "002", "JL. LAMA", "9", "LUMPUE",
    )  # fmt: skip
    assert house.rows(members, "relation_head", "is_disabled", "hearing_difficulty", "has_chronic_illness") == [
        ("head", True, "much", False), ("spouse", False, "some", True), ("head", None, None, None),
        ("head", False, "none", False), ("head", False, "none", False),
    ]  # fmt: skip
    assert house.rows(members, "family_card_no", "family_card_status")[-1] == (CARDS[8], "valid")
    assert (members.rows_accepted, taken["data 1.csv"].rows_accepted) == (5, 5)


def test_what_does_not_join_is_told_with_its_row(house: House) -> None:
    taken = house.take_in()
    assert told(taken["data 2.csv"]) == {"GAB-001": 1}
    assert told(taken["data 1.csv"]) == {"GAB-002": 1, "GAB-003": 2}
    issues = pq.read_table(taken["data 1.csv"].issues(house.store)).to_pylist()
    places = [(issue["code"], issue["row_number"], issue["value"]) for issue in issues if issue["code"][:3] == "GAB"]
    assert places == [("GAB-002", 6, CARDS[3]), ("GAB-003", 4, CARDS[2]), ("GAB-003", 5, CARDS[2])]


def test_one_file_without_the_other_is_held_until_it_comes(house: House) -> None:
    (house.inbox / "data 1.csv").rename(house.store.home / "later.csv")
    assert house.take_in()["data 2.csv"].holding == ("GAB-004",)
    (house.store.home / "later.csv").rename(house.inbox / "data 1.csv")
    taken = house.take_in()
    assert [submission.holding for submission in taken.values()] == [(), ()]
    assert house.rows(taken["data 2.csv"], "welfare_decile")[0] == (3,)


def test_another_file_of_families_gives_the_same_members_other_ranks(house: House) -> None:
    house.take_in()
    house.put("data 1.csv", FAMILY, [[*row[:5], "8", *row[6:]] for row in FAMILIES[:3]])
    taken = house.take_in()
    assert house.rows(taken["data 2.csv"], "welfare_decile") == [(8,), (8,), (8,), (8,), (None,)]
    assert told(taken["data 1.csv"]) == {}


def test_a_held_file_holds_its_other_half(house: House) -> None:
    taken = list(house.take_in().values())
    verdicts = [Verdict(one.submission_id, one.table_id == "dtsen_members", ("VOL-001",)) for one in taken]
    report = accept(house.store, house.ledger, house.catalogue, SEMESTER, taken, verdicts)
    assert [one.hold_codes for one in report.submissions if one.table_id == "dtsen_members"] == [("GAB-004",)]
    assert report.rows["reference_records"] == 0


def test_two_versions_in_one_semester_stand_side_by_side(house: House) -> None:
    for name in ("data 1.csv", "data 2.csv"):
        (house.inbox / name).unlink()
    for version, rank in (("v3_2026", "3"), ("v4_2026", "6")):
        house.put(f"keluarga_dtsen_{version}_73.72.csv", FAMILY, [[*FAMILIES[0][:5], rank, *FAMILIES[0][6:]]])
        house.put(f"anggota_keluarga_dtsen_{version}_73.72.csv", MEMBER, [*MEMBERS[:1], [*MEMBERS[1][:9], version, ""]])
    taken = house.take_in()
    members = [one for one in taken.values() if one.table_id == "dtsen_members"]
    assert [(one.snapshot_id, one.as_of_date) for one in members] == [
        ("DTSEN-2026-V3", "2026-07-10"), ("DTSEN-2026-V4", "2026-10-31"),
    ]  # fmt: skip
    assert [house.rows(one, "welfare_decile")[0] for one in members] == [(3,), (6,)]
    verdicts = [Verdict(one.submission_id) for one in taken.values()]
    report = accept(house.store, house.ledger, house.catalogue, SEMESTER, list(taken.values()), verdicts)
    assert (report.rows["reference_records"], report.rows["reference_families"]) == (4, 2)


@pytest.mark.parametrize(
    ("header", "table_id"),
    [
        ([*MEMBER[:7], "umur", "id_pelanggan_pln", "kode_kelurahan_desa_ktp"], "dtsen_members"),  # 2025
        ([*FAMILY[:1], "nama_anggota_keluarga", *FAMILY[2:6], "jenis_lantai_terluas"], "dtsen_families"),  # 2025
        ([*MEMBER[:5], "id_hub_kepala_keluarga", "id_penglihatan", "status_dtsen"], "dtsen_members"),  # East Java
        ([*FAMILY[:5], "desil_nasional_keluarga", "id_lantai_terluas"], "dtsen_families"),  # East Java
        ([*MEMBER, *FAMILY[3:]], "dtsen"),  # put into one by an officer
        ([" NOMOR INDUK KEPENDUDUKAN ", "Nomor Kartu Keluarga", "NAMA", "Status Hubungan Keluarga"], "dtsen_members"),
    ],
    ids=["members_2025", "families_2025", "members_east_java", "families_east_java", "one_file", "other_case"],
)
def test_a_file_is_known_by_its_columns_whatever_its_name(house: House, header: list[str], table_id: str) -> None:
    cells = dict(zip([*MEMBER, *FAMILY], [*MEMBERS[0], *FAMILIES[0]], strict=True))
    row = [cells.get(name, "1") for name in header]
    row = [*MEMBERS[0][:3], "1"] if len(header) == 4 else row
    for name in ("data 1.csv", "data 2.csv"):
        (house.inbox / name).unlink()
    house.put("KOTA_400_9_14_122_BAPPERIDA_2026_1_1.csv", header, [row, row])
    (taken,) = house.take_in().values()
    assert (taken.table_id, taken.snapshot_id) == (table_id, "DTSEN-2026-S2")
    assert "unknown" not in taken.columns.values()
