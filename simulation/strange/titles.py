"""Titles, signatures and legends above and below a list."""

from __future__ import annotations

import numpy as np

from simulation.desk import MONTHS, Desk
from simulation.strange.grid import Sheet

TITLES = {
    "kks": "DAFTAR PENERIMA KARTU KELUARGA SEJAHTERA (KKS)|DATA PENERIMA KKS|DAFTAR NAMA KPM KKS",
    "pkh": "DAFTAR PENERIMA PROGRAM KELUARGA HARAPAN (PKH)|DATA KPM PKH|DAFTAR PESERTA PKH",
    "bpnt": "DAFTAR PENERIMA BANTUAN PANGAN NON TUNAI (BPNT)|DATA KPM BPNT|DAFTAR KPM SEMBAKO/BPNT",
    "food_reserve_rice": "DAFTAR PENERIMA BANTUAN PANGAN CADANGAN BERAS PEMERINTAH|DAFTAR PBP CBP|DATA PBP",
    "pbi_jk": "DATA PESERTA PBI JK|DAFTAR PESERTA PENERIMA BANTUAN IURAN (PBI) JAMINAN KESEHATAN|DATA PBI-JKN",
    "pip": "DAFTAR SISWA PENERIMA PROGRAM INDONESIA PINTAR (PIP)|DATA SISWA PENERIMA PIP|DAFTAR PENERIMA KIP",
    "dapodik": "DAFTAR PESERTA DIDIK|DATA SISWA|DATA POKOK PESERTA DIDIK",
    "training": "DAFTAR PESERTA PELATIHAN KERJA|DATA PESERTA PELATIHAN BERBASIS KOMPETENSI|PESERTA PELATIHAN",
    "umkm_aid": "DAFTAR PENERIMA BANTUAN UMKM|DATA PENERIMA BANTUAN PERALATAN USAHA|DATA UMKM",
    "rtlh": "DAFTAR PENERIMA BANTUAN RUMAH TIDAK LAYAK HUNI (RTLH)|DATA PENERIMA BSPS/RTLH|DATA PENERIMA REHAB RTLH",
    "rastra": "REALISASI PENYALURAN RASTRA|PAGU DAN REALISASI BERAS SEJAHTERA|REKAPITULASI RASTRA PER KELURAHAN",
    "programme_progress": "PROGRES PROGRAM PENANGGULANGAN KEMISKINAN|CAPAIAN PROGRAM PENANGGULANGAN KEMISKINAN",
    "reported_issues": "DAFTAR PERMASALAHAN DAN USULAN SOLUSI|MATRIKS PERMASALAHAN DAN TINDAK LANJUT",
    "registry_match": "HASIL PEMADANAN DATA|HASIL PADAN NIK",
}  # fmt: skip
OFFICES = {
    "disdik": "Dinas Pendidikan|DINAS PENDIDIKAN DAN KEBUDAYAAN|Disdikbud",
    "dinkes": "Dinas Kesehatan|DINKES", "disnaker": "Dinas Tenaga Kerja|DISNAKER|Dinas Tenaga Kerja dan Transmigrasi",
    "disdag": "Dinas Perdagangan|DINAS PERDAGANGAN, KOPERASI DAN UKM", "dkp": "Dinas Ketahanan Pangan|DKP",
    "bag_ekonomi": "Bagian Ekonomi Setda|BAGIAN PEREKONOMIAN SETDA", "bappeda": "Bappeda|BAPPEDA",
    "perkim": "Dinas Perumahan dan Kawasan Permukiman|Dinas Perkim",
    "disdukcapil": "Dinas Kependudukan dan Pencatatan Sipil",
}  # fmt: skip
_LEGEND = (
    "Keterangan :",
    "1. Data bersumber dari kelurahan",
    "2. Kolom yang kosong belum terisi",
    "*) belum diverifikasi",
)


class Wording:
    """Words of one office about itself, its list and the time."""

    def __init__(self, desk: Desk, agency: str, table: str, rng: np.random.Generator) -> None:
        assert desk.wardrobe is not None  # noqa: S101 -- only strange cities have wordings
        draw = desk.wardrobe.draw
        self._rng, self._desk = rng, desk
        self.city, self.table = draw.city_name, table
        self.office = draw.dinsos if agency == "dinsos" else self._one(OFFICES[agency].split("|"))
        self.title = self._one(TITLES.get(table, "DATA").split("|"))
        self.period = self._period()

    def _one(self, options: list[str]) -> str:
        return options[int(self._rng.integers(len(options)))]

    def _period(self) -> str:
        semester = self._desk.semester
        half, year, month = "I" * semester.half, semester.year, MONTHS[semester.last_day.month - 1]
        first = MONTHS[semester.first_day.month - 1]
        return self._one([
            f"SEMESTER {half} TAHUN {year}", f"Semester {semester.half} Tahun {year}", f"TAHUN {year}",
            f"PERIODE {first.upper()} - {month.upper()} {year}", f"Bulan {month} {year}", f"TAHUN ANGGARAN {year}",
            f"Triwulan {'II' if semester.half == 1 else 'IV'} {year}",
        ])  # fmt: skip

    def titles(self, count: int, places: list[str]) -> list[str]:
        """The title rows: `count` lines, and one for each of `places`."""
        year = self._desk.semester.year
        lines = [
            self.title, f"{self.office} KOTA {self.city}" if count % 2 else f"KOTA {self.city}", self.period,
            f"Nomor : 460/{120 + count}/{year}", "Lampiran Surat Keputusan Walikota",
        ]  # fmt: skip
        return lines[:count] + places

    def signature(self, sheet: Sheet, style: str, head: str) -> None:
        """Adds a signature block; with `both` a second one on the left."""
        right = max(1, len(sheet.columns) - 3)
        left = "Mengetahui," if style == "both" else None
        day = self._desk.closing_day
        lines = [
            (None, f"{self.city.title()}, {day}"), (left, "Dibuat oleh," if left else "Mengetahui,"),
            (f"Kepala {self.office}" if left else None, head), None, None, None,
            ("..................." if left else None, "( ....................... )"),
            ("NIP." if left else None, "NIP. .............................."),
        ]  # fmt: skip
        sheet.add("blank", [])
        for line in lines:
            if line is None:
                sheet.add("blank", [])
            else:
                cells: list[str | None] = [None, line[0]] + [None] * max(0, right - 2) + [line[1]]
                sheet.add("signature", list(cells))


def add_legend(sheet: Sheet) -> None:
    """Notes below the list."""
    sheet.add("blank", [])
    for text in _LEGEND:
        sheet.add("note", [text])
