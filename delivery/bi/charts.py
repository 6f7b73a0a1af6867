"""The charts of the dashboard: numbers of a table, and what they are grouped by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chart:
    """A table of metrics of one published table."""

    name: str
    title: str
    table: str
    by: tuple[str, ...]
    metrics: tuple[str, ...]
    note: str = ""


_PROTECTED = "Angka di bawah kota dilindungi: dapat bergeser sampai 3, dan jumlahnya hanya mendekati angka kota."

CHARTS = (
    Chart(
        "targeting", "Ketepatan sasaran, seluruh kota", "mart_targeting", ("semester", "programme_name"),
        ("receiver_count", "in_target_count", "out_of_target_count", "not_found_count", "target_count",
         "coverage_rate"),
        "Satuan menurut programnya: keluarga atau orang. Tidak dapat dijumlahkan menurut program.",
    ),
    Chart(
        "progress", "Kemajuan program", "mart_programme_progress", ("semester", "programme_name"),
        ("target_count", "realised_count", "achievement_rate", "budget_idr", "realised_idr", "absorption_rate"),
    ),
    Chart(
        "targeting_village", "Ketepatan sasaran menurut kelurahan", "mart_targeting_village",
        ("semester", "programme_name", "village_name"),
        ("receiver_count", "in_target_count", "target_count", "target_receiver_count", "coverage_rate"), _PROTECTED,
    ),
    Chart(
        "villages", "Keluarga sasaran per kelurahan", "mart_kelurahan_profile", ("semester", "village_name"),
        ("target_family_count", "target_served_0_count", "target_served_1_count", "target_served_2_count",
         "target_served_3_count"), _PROTECTED,
    ),
    Chart(
        "changes", "Penerima baru dan keluar per kelurahan", "mart_receiver_changes",
        ("semester", "programme_code", "village_name"),
        ("previous_receiver_count", "new_count", "left_count", "receiver_count"), _PROTECTED,
    ),
    Chart(
        "findings", "Temuan", "mart_findings", ("semester", "finding_name"),
        ("open_count", "new_count", "closed_count", "overdue_count", "at_stake_idr"),
    ),
)  # fmt: skip

# The filters of the dashboard: label, column, and the table whose values are offered.
FILTERS = (
    ("Semester", "semester", "dim_semester"),
    ("Program", "programme_code", "mart_targeting"),
    ("Kelurahan", "village_name", "mart_kelurahan_profile"),
)
