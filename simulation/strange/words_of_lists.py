"""Codes in an office's own words (domain notes 1.5 to 1.10, 3.2: 18 and 19)."""

from __future__ import annotations

SEX_WORDS = (
    [("L", "P")] * 35 + [("Laki-laki", "Perempuan")] * 20 + [("LAKI-LAKI", "PEREMPUAN")] * 16 + [("1", "2")] * 9
    + [("Lk", "Pr")] * 6 + [("LK", "PR")] * 4 + [("L", "W")] * 3 + [("M", "F")] * 3 + [("Laki - Laki", "Perempuan")] * 2
    + [("l", "p")] * 2
)  # fmt: skip
YES_NO_WORDS: tuple[tuple[str, str | None], ...] = (
    ("Ya", "Tidak"), ("Ya", "Tidak"), ("YA", "TIDAK"), ("Y", "T"), ("1", "2"), ("v", None), ("V", "-"), ("✓", None),
    ("Ada", "Tidak Ada"), ("ya", "tidak"),
)  # fmt: skip
PROPOSED_WORDS: tuple[tuple[str, str | None], ...] = (*YES_NO_WORDS, ("Layak", "Tidak Layak"), ("Layak PIP", None))

# Statuses by list: what the offices of the ordinary city write, and how others say the same.
STATUS_WORDS: dict[str, dict[str, list[str]]] = {
    "kks": {
        "": ["", "Aktif", "", "Terima", "Menerima"], "AKTIF": ["AKTIF", "Aktif", "Aktif", "Terima", "Menerima"],
        "NONAKTIF": ["NONAKTIF", "Non Aktif", "Tidak Aktif", "Tidak Aktif", "Nonaktif"],
        "GRADUASI": ["GRADUASI", "Graduasi", "Graduasi Mandiri", "Graduasi", "Sudah graduasi"],
    },
    "pkh": {
        "": ["", "Aktif", "", "KPM Aktif", ""],
        "GRADUASI": ["GRADUASI", "Graduasi", "Graduasi Mandiri", "Graduasi", "Graduasi Alamiah"],
    },
    "bpnt": {
        "CLEAN": ["CLEAN", "Clean", "Aktif", "CLEAN", "Aktif"],
        "UNCLEAN": ["UNCLEAN", "Unclean", "Data Tidak Padan", "UNCLEAN", "Unclean"],
        "NONAKTIF": ["NONAKTIF", "Non Aktif", "Nonaktif", "NON AKTIF", "Tidak Aktif"],
    },
    "pip": {
        "SK Pemberian": ["SK Pemberian", "Pemberian", "SK PEMBERIAN", "SK Pemberian", "pemberian"],
        "SK Nominasi": ["SK Nominasi", "Nominasi", "SK NOMINASI", "SK Nominasi", "nominasi"],
    },
    "training": {
        "Lulus": ["Lulus", "LULUS", "Lulus", "Lulus"],
        "Tidak Lulus": ["Tidak Lulus", "TIDAK LULUS", "Tdk Lulus", "Gagal"],
        "Lulus Pelatihan Lain": ["Lulus Pelatihan Lain", "LULUS PELATIHAN LAIN"],
        "Blacklist": ["Blacklist", "BLACKLIST", "Blacklist", "Black List"],
        "Belum diverifikasi": ["Belum diverifikasi", "BELUM DIVERIFIKASI", "Blm Diverifikasi", "Belum Verifikasi"],
    },
    "rtlh": {"sudah": ["sudah", "Sudah", "Selesai", "Ada", "100%"]},
    "registry_match": {
        "padan": ["padan", "PADAN", "Padan", "Sesuai"],
        "meninggal": ["meninggal", "MENINGGAL", "Meninggal", "Meninggal Dunia"],
        "pindah": ["pindah", "PINDAH", "Pindah", "Pindah Keluar"],
        "tidak padan": ["tidak padan", "TIDAK PADAN", "Tidak Padan", "Tidak Ditemukan"],
    },
}  # fmt: skip
SEGMENT_WORDS: dict[str, list[str]] = {
    "PBI APBD": ["PBI APBD", "PBI-APBD", "PBI (APBD)", "APBD", "PBI Daerah"],
    "PBI APBN": ["PBI APBN", "PBI-APBN", "PBI (APBN)", "APBN", "PBI JK"],
}
VILLAGE_FORMS = ("{}",) * 12 + ("Kel. {}", "KEL. {}", "Kelurahan {}", "KELURAHAN {}")
DISTRICT_FORMS = ("{}",) * 12 + ("Kec. {}", "KEC. {}", "Kecamatan {}", "KECAMATAN {}")


def status_in_words(table: str, status: str, choice: int) -> str:
    """`status` in the `choice`-th words of `table`; as it is where there are none."""
    told = STATUS_WORDS.get(table, {}).get(status)
    return told[choice % len(told)] if told else status
