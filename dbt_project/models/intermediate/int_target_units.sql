-- the target group: the units of the snapshot in force within the programme's limit, and of its age where it has one
select
    semester,
    programme_code,
    unit_kind,
    unit_id,
    welfare_percentile,
    welfare_decile,
    village_code,
    sex,
    age_band_code,
    is_disabled,
    is_receiver
from {{ ref('int_listed_units') }}
where is_target
