"""Bagian Ekonomi: Rastra per kelurahan. Aggregates, never persons."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.arrays import Ints, objects
from simulation.desk import Desk
from simulation.fault_values import dotted
from simulation.listing import Listing, of_nobody
from simulation.pages import Column, PageBuilder
from simulation.publish import LayoutFault, OfficeFile, publish
from simulation.randomness import draw

AGENCY = "bag_ekonomi"
_SHEET = "Rastra"
_KG, _PRICE_IDR = 15, 1_600  # per family and month; price to the family per kg (domain notes 4.4)
_RASTRA = (
    Column("NO", "#", width=5), Column("KECAMATAN", "district_name", width=18),
    Column("KELURAHAN", "village_name", width=20), Column("JUMLAH RTS/KPM", "quota_count"),
    Column("PAGU PER BULAN (KG)", "quota_kg"), Column("REALISASI", "realised_kg"), Column("HTR", "price_idr_per_kg"),
    Column("SETORAN", "deposit_idr", width=16), Column("SISA", "balance_kg"),
)  # fmt: skip
_SUMMED = ("quota_count", "quota_kg", "realised_kg", "deposit_idr", "balance_kg")


def rastra_allocations(desk: Desk) -> dict[str, Ints]:
    """Per kelurahan: families, kg planned a month, kg delivered, rupiah paid in, kg left."""
    city = desk.city
    receivers = desk.enrolments.receivers["RASTRA"]
    village = city.families.village[city.people.family[receivers]]
    families = np.bincount(village, minlength=len(city.regions.code))
    quota = families * _KG
    undelivered = draw(np.arange(len(quota)), city.seed, "rastra", desk.semester) < 0.25
    realised = np.where(undelivered, quota - _KG * (families // 9), quota)
    return {
        "quota_count": families,
        "quota_kg": quota,
        "realised_kg": realised,
        "deposit_idr": realised * _PRICE_IDR,
        "balance_kg": quota - realised,
    }


def write(desk: Desk) -> None:
    """`Rastra 2017-S1.xlsx`: a subtotal per kecamatan between the data, `Total Keseluruhan` at the end."""
    figures = rastra_allocations(desk)
    builder = PageBuilder(_SHEET, _RASTRA, _rastra_listing(desk, figures))
    builder.titles(
        "REALISASI PENYALURAN BERAS SEJAHTERA (RASTRA)", "KOTA PAREPARE", f"{desk.period} (RATA-RATA PER BULAN)"
    )
    builder.blank()
    faults = [LayoutFault(12, _SHEET, builder.next_row), LayoutFault(21, _SHEET, builder.next_row)]
    builder.header()
    builder.column_numbers("{}")
    regions = desk.city.regions
    for district, name in enumerate(regions.district_name.tolist()):
        rows = np.flatnonzero(regions.district == district)
        builder.rows(rows)
        faults.append(LayoutFault(13, _SHEET, builder.next_row))
        builder.total(f"Subtotal {name}", _sums(figures, rows), kind="subtotal")
    faults.append(LayoutFault(13, _SHEET, builder.next_row))
    whole = _sums(figures, np.arange(len(regions.code)))
    builder.total("Total Keseluruhan", whole)
    builder.signature(f"Parepare, {desk.closing_day}", "Kepala Bagian Ekonomi")
    name, stated = f"Rastra {desk.semester}.xlsx", whole["quota_count"]
    file = OfficeFile(AGENCY, "rastra", name, [builder.page], stated_total=stated, layout_faults=faults)
    publish(desk, file, builder.listing)


def _sums(figures: dict[str, Ints], rows: Ints) -> dict[str, int]:
    return {field: int(figures[field][rows].sum()) for field in _SUMMED}


def _rastra_listing(desk: Desk, figures: dict[str, Ints]) -> Listing:
    """One row per kelurahan; every fourth deposit is typed as text."""
    regions = desk.city.regions
    count = len(regions.code)
    columns: dict[str, list[Any]] = {name: values.tolist() for name, values in figures.items()}
    columns |= {
        "district_name": regions.district_name[regions.district].tolist(),
        "village_name": regions.name.tolist(),
        "price_idr_per_kg": [_PRICE_IDR] * count,
    }
    listing = of_nobody(columns)
    listing.village = np.arange(count)
    every_fourth = np.arange(0, count, 4)
    typed = objects([f"Rp {dotted(int(figures['deposit_idr'][at]))},-" for at in every_fourth])
    listing.spoil("deposit_idr", every_fourth, typed, 15, None)
    return listing
