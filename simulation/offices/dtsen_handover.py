"""Writes DTSEN as handed over: a file of families and one of members.

The number of the family card joins them. What goes wrong on the way is planted: families that have no row or no decile,
rows without members, cards twice, odd quotes and line breaks in addresses, letters in Latin-1, numbers that went
through a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np
import pyarrow as pa

from ingest.semester import Semester
from simulation.arrays import Ints, Mask, Objects, digits, objects
from simulation.city import MALE, City
from simulation.desk import Desk, iso
from simulation.listing import Listing, constant
from simulation.offices.dtsen_forms import CODES, FAMILY, MEMBER
from simulation.pages import column_letter
from simulation.randomness import draw, draw_integers
from simulation.reference import Reference, decile
from simulation.truth import FileTruth, PageTruth, family_key
from simulation.writers.piped import write_piped

AGENCY = "bappeda"
_UNRANKED, _WITHOUT_ROW = 0.006, 0.003  # of the families: with a row and no decile, and without a row
_TWICE, _EMPTIED = 0.003, 0.02  # of the families: in two rows; of those that are gone: still there
_ODD_ADDRESS, _SPREADSHEET, _LATIN = 0.03, 0.01, 0.5  # the last: of the lines with a letter beyond ASCII
_UNDECIDED = ("0", "-", "")
_FLAG_ANEW = 0.03  # of the families: the source has its record from elsewhere in this version
_SOURCES = ("gc_kemensos", "pbi_se", "siks_ng", "other")
_VERSION_OF_HALF = {1: 2, 2: 3}  # V2 comes about April, V3 in July


def snapshot_of(semester: Semester) -> str:
    """The version of DTSEN that stands in the inbox of a semester."""
    return f"DTSEN-{semester.year}-V{_VERSION_OF_HALF[semester.half]}"


def with_gaps(reference: Reference, city: City) -> Reference:
    """`reference` as far as the file of families tells it.

    Some families have no decile, some no row.
    """
    unranked, without_row = _gaps(city, reference.snapshot_id)
    gone = (unranked | without_row)[city.people.family] & (reference.percentile > 0)
    percentile = np.where(gone, 0, reference.percentile)
    return Reference(reference.snapshot_id, percentile, is_handed_over=True, unranked=np.flatnonzero(gone))


def _gaps(city: City, snapshot_id: str) -> tuple[Mask, Mask]:
    """Families without a decile, and families without a row."""
    luck = draw(np.arange(len(city.families)), city.seed, snapshot_id, "gaps")
    return luck < _UNRANKED, (luck >= _UNRANKED) & (luck < _UNRANKED + _WITHOUT_ROW)


def write_handover(desk: Desk) -> None:
    """Both files, unquoted in the first half of a year, quoted throughout in the second."""
    version = desk.reference.snapshot_id.removeprefix("DTSEN-").split("-V")
    name = f"dtsen_v{version[1]}_{version[0]}_73.72.csv"
    families = _families(desk)
    _publish(desk, "dtsen_families", f"keluarga_{name}", FAMILY, families)
    _publish(desk, "dtsen_members", f"anggota_keluarga_{name}", MEMBER, _members(desk))
    _record_deciles(desk, families)


def _families(desk: Desk) -> Listing:
    city = desk.city
    unranked, without_row = _gaps(city, desk.reference.snapshot_id)
    sizes = city.family_sizes()
    luck = draw(np.arange(len(sizes)), city.seed, desk.reference.snapshot_id, "rows")
    family = np.flatnonzero(np.where(sizes > 0, ~without_row, luck < _EMPTIED))
    listing = desk.list_people(AGENCY, "dtsen_families", city.families.head[family], np.zeros(len(family), dtype=bool))
    listing.family = family
    rank = decile(desk.reference.of_families(city)[family])
    told = np.where(unranked[family], 0, np.maximum(rank, 1))
    blank = draw_integers(family, len(_UNDECIDED), city.seed, "undecided")
    kind = _sources(desk, family)
    listing.cells |= (
        _place(desk, listing)
        | _dwelling(desk, family)
        | {
            "family_card_no": digits(city.families.card[family], 16),
            "address": city.families.street[family].copy(),
            "household_size": objects([str(size) for size in sizes[family].tolist()]),
            "welfare_decile": objects([str(n) if n else _UNDECIDED[b] for n, b in zip(told, blank, strict=True)]),
            "welfare_decile_province": objects([str(max(1, n - 1)) for n in told.tolist()]),
            "welfare_decile_city": objects([str(max(1, min(10, n + 1))) for n in told.tolist()]),
            "has_kis": constant("2", len(family)),
            **{
                f"is_{name}": objects(["1" if k == at else "2" for k in kind.tolist()])
                for at, name in enumerate(_SOURCES[:-1])
            },
        }
    )
    _spoil_writing(desk, listing)
    again = listing.repeat(np.flatnonzero((luck[family] >= 1 - _TWICE) & (told > 0) & (told < 10)))
    worse = [str(int(cell) + 1) for cell in listing.cells["welfare_decile"][again].tolist()]
    listing.cells["welfare_decile"][again] = worse  # the poorer of two rows is the truth
    return listing


def _sources(desk: Desk, family: Ints) -> Ints:
    """The place in `_SOURCES` of each family's record.

    Of some families it changes with the version.
    """
    kind = draw_integers(family, len(_SOURCES), desk.city.seed, "flag")
    is_anew = draw(family, desk.city.seed, desk.reference.snapshot_id, "flag anew") < _FLAG_ANEW
    return np.where(is_anew, (kind + 1) % len(_SOURCES), kind)


def _members(desk: Desk) -> Listing:
    people, city = desk.city.people, desk.city
    person = np.flatnonzero(city.present())
    person = person[np.argsort(people.family[person], kind="stable")]
    listing = desk.list_people(AGENCY, "dtsen_members", person, np.zeros(len(person), dtype=bool))
    count = len(person)
    listing.cells |= _place(desk, listing) | {
        "family_card_no": digits(city.families.card[listing.family], 16),
        "birth_date": iso(people.birth[person]),
        "sex": np.where(people.sex[person] == MALE, "1", "2").astype(object),
        "relation_head": objects([str(code) for code in people.relation[person].tolist()]),
        "marital_status": objects([str(code) for code in people.marital[person].tolist()]),
        "has_kis": np.where(np.isin(person, desk.enrolments.receivers["PBI_JK"]), "1", "0").astype(object),
        "school_participation": constant("3", count), "chronic_illness_code": constant("1", count),
        "walking_difficulty": np.where(draw(person, city.seed, "walks") < 0.03, "1", "4").astype(object),
        "address": city.families.street[listing.family].copy(),
    }  # fmt: skip
    _spoil_writing(desk, listing)
    return listing


def _place(desk: Desk, listing: Listing) -> dict[str, Objects]:
    regions, count = desk.city.regions, len(listing)
    return {
        "province_code_source": constant(regions.city_code[:2], count),
        "province_name": constant("SULAWESI SELATAN", count),
        "regency_code_source": constant(regions.city_code.replace(".", ""), count),
        "regency_name": constant("KOTA PAREPARE", count),
        "district_code_source": regions.district_code[regions.district[listing.village]],
        "village_code_source": regions.code[listing.village],
    }  # fmt: skip


def _dwelling(desk: Desk, family: Ints) -> dict[str, Objects]:
    """Floor, walls and roof, the better the better off.

    1 is the best material, as in the catalogue.
    """
    welfare = desk.city.welfare_percentiles()[family] / 100
    cells = {}
    for name, codes in (("floor_type", 8), ("wall_type", 7), ("roof_type", 8)):
        luck = draw(family, desk.city.seed, name)
        numbers = np.clip(np.ceil(codes * (1 - 0.6 * welfare - 0.4 * luck)), 1, codes).astype(np.int64)
        cells[name] = objects([str(number) for number in numbers.tolist()])
    areas = (20 + 60 * welfare + 60 * draw(family, desk.city.seed, "area")).astype(np.int64)
    return cells | {"floor_area_m2": objects([str(area) for area in areas.tolist()])}


def _spoil_writing(desk: Desk, listing: Listing) -> None:
    """Spoils addresses by quotes and line breaks, numbers by `.0`.

    None of them changes what is meant.
    """
    keys = listing.person
    luck = draw(keys, desk.city.seed, desk.reference.snapshot_id, "writing")
    rows = np.flatnonzero(luck < _ODD_ADDRESS)
    written = [_odd(cell, at % 4) for at, cell in enumerate(listing.cells["address"][rows].tolist())]
    listing.spoil("address", rows, objects(written), 17, None)
    rows = np.flatnonzero(luck >= 1 - _SPREADSHEET)
    cards = objects([f"{cell}.0" for cell in listing.cells["family_card_no"][rows].tolist()])
    listing.spoil("family_card_no", rows, cards, 3, "KK-009")


def _odd(address: str, way: int) -> str:
    return (f'{address} "BLOK B"', f"{address}\nRT 01", f'{address} NO "3', f"{address} CAFÉ")[way]


def _publish(desk: Desk, table: str, name: str, form: Sequence[tuple[str, str]], listing: Listing) -> None:
    folder = desk.folder(AGENCY)
    folder.mkdir(parents=True, exist_ok=True)
    columns = [_cells(desk, listing, heading, field) for heading, field in form]
    is_beyond = np.array(["É" in cell for cell in listing.cells["address"].tolist()])
    in_latin = is_beyond & (draw(listing.person, desk.city.seed, name, "latin") < _LATIN)
    write_piped(
        folder / name, [heading for heading, _ in form], columns, quoted=desk.semester.half == 2,
        ending="\r\n" if table == "dtsen_families" else "\n", in_latin=in_latin,
    )  # fmt: skip
    count = len(listing)
    letters = {field: column_letter(at) for at, (_, field) in reversed(list(enumerate(form))) if field}
    page = PageTruth("", ["header", *["data"] * count], np.r_[-1, np.arange(count)])
    desk.book.record(
        FileTruth(
            semester=str(desk.semester), agency_id=AGENCY, table_id=table, file_name=name,
            sha256=sha256((folder / name).read_bytes()).hexdigest(), pages=[page], letters=letters, stated_total=None,
            village_codes=desk.city.regions.code,
        ),
        listing,
    )  # fmt: skip


def _cells(desk: Desk, listing: Listing, heading: str, field: str) -> Objects:
    if field:
        return listing.cells[field]
    codes = CODES.get(heading)
    if codes is None:
        return constant("", len(listing))
    keys: Ints = listing.family if heading not in ("penglihatan", "pendengaran") else listing.person
    numbers = draw_integers(keys, codes, desk.city.seed, heading) + 1
    if heading in ("penglihatan", "pendengaran", "menggunakan_tangan_jari", "kesedihan_depresi"):
        numbers = np.maximum(numbers, 3)
    return objects([str(number) for number in numbers.tolist()])


def _record_deciles(desk: Desk, families: Listing) -> None:
    """Records each family's true decile, the origin of its record, whether it has a row."""
    city = desk.city
    family = np.flatnonzero(city.family_sizes() > 0)
    rank = decile(desk.reference.of_families(city)[family])
    desk.book.add("source_deciles", pa.table({
        "semester": pa.repeat(str(desk.semester), len(family)), "true_family_id": family_key(family),
        "snapshot_id": pa.repeat(desk.reference.snapshot_id, len(family)),
        "family_card_no": digits(city.families.card[family], 16), "welfare_decile": pa.array(rank),
        "has_row": np.isin(family, families.family), "record_source": objects(list(_SOURCES))[_sources(desk, family)],
    }))  # fmt: skip
