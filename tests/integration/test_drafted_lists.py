"""How much of every declared list a draft gets right when its declaration is hidden."""

from __future__ import annotations

from ingest.declarations.catalogue import load_catalogue
from ingest.drafting.first_look import first_look
from ingest.drafting.header_guess import SURE
from ingest.inbox.receive import Arrival
from ingest.reading.conform import conform
from ingest.reading.declared_list import declared_list
from ingest.semester import Semester
from ingest.workbook import open_workbook
from tests.agencies.samples import samples


def test_headers_of_all_declared_lists_are_known_without_their_declarations() -> None:
    """Of every sample, each header as its office declares it beside what is guessed from the entities alone."""
    catalogue = load_catalogue()
    right = asked = 0
    wrong = set()
    for folder, table_id, path in samples():
        one = declared_list(folder, table_id, Semester(2025 if table_id == "dtsen" else 2017, 1), catalogue)
        (shape,) = first_look(open_workbook(path), catalogue).shapes
        assert shape.entity == one.table.feeds, table_id
        guessed = {seen.text: seen.field if seen.sure >= SURE else "" for seen in shape.headers}
        for text, declared in conform(Arrival("", "", path, ""), open_workbook(path), one).submission.columns.items():
            right += guessed[text] == declared
            asked += guessed[text] == ""
            if guessed[text] not in (declared, ""):
                wrong.add((table_id, text, declared))
    # what the dictionary knows and this office, by its own declaration, leaves out or means otherwise
    assert wrong == {
        ("pbi_jk", "NOKA_BPJS", "card_no"),
        ("kks", "KET", "status_text"),  # a remark by its heading, the list's status by its cells
        ("dtsen_members", "alamat_ktp", "registered_address"),
        *(("dapodik", text, "ignored") for text in ("Telepon", "No. KPS", "Nomor KKS", "Rekening Atas Nama")),
        *(("pip", text, "ignored") for text in (
            "rombel", "bentuk", "tanggal_mulai_pencairan", "no_kks", "no_kps", "no_pkh", "keterangan_tahap",
            "keterangan_tambahan",
        )),
    }  # fmt: skip
    assert (right, asked) == (541, 22)
