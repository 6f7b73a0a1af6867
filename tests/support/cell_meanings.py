"""What holds between the counts of a row of a release by the meaning of its columns."""

from __future__ import annotations

# What is equal in each row.
EQUAL = (
    {"receiver_count": 1, "in_target_count": -1, "out_of_target_count": -1, "not_found_count": -1},
    {"receiver_count": 1, "left_count": 1, "previous_receiver_count": -1, "new_count": -1},
    {"target_family_count": 1, **{f"target_served_{served}_count": -1 for served in range(4)}},
)
# What cannot be more than something else in it.
WITHIN = {
    "in_target_count": ("receiver_count",),
    "out_of_target_count": ("receiver_count",),
    "not_found_count": ("receiver_count",),
    "unranked_count": ("out_of_target_count",),
    "target_receiver_count": ("target_count", "in_target_count"),
    "target_gone_count": ("target_count",),
    "target_gone_receiver_count": ("target_gone_count", "target_receiver_count"),
    "new_count": ("receiver_count",),
    "left_count": ("previous_receiver_count",),
    "target_family_count": ("reference_family_count",),
    "reference_gone_person_count": ("reference_person_count",),
    "reference_gone_family_count": ("reference_family_count",),
    "target_gone_family_count": ("target_family_count", "reference_gone_family_count"),
    "target_gone_served_count": ("target_gone_family_count",),
    "target_served_0_count": ("target_family_count",),
    "target_served_1_count": ("target_family_count",),
    "target_served_2_count": ("target_family_count",),
    "target_served_3_count": ("target_family_count",),
}
_SERVED = {f"target_served_{served}_count": 1 for served in (1, 2, 3)}
# Whom columns tell apart and none shows, by what is added and taken away: a small number of these is asked for too.
BETWEEN = {
    "target_present": {"target_count": 1, "target_gone_count": -1},
    "target_present_receivers": {"target_receiver_count": 1, "target_gone_receiver_count": -1},
    "target_gone_unreached": {"target_gone_count": 1, "target_gone_receiver_count": -1},
    "target_present_families": {"target_family_count": 1, "target_gone_family_count": -1},
    "target_present_served": {**_SERVED, "target_gone_served_count": -1},
    "outside_gone": {"reference_gone_family_count": 1, "target_gone_family_count": -1},
    "target_gone_unserved": {"target_gone_family_count": 1, "target_gone_served_count": -1},
}
# What cannot be less than nothing: those of the target group who are there and do not receive, those beyond it who are.
NOT_BELOW_ZERO = (
    {"target_count": 1, "target_gone_count": -1, "target_receiver_count": -1, "target_gone_receiver_count": 1},
    {"target_served_0_count": 1, "target_gone_family_count": -1, "target_gone_served_count": 1},
    {"reference_family_count": 1, "reference_gone_family_count": -1, "target_family_count": -1,
     "target_gone_family_count": 1},
)  # fmt: skip
# The steps of the bridge that a column of the profile adds up to: all of them, or those who are dead or moved away.
STEPS = {
    "reference_family_count": "listed_families",
    "reference_person_count": "listed_persons",
    "target_family_count": "target_families",
    **{f"target_served_{served}_count": f"target_served_{served}" for served in range(4)},
}
STEPS_GONE = {
    "reference_gone_family_count": "listed_families",
    "reference_gone_person_count": "listed_persons",
    "target_gone_family_count": "target_families",
    "target_gone_served_count": "target_served",
}
