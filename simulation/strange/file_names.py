"""Names of files as people give them."""

from __future__ import annotations

from ingest.semester import Semester
from simulation.desk import MONTHS

_LABELS = {
    "kks": ("BNBA KKS", "Data KKS", "Penerima KKS", "KPM KKS", "Kartu Keluarga Sejahtera"),
    "pkh": ("PKH", "Data PKH", "KPM PKH", "BNBA PKH", "Peserta PKH", "Program Keluarga Harapan"),
    "bpnt": ("BPNT", "Data BPNT", "KPM BPNT", "BNBA BPNT", "Daftar KPM BPNT"),
    "food_reserve_rice": ("CBP", "Penerima CBP", "Cadangan Beras", "PBP Cadangan Pangan", "Data CBP"),
    "pbi_jk": ("PBI JK", "PBI_JK", "Data PBI", "Peserta PBI JKN", "PBI"),
    "pip": ("PIP", "PIP SIPINTAR", "Penerima PIP", "Data PIP", "Siswa PIP"),
    "dapodik": ("Dapodik", "daftar_pd", "Daftar Peserta Didik", "Data Siswa Dapodik"),
    "training": ("Pelatihan", "Peserta Pelatihan", "Data Pelatihan Kerja", "Pelatihan BLK"),
    "umkm_aid": ("Bantuan UMKM", "UMKM", "Data UMKM", "Penerima Bantuan UMKM"),
    "rtlh": ("RTLH", "Data RTLH", "Penerima RTLH", "BSPS RTLH"),
    "rastra": ("Rastra", "Realisasi Rastra", "Pagu Rastra", "RASTRA"),
    "programme_progress": ("Progres Program", "Progres", "Capaian Program", "Progres Program Kemiskinan"),
    "reported_issues": ("Permasalahan", "Permasalahan dan Solusi", "Matriks Permasalahan", "Masalah dan Solusi"),
    "registry_match": ("hasil_padan", "Hasil Padan", "Padan Dukcapil", "hasil padan NIK"),
    "bdt_2015": ("BDT 2015", "BDT2015", "Data BDT 2015", "PBDT 2015"),
    "dtsen": ("DTSEN", "dtsen", "Data DTSEN"),
}  # fmt: skip
_DONE = ("", "", "", "", " fix", " FINAL", "_rev", " (kirim Bappeda)", " ok", " terbaru", "-1", " edit")


def list_label(table: str, choice: int) -> str:
    """The office's name for its list."""
    labels = _LABELS[table]
    return labels[choice % len(labels)]


def file_name(table: str, semester: Semester, choice: int) -> str:
    """A name without the ending; no two lists of an office have the same."""
    month, half = MONTHS[semester.last_day.month - 1], "I" * semester.half
    when = (
        f"Semester {half} {semester.year}", f"{semester.year}", f"{month} {semester.year}",
        f"smt{semester.half} {semester.year}",
        f"SMT {half} {semester.year}", f"{semester.year}-S{semester.half}", f"{month[:3].upper()} {semester.year}",
        f"{semester.last_day:%d-%m-%Y}", f"per {semester.last_day.day} {month} {semester.year}",
    )[choice // 10 % 9]  # fmt: skip
    name = f"{list_label(table, choice)} {when}{_DONE[choice // 7 % len(_DONE)]}"
    return (name, name, name.replace(" ", "_"), name.upper(), name.lower())[choice // 3 % 5]
