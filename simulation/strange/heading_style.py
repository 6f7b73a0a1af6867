"""Writes headings as an office does: in capitals, cut short, misspelt."""

from __future__ import annotations

import re

import numpy as np

from simulation.wordlists import pairs

CASES = ("upper", "upper", "upper", "as written", "as written", "title", "lower", "snake")
_SHORT = pairs("""Nomor=No.|Tanggal=Tgl.|Tempat=Tmp.|Alamat=Almt.|Keterangan=Ket.|Jumlah=Jml.|Kelurahan=Kel.
Kecamatan=Kec.|Rekening=Rek.|Penerima=Pen.|Bantuan=Bant.|Pendidikan=Pend.|Pelatihan=Pel.|Keluarga=Kel.|Nama=Nm.""")
_KNOWN_SLIPS = pairs("""Kelurahan=Keluarahan|Kecamatan=Kecamataan|Tanggal=Tangal|Alamat=Almat|Penerima=Penerma
Keterangan=Keteranagn|Rekening=Rekenig|Pendidikan=Pendidkan|Kelamin=Kelmin|Nominal=Nominial|Lengkap=Lengkp
Pengurus=Penggurus|Bantuan=Bantaun|Jumlah=Jumalh|Sekolah=Sekolh|Permasalahan=Permaslahan|Anggaran=Angaran""")


def written(heading: str, case: str) -> str:
    """`heading` in the capitals of the office."""
    if case == "snake":
        return re.sub(r"[^a-z0-9%]+", "_", heading.lower()).strip("_")
    if case == "title":
        return " ".join(word if word.isupper() else word[:1].upper() + word[1:] for word in heading.split(" "))
    return {"upper": heading.upper(), "lower": heading.lower()}.get(case, heading)


def abbreviated(heading: str) -> str:
    """`heading` with one word cut short, where another stands beside it."""
    for whole, short in _SHORT:
        if re.search(rf"\b{whole}\b", heading, re.IGNORECASE) and " " in heading:
            return re.sub(rf"\b{whole}\b", short, heading, count=1, flags=re.IGNORECASE)
    return heading


def misspelt(heading: str, rng: np.random.Generator) -> str:
    """`heading` with a usual slip, or a letter left out of a long word."""
    for right, wrong in _KNOWN_SLIPS:
        if re.search(right, heading, re.IGNORECASE):
            slip = re.sub(right, wrong, heading, count=1, flags=re.IGNORECASE)
            return slip.upper() if heading.isupper() else slip
    spots = [found.start() for found in re.finditer(r"(?<=[a-zA-Z]{3})[a-zA-Z](?=[a-zA-Z]{2})", heading)]
    if not spots:
        return heading
    at = spots[int(rng.integers(len(spots)))]
    return heading[:at] + heading[at + 1 :]


def decorated(heading: str, rng: np.random.Generator) -> str:
    """`heading` typed in a hurry: with blanks, a line break or a star."""
    forms = [heading + " ", " " + heading, heading.replace(" ", "\n", 1), heading + "*", heading.replace(" ", "  ", 1)]
    return forms[int(rng.integers(len(forms)))]
