"""Puts evidence into the words of the people who ask.

They ask why two rows are held to be one person, or are not.
"""

from __future__ import annotations

RUNGS = {
    0: "keputusan orang", 1: "NIK", 2: "nomor lain dan nama", 3: "model", 4: "keluarga",
}  # fmt: skip
_WHOLE = {
    "alone": "tidak tertaut ke baris lain",
    "decided_same": "diputuskan orang: satu orang",
    "decided_same_two_niks": "diputuskan orang: satu orang, walau NIK-nya berbeda",
    "decided_same_one_list": "diputuskan orang: satu orang, walau dua baris dalam satu daftar acuan",
    "decided_equal_rows": "baris kembar yang diputuskan dua orang: urutannya sama",
    "nik_name": "NIK sama, nama cocok",
    "nik_birth_date": "NIK sama, tanggal lahir sama, nama lain",
    "same_row": "baris yang sama persis dalam daftar semester lain",
    "model": "dinilai mirip oleh model dari semua isian",
}
_SHARED = {
    "slip": "NIK berbeda satu angka atau dua angka tertukar",
    "card": "nomor KK sama", "household": "nomor rumah tangga acuan sama", "person_number": "nomor peserta sama",
    "pupil_number": "NISN sama", "family_card": "keluarga dengan KK yang sama",
    "family_household": "keluarga dengan rumah tangga acuan yang sama",
    "family_address": "keluarga di alamat yang sama", "family_street": "tinggal di jalan yang sama",
    "family_member": "keluarga yang punya anggota lain yang sama",
}  # fmt: skip
_FOUND = {
    "name": "nama cocok", "near": "nama mirip", "weak": "nama agak mirip", "birth": "tanggal lahir sama",
    "age": "umur sesuai", "card": "nomor KK sama", "place": "kelurahan dan tanggal di NIK sama",
    "family": "ada anggota keluarga yang sama", "house": "rumahnya sama", "date": "tanggal di NIK sama",
}  # fmt: skip
GUARDS = {
    "guard_decided": "sudah diputuskan orang: bukan satu orang",
    "guard_two_niks": "kedua orang punya NIK sah yang berbeda",
    "guard_same_list": "kedua orang ada dalam satu daftar acuan, yang mendata orang satu kali",
    "guard_birth_year": "tahun lahir kedua orang terlalu jauh (ayah dan anak?)",
}
FIELDS = {
    "identity": "NIK dan tanggal lahir", "name": "nama", "sex": "jenis kelamin", "home": "KK dan tempat tinggal",
    "mother": "nama ibu", "head": "kepala keluarga",
}  # fmt: skip
"""Comparisons of the model."""


def evidence_text(evidence: str) -> str:
    """A code of evidence in words.

    A code that has none is given as it is.

    >>> evidence_text("card_near_birth"), evidence_text("family_street_name_age"), evidence_text("nik_name")
    ('nomor KK sama, nama mirip, tanggal lahir sama', 'tinggal di jalan yang sama, nama cocok, umur sesuai', \
'NIK sama, nama cocok')
    """
    if evidence in _WHOLE:
        return _WHOLE[evidence]
    for code in sorted(_SHARED, key=len, reverse=True):
        if evidence.startswith(f"{code}_"):
            found = [_FOUND.get(part, part) for part in evidence.removeprefix(f"{code}_").split("_")]
            return ", ".join([_SHARED[code], *found])
    return evidence


def field_text(field: str) -> str:
    """A comparison of the model in words."""
    return FIELDS.get(field, field)
