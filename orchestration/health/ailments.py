"""Defines what can be wrong with a home: code, words, and whether runs mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

RESTORE = "pulihkan folder data dari cadangan: sinergi restore BERKAS --home FOLDER"


def _or_give_up(name: str) -> str:
    """The way back, and the way on for whoever has no backup."""
    return f"{RESTORE}; tanpa cadangan: sinergi give-up {name}"


# code -> what is wrong, what happens or is to be done, whether the next run mends it
_WORDS: dict[str, tuple[str, str, bool]] = {
    "RUM-004": ("buku kiriman (ledger) rusak atau hilang, dan tidak ada salinan yang utuh", RESTORE, False),
    "RUM-005": ("buku kiriman (ledger) rusak atau hilang", "dipulihkan dari salinannya", True),
    "RUM-006": (
        "jawaban petugas atas buku pertanyaan rusak atau hilang, dan salinannya juga", _or_give_up("answers"), False,
    ),
    "RUM-007": (
        "kunci nomor orang (identity.key) hilang; dengan kunci baru setiap nomor orang dan keluarga akan berganti",
        f"kembalikan kuncinya: sinergi key import BERKAS, atau {RESTORE}", False,
    ),
    "RUM-008": (
        "kunci nomor orang (identity.key) bukan kunci folder data ini; setiap nomor orang dan keluarga akan berganti",
        f"kembalikan kunci yang benar: sinergi key import BERKAS, atau {RESTORE}", False,
    ),
    "RUM-010": ("hasil baca kiriman rusak atau hilang", "dibaca lagi dari berkas yang diterima", True),
    "RUM-011": (
        "hasil baca kiriman yang berlaku rusak atau hilang, dan berkas asalnya juga",
        f"taruh lagi berkas itu di kotak masuk semesternya, atau {RESTORE}", False,
    ),
    "RUM-012": ("baris yang diterima rusak atau hilang", "dihimpun lagi dari hasil baca kiriman", True),
    "RUM-013": ("keadaan penautan rusak atau hilang", "dipulihkan dari salinannya", True),
    "RUM-014": (
        "keadaan penautan rusak, dan salinannya juga",
        "ditautkan lagi dari semua baris; nomor orang yang barisnya pernah diperbaiki dapat berganti", True,
    ),
    "RUM-015": ("putusan buku tinjauan rusak atau hilang, dan salinannya juga", _or_give_up("decisions"), False),
    "RUM-016": ("catatan run Dagster rusak", "disisihkan, lalu dimulai yang baru; riwayat layar hilang", True),
    "RUM-017": ("proyek dbt yang disiapkan rusak", "disiapkan lagi", True),
    "RUM-018": ("gudang data tidak dapat dibuka", "disusun lagi", True),
    "RUM-019": ("rilis yang berlaku rusak atau hilang", "diterbitkan lagi; sampai itu: sinergi rollback", True),
    "RUM-020": ("salinan berkas yang diterima rusak", "disalin lagi dari kotak masuk", True),
    "RUM-021": (
        "salinan berkas yang diterima rusak atau hilang, dan tidak ada lagi di kotak masuk",
        f"selama hasil bacanya utuh, tidak menghalangi; taruh lagi berkasnya, atau {RESTORE}", False,
    ),
    "RUM-022": ("dapat dibaca pengguna lain", "ditutup", True),
    "RUM-023": ("putusan buku tinjauan rusak atau hilang", "dipulihkan dari salinannya", True),
    "RUM-027": ("daftar orang yang dilupakan rusak atau hilang", "dipulihkan dari salinannya", True),
    "RUM-029": (
        "kelompok pembaca (SINERGI_READERS) tidak dapat diberi jalan ke yang terbit",
        "buat kelompok itu, dan masukkan akun Sinergi ke dalamnya", False,
    ),
    "RUM-028": (
        "daftar orang yang dilupakan rusak atau hilang, dan salinannya juga", _or_give_up("forgotten"), False,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Ailment:
    """One thing that is wrong, and where."""

    code: str
    where: str

    @property
    def mends_itself(self) -> bool:
        """True when the next run makes it anew."""
        return _WORDS[self.code][2]

    def sentence(self) -> str:
        """The code, the place, what is wrong, and what to do or what happens."""
        what, then, _ = _WORDS[self.code]
        return f"{self.code} {self.where}: {what}; {then}."


class HomeError(Exception):
    """A home that cannot be used as it is.

    `problems` says each thing and what to do.
    """

    def __init__(self, ailments: Iterable[Ailment]) -> None:
        self.problems = tuple(ailment.sentence() for ailment in ailments)
        super().__init__("\n".join(self.problems))
