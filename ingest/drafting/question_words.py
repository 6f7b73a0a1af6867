"""Words the questions about lists, and the answers that each may get."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.declarations.catalogue import AgencyFolder, Catalogue
from ingest.declarations.checks import codes_of_field, village_codes
from ingest.declarations.contract import Table, VocabularyCode
from ingest.declarations.rulings import ASIDE, EVERY, LEFT_BLANK, WITHOUT, Kind, files_of

# asked of files, which the person knows by their names
ABOUT_FILES = frozenset[Kind]({"file", "number", "repeats", "version"})
_SET_ASIDE = "Kesampingkan"
_SHORT_ANSWERS: dict[Kind, dict[str, str]] = {
    "receipt": {"yes": "Ya, penerima", "no": "Bukan penerima"},
    "required": {WITHOUT: "Ya, terima tanpa kolom ini"},
    "number": {ASIDE: "Ya, kesampingkan di berkas ini"},
    "repeats": {EVERY: "Ya, terima semua baris berkas ini"},
}


def answers_offered(
    kind: Kind, agency_id: str, table_id: str, field: str, catalogue: Catalogue, subject: str
) -> dict[str, str]:
    """Answers to a question with their words; none for a list no longer declared."""
    folder = catalogue.agencies.get(agency_id)
    if folder is None or (table_id and table_id not in folder.agency.tables):
        return {}
    if kind == "version":
        return which_file(subject)
    return options_of(kind, field, folder, folder.agency.tables.get(table_id), catalogue)


def which_file(subject: str) -> dict[str, str]:
    """The files that may be the version in force, numbered, and all of them."""
    files = files_of(subject).items()
    named = {beginning: f"{number}: {name}" for number, (beginning, name) in enumerate(files, 1)}
    return {**named, EVERY: "Semuanya berlaku (tahap atau bagian lain)"}


def text_of(kind: Kind, field: str, catalogue: Catalogue) -> str:
    """The question in words."""
    if kind == "word" and field in ("village_name", "area_name"):
        return "Kelurahan mana yang dimaksud?"
    usual = next((f.spellings[0] for s in catalogue.entities.values() for n, f in s.fields.items()
                  if n == field and f.spellings), field)  # fmt: skip
    return {
        "heading": "Kolom ini isian apa?",
        "word": f"Pada isian {usual}, kata ini berarti apa?",
        "receipt": "Apakah yang berstatus ini penerima? (kini: bukan)",
        "file": "Berkas ini daftar yang mana?",
        "required": f"Kolom {usual} tidak ada. Terima daftar ini tanpa kolom itu?",
        "number": f"{usual} dalam berkas ini hampir seluruhnya rusak. Kesampingkan kolom itu, hanya untuk berkas ini?",
        "repeats": "NIK yang sama berulang di banyak baris berkas ini. Memang begitu (beberapa bulan, tahap atau "
        "anggota keluarga), dan semua barisnya diterima? NIK yang dipakai beberapa orang tetap menjadi temuan.",
        "version": "Berkas-berkas ini daftar yang sama, dan nama maupun waktunya tidak menyebut mana yang kemudian. "
        "Yang mana berlaku?",
    }[kind]


def options_of(
    kind: Kind, field: str, folder: AgencyFolder, table: Table | None, catalogue: Catalogue, first: Sequence[str] = ()
) -> dict[str, str]:
    """Answers of a kind with their words, `first` before the others."""
    if kind == "file":
        tables = {name: f"Daftar {name}" for name in sorted(folder.agency.tables)}
        return {**tables, ASIDE: "Abaikan berkas ini"}
    if kind in _SHORT_ANSWERS or table is None:
        return dict(_SHORT_ANSWERS.get(kind, {}))
    schema = catalogue.entities[table.feeds]
    if kind == "heading":
        words = {name: each.spellings[0] for name, each in schema.fields.items() if each.spellings}
        rest = sorted(words, key=lambda name: words[name].lower())
        ordered = {name: words[name] for name in first if name in words} | {ASIDE: _SET_ASIDE}
        return ordered | {name: words[name] for name in rest}
    return _codes(field, folder, table, catalogue) | {LEFT_BLANK: "Biarkan kosong"}


def _codes(field: str, folder: AgencyFolder, table: Table, catalogue: Catalogue) -> dict[str, str]:
    """Code -> words of a field with a closed list."""
    if field in ("village_name", "area_name"):
        names = village_codes(folder.regions_path)
        twice = [name for name in names.values() if list(names.values()).count(name) > 1]
        return {code: f"{name} ({code})" if name in twice else name for code, name in names.items()}
    codes = codes_of_field(field, catalogue.entities[table.feeds].fields[field], folder, catalogue)
    if not isinstance(codes, Mapping):
        return {}
    return {code: entry.label if isinstance(entry, VocabularyCode) else str(entry) for code, entry in codes.items()}
