"""People who are to be forgotten: taken out at the door, by token, with nothing of them left in any store."""

from __future__ import annotations

import datetime as dt
import gzip
import secrets
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from ingest.acceptance.intake import conform_agency
from ingest.declarations.catalogue import load_catalogue
from ingest.drafting.file_check import check_file
from ingest.forgotten import MARKER, Forgotten, Sign, add, signs_of_row
from ingest.formats.kept_cells import MAGIC, as_bytes, opened, stands_for
from ingest.formats.model import Cell, CellError, Limits, Sheet, ShownNumber, UncachedFormula
from ingest.ledger import Ledger
from ingest.store import Store
from ingest.submission import Submission
from ingest.workbook import open_workbook
from tests.support.sheets import write_csv, write_xlsx

SEMESTER = "2017-S1"
HEADER = ["NO", "NAMA PENERIMA", "NIK", "NO KK", "NO KKS", "ALAMAT", "KET"]
GONE, GONE_NIK = "Kanariwati", "7772014107800001"
CARD, OTHER_CARD = "7772020101100001", "7772020101100002"
OTHERS = ["Andi Baso", "La Tang", "Hj. Sitti Aminah"]


def row(number: int, name: str | None, nik: str | None, card: str | None = OTHER_CARD, note: str = "") -> list[object]:
    return [number, name, nik, card, f"60000{number:03}", "Jl. Melati", note]


ROWS = [
    row(1, OTHERS[0], "7772010107750002"),
    row(2, GONE, GONE_NIK, CARD),
    row(3, OTHERS[1], "7772010107750003", CARD, f"istri {GONE_NIK}"),
    row(4, OTHERS[2], "7772014107800004"),
]


