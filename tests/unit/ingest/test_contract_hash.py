"""Which change of a declaration or of the code has the files that hang on it read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.declarations.catalogue import HERE, load_catalogue
from ingest.reading.declared_list import declared_list
from ingest.reading.engine import engine_version
from ingest.reading.one_file import contract_hash
from ingest.semester import Semester


def hash_of(table_id: str, agency: str, *roots: Path) -> str:
    catalogue = load_catalogue((HERE / "agencies", *roots))
    return contract_hash(declared_list(catalogue.agencies[agency], table_id, Semester.parse("2017-S1"), catalogue))


@pytest.mark.parametrize(
    ("said", "kks", "progress"),
    [
        ("programmes: {KKS: {label: Kartu Keluarga Sejahtera, unit: person}}", True, True),
        ("programmes: {PEKKA: {label: Pekka, unit: family}}", False, True),  # a list of programmes may name it now
        ("tables: {kks: {columns: {nik: [NO INDUK]}}}", True, False),
        ("tables: {kks: {receipt: {words: {UNCLEAN: true}}}}", True, False),
        ("tables: {pkh: {ignore: [HOBI]}}", True, False),  # a sheet may be a list of the same office
        ("contact: Ibu Sari", False, False),
    ],
)
def test_what_hangs_on_a_change_is_read_again(said: str, kks: bool, progress: bool, tmp_path: Path) -> None:
    (tmp_path / "dinsos").mkdir()
    (tmp_path / "dinsos" / "agency.yml").write_text(f"agency: dinsos\n{said}\n", "utf-8")
    for table_id, agency, changes in (("kks", "dinsos", kks), ("programme_progress", "bappeda", progress)):
        assert (hash_of(table_id, agency) != hash_of(table_id, agency, tmp_path)) is changes, table_id


@pytest.mark.parametrize(
    ("changed", "content", "reads_again"),
    [
        ("parsers/dates.py", b"YEAR = 1905\n", True),
        ("sheets/layout/new.py", b"", True),
        ("fold.py", b"ACCENTS = 1\n", True),
        ("drafting/declaration.py", b"WORDS = 1\n", False),
        ("parsers/dates.py", b"YEAR = 1904\r\n", False),  # as an editor of Windows keeps it
    ],
)
def test_files_are_read_again_by_other_code(changed: str, content: bytes, reads_again: bool, tmp_path: Path) -> None:
    versions = set()
    for root in (tmp_path / "before", tmp_path / "after"):
        for name in ("parsers/dates.py", "sheets/layout/rows.py", "drafting/declaration.py", "fold.py"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(b"YEAR = 1904\n")
        if root.name == "after":
            (root / changed).write_bytes(content)
        versions.add(engine_version(root))
    assert (len(versions) == 2) is reads_again
