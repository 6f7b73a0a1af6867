"""Columns that nobody needs: signatures, photographs, old numbers, who typed it in."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.arrays import objects
from simulation.listing import Listing

_Draw = Callable[[np.random.Generator, int], list[object]]


def _of(*options: object) -> _Draw:
    return lambda rng, count: [options[at] for at in rng.integers(len(options), size=count).tolist()]


_EXTRAS: tuple[tuple[str, _Draw], ...] = (
    ("Tanda Tangan", _of(None)), ("Paraf", _of(None)), ("TTD", _of(None)), ("Foto", _of(None, None, "ada")),
    ("No. Urut Lama", lambda rng, count: [int(number) for number in rng.integers(1, 4000, count)]),
    ("Petugas Input", _of("Operator 1", "Operator 2", "Op. Kelurahan")),
    ("Tgl Input", _of("12/05/2017", "15/05/2017", "16/05/2017", None)),
    ("Kode Pos", _of("91111", "91121", "91131", "91125")), ("Gol. Darah", _of("A", "B", "O", "AB", "-")),
    ("Agama", _of("Islam", "Islam", "Islam", "Kristen")),
    ("Titik Koordinat", lambda rng, count: [f"-4.0{a}, 119.6{a}" for a in rng.integers(100, 999, count).tolist()]),
    ("Hasil Monev", _of("sudah", "belum", None)), ("E-mail", _of(None)), ("Kolom1", _of(None)), ("Cek", _of("v", None)),
    ("Status Rumah", _of("Milik Sendiri", "Kontrak", "Menumpang")), ("No. BA", _of("BA-01", "BA-02", "BA-03")),
    ("Warna Map", _of("merah", "kuning", "hijau")), ("Penghasilan/Bulan", _of("< 500.000", "500.000 - 1 jt", "> 1 jt")),
    ("Jarak ke Kantor Lurah (km)", lambda rng, count: [round(float(far), 1) for far in rng.uniform(0.1, 6, count)]),
    ("Pendamping", _of("Pendamping A", "Pendamping B", "Pendamping C")),
    ("Diterima Oleh", _of("Ybs", "Keluarga", None)),
)  # fmt: skip


def add_extra(listing: Listing, rng: np.random.Generator) -> tuple[str, str]:
    """Adds such a column to `listing`; its heading, and its name among the cells."""
    at = int(rng.integers(len(_EXTRAS)))
    heading, draw = _EXTRAS[at]
    listing.cells[f"extra:{at}"] = objects(draw(rng, len(listing)))
    return heading, f"extra:{at}"