def sheet(rows: list[list[object]]) -> list[list[object]]:
    return [["DAFTAR PENERIMA KKS"], ["SEMESTER I TAHUN 2017"], [], HEADER, *rows, ["JUMLAH", len(rows)]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    (tmp_path / "identity.key").write_bytes(secrets.token_bytes(32))
    return Store(tmp_path)


def take_in(store: Store) -> Submission:
    ledger = Ledger(store.ledger_url)
    try:
        (one,) = conform_agency(store, ledger, load_catalogue(), SEMESTER, "dinsos")
    finally:
        ledger.close()
    return one


def names(store: Store, one: Submission) -> list[str]:
    found: list[str] = pq.read_table(one.parquet(store))["full_name"].to_pylist()
    return found


def told(home: Path) -> str:
    """Everything that stands in a home, decoded."""
    texts = []
    for path in (each for each in home.rglob("*") if each.is_file()):
        content = path.read_bytes()
        if content.startswith(b"PAR1"):
            texts.append(str(pq.read_table(path).to_pylist()))
        elif content.startswith((MAGIC, b"PK")):
            texts += [str(each.rows) for each in open_workbook(path).sheets()]
        texts.append(content.decode("latin-1"))
    return "\n".join(texts)


FILES = {
    "xlsx": lambda path, rows: write_xlsx(path.with_suffix(".xlsx"), {"Lumpue": sheet(rows)}),
    "csv": lambda path, rows: write_csv(path.with_suffix(".csv"), sheet(rows)),
}


@pytest.mark.parametrize("form", FILES)
def test_a_row_sent_again_is_dropped_and_nothing_of_it_stays(store: Store, form: str) -> None:
    add(store, [("nik", GONE_NIK), ("kk", CARD), ("nama", GONE.upper())])
    FILES[form](store.inbox_of(SEMESTER, "dinsos") / "kks", ROWS)
    one = take_in(store)
    assert names(store, one) == [OTHERS[0], OTHERS[1], OTHERS[2]]
    rejected = pq.read_table(one.rejects(store)).to_pylist()
    assert [(each["row_number"], each["code"]) for each in rejected] == [(6, "BAR-004")]
    assert (one.rows_accepted, one.rows_rejected) == (3, 1)
    assert [(each.code, each.count) for each in one.problems if each.code == "BAR-004"] == [("BAR-004", 1)]
    assert not one.holding
    everything = told(store.home)
    assert GONE_NIK not in everything
    assert GONE.lower() not in everything.lower()
    assert OTHERS[0] in everything


def test_what_is_left_stands_for_the_file_in_the_inbox_too(store: Store) -> None:
    path = store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx"
    write_xlsx(path, {"Lumpue": sheet(ROWS)})
    original, first = path.read_bytes(), take_in(store)
    add(store, [("nik", GONE_NIK)])
    first.report(store).unlink()
    left = take_in(store)
    assert (left.submission_id, left.file_sha256) == (first.submission_id, first.file_sha256)
    assert path.read_bytes() == store.landed(first.file_sha256).read_bytes()
    assert path.read_bytes().startswith(MAGIC)
    path.write_bytes(original)  # the office sends the very file again
    again = take_in(store)
    assert names(store, again) == names(store, left) == OTHERS
    assert GONE_NIK not in told(store.home)


@pytest.mark.parametrize("form", FILES)
def test_a_check_leaves_out_whom_a_run_would_and_changes_nothing(store: Store, form: str) -> None:
    add(store, [("nik", GONE_NIK), ("kk", CARD), ("nama", GONE.upper())])
    path = FILES[form](store.inbox_of(SEMESTER, "dinsos") / "kks", ROWS)
    before = {each: each.read_bytes() for each in store.home.rglob("*") if each.is_file()}
    checked = check_file(path, load_catalogue(), home=store).submission
    assert {each: each.read_bytes() for each in store.home.rglob("*") if each.is_file()} == before
    ran = take_in(store)  # and puts what is left into the inbox, which is checked as the file that came
    for found in (checked, check_file(path, load_catalogue(), home=store).submission):
        assert found is not None
        assert (found.submission_id, found.rows_in, found.rows_accepted) == (ran.submission_id, ran.rows_in, 3)
        assert {each.code: each.count for each in found.problems} == {each.code: each.count for each in ran.problems}


def test_a_neighbour_in_the_same_row_of_the_sheet_stays(store: Store) -> None:
    add(store, [("nik", GONE_NIK)])
    beside = [[*one, None, *other] for one, other in zip(ROWS[:2], ROWS[2:], strict=True)]
    path = store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx"
    write_xlsx(path, {"Lumpue": [["DAFTAR PENERIMA KKS"], [], [*HEADER, None, *HEADER], *beside]})
    assert sorted(names(store, take_in(store))) == sorted(OTHERS)


def test_her_name_in_a_row_of_her_family_is_emptied_and_the_row_stays(store: Store) -> None:
    add(store, [("nik", GONE_NIK), ("kk", CARD), ("nama", GONE.upper())])
    rows = [
        ROWS[0],
        row(2, OTHERS[1], "7772010107750003", CARD[:6] + "." + CARD[6:], GONE),
        row(3, GONE, None, "", GONE),
    ]
    write_xlsx(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Lumpue": sheet(rows)})
    assert names(store, take_in(store)) == [OTHERS[0], OTHERS[1], GONE], "without number and card she is another"
    (left,) = open_workbook(store.landed(take_in(store).file_sha256)).sheets()
    assert [each[1:7:5] for each in left.rows[4:7]] == [[OTHERS[0], None], [OTHERS[1], None], [GONE, GONE]]


@pytest.mark.parametrize(
    ("signs", "left"),
    [
        ([("kk+nama", CARD, "KANARIWATI")], OTHERS),
        ([("kk+nama", OTHER_CARD, "KANARIWATI")], [OTHERS[0], GONE, OTHERS[1], OTHERS[2]]),
        ([("kk+nama", CARD, "LA TANG")], [OTHERS[0], GONE, OTHERS[1], OTHERS[2]]),
    ],
)
def test_without_a_number_card_and_name_tell_and_only_then(store: Store, signs: list[Sign], left: list[str]) -> None:
    rows = [ROWS[0], row(2, GONE, None, CARD), *ROWS[2:]]
    add(store, signs)
    write_xlsx(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Lumpue": sheet(rows)})
    assert names(store, take_in(store)) == left


def test_the_strongest_sign_of_a_row_is_the_one_that_counts() -> None:
    told_all = {
        "nik": GONE_NIK, "name_key": "A", "family_card_no": CARD, "birth_date": dt.date(1980, 7, 1),
        "village_code": "v", "address": "JL A",
    }  # fmt: skip
    kinds = []
    for name in ("nik", "family_card_no", "birth_date", "village_code"):
        kinds.append({sign[0] for sign in signs_of_row(told_all)})
        told_all[name] = None
    assert kinds == [{"nik", "nik+nama"}, {"kk+nama"}, {"lahir+nama"}, {"tempat+nama"}]
    assert signs_of_row({"name_key": "A"}) == ()


def test_the_list_tells_nothing_and_is_kept_twice(store: Store) -> None:
    assert add(store, [("nik", GONE_NIK), ("nik", GONE_NIK)]) == 1
    assert add(store, [("nik", GONE_NIK)]) == 0
    assert Forgotten.load(store).knows("nik", GONE_NIK)
    assert not Forgotten(secrets.token_bytes(32), Forgotten.load(store).tokens).knows("nik", GONE_NIK)
    assert GONE_NIK not in str(pq.read_table(store.home / "forgotten.parquet").to_pylist())
    assert (store.home / ".salinan" / "forgotten.parquet").read_bytes() == (
        store.home / "forgotten.parquet"
    ).read_bytes()


SHEETS = [
    Sheet(
        "Satu", "hidden",
        [["0012", 1, 1.5, True, None, MARKER], [CellError("#N/A"), UncachedFormula("=A1"), ShownNumber("007"),
         dt.date(2017, 6, 30), dt.datetime(2017, 6, 30, 8, 5, 0, 7), dt.time(8, 5)],
         [dt.timedelta(days=2, microseconds=3), "2017-06-30", None, None, None, None]],
        ((0, 0, 1, 1),), frozenset({1}), frozenset({2, 3}),
    ),
    Sheet("Dua", "visible", []),
]  # fmt: skip


def test_kept_cells_are_the_cells_that_were_read(tmp_path: Path) -> None:
    key, of = b"k" * 32, "ab" * 32
    names, notes = ("Satu", "Tiga", "Dua"), (("FIL-021", 2),)
    content = as_bytes(("xls", names, lambda: iter(SHEETS), notes, True), of, key)
    kind, sheet_names, sheets, *rest = opened(content, Limits())
    assert (kind, sheet_names, rest) == ("xls", names, [notes, True])
    assert list(sheets()) == SHEETS
    types = [[type(cell) for cell in each] for each in next(sheets()).rows]
    assert types == [[type(cell) for cell in each] for each in SHEETS[0].rows]
    assert content == as_bytes(("xls", names, lambda: iter(SHEETS), notes, True), of, key)


def test_nobody_sends_a_list_of_his_own_in_the_place_of_another(store: Store) -> None:
    inbox = store.inbox_of(SEMESTER, "dinsos")
    write_xlsx(inbox / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    first = take_in(store)
    row: list[Cell] = ["1", "Orang Lain", "7772014107800009", CARD, "6", "Jl. A", ""]
    own = "xlsx", ("Lumpue",), lambda: iter([Sheet("Lumpue", "visible", [[*HEADER], row])]), (), False
    forged = as_bytes(own, first.file_sha256, secrets.token_bytes(32))
    (inbox / "kks.xlsx").write_bytes(forged)
    other = take_in(store)
    assert other.file_sha256 != first.file_sha256
    assert not store.landed(first.file_sha256).read_bytes().startswith(MAGIC)
    right = as_bytes(own, first.file_sha256, (store.home / "identity.key").read_bytes())
    path = inbox / "x"
    path.write_bytes(right[:-20] + gzip.compress(b"{}")[-20:])
    assert stands_for(path, (store.home / "identity.key").read_bytes()) is None


def test_a_list_without_its_key_is_not_passed_over(store: Store) -> None:
    add(store, [("nik", GONE_NIK)])
    write_xlsx(store.inbox_of(SEMESTER, "dinsos") / "kks.xlsx", {"Lumpue": sheet(ROWS)})
    (store.home / "identity.key").unlink()
    with pytest.raises(FileNotFoundError):
        take_in(store)
