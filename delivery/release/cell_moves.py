"""Says in SQL which other cities are tried for the small counts.

And what speaks against each.

The tables that these statements make are temporary; `cell_counts`, `cell_earlier`, `cell_candidates` and `cell_held`
must be there.
"""

from __future__ import annotations

from delivery.release.cell_keys import KEY_RANGE
from delivery.release.small_cells import SMALL_CELL

# The code of those of whom a part is not known.
UNKNOWN = "unknown"
CELLS = f"""
create or replace temp table cell_cells as
with whole as (
    select cell_counts.*, counted = sum(counted) over (partition by frame) as is_whole,
        max(counted) over of_row > 1 or count(distinct set_key) filter (where counted > 0) over of_row > 1 as stays
    from cell_counts window of_row as (partition by mart, cell_row)
),
-- a count that was another before showed another number: no city may speak against that one either
before as (
    select
        whole.mart, whole.cell_row, whole.column_name,
        bool_or(earlier.counted <= cell_least(earlier.shown)) as was_least,
        bool_or(earlier.counted >= cell_most(earlier.shown)) as was_most
    from whole inner join cell_earlier as earlier
        on whole.frame = earlier.frame and whole.part = earlier.part and whole.set_key <> earlier.set_key
    group by all
)
select
    row_number() over (order by frame, part) as cell_no, dense_rank() over (order by frame) as frame_no,
    dense_rank() over (order by dimension, part) as part_no, frame, part, mart, cell_row, column_name,
    set_key, counted, shown, stays,
    counted > 0 or not is_bound as may_enter, set_key in (select set_key from cell_earlier) as is_known,
    coalesce(counted <= cell_least(shown), false) as is_least, coalesce(counted >= cell_most(shown), false) as is_most,
    coalesce(was_least, false) as was_least, coalesce(was_most, false) as was_most,
    counted between 1 and {SMALL_CELL - 1} and not (
        -- who is not in the source has no decile: the city's figure tells how many are of that part
        is_bound and part = '{UNKNOWN}'
        and set_key in (select set_key from whole where is_whole and is_bound and part = '{UNKNOWN}')
    ) as is_small
from whole left join before using (mart, cell_row, column_name) where is_told
"""
NOTHING_TRIED = """
create or replace temp table cell_tried (cell_no bigint, move_no ubigint, hidden_count bigint);
create or replace temp table cell_speaks_against (move_no ubigint, set_key bigint);
"""
OPEN = """
select frame_no, part_no, cell_no from cell_cells
where is_small and cell_no not in (select cell_no from cell_tried where hidden_count = 0)
"""
# A unit leaves each cell of its part that counts it, and enters the cell of the other part in the same frame. Where
# that is empty and may be so by its meaning (a decile beyond the limit), there is no such city.
MOVES = """
create or replace temp table cell_moves as
with steps as (
    select
        held.cell_unit, held.part_no, entered.part_no as other_no,
        held.cell_no as left_no, entered.cell_no as entered_no, held.stays and entered.may_enter as is_possible
    from cell_candidates as tried
    inner join cell_held as held using (cell_unit, part_no)
    inner join cell_cells as entered
        on held.frame_no = entered.frame_no and held.part_no <> entered.part_no
        and entered.part_no = coalesce(tried.other_no, entered.part_no)
),
whole as (select cell_unit, part_no, count(*) as cell_count from cell_held group by all),
possible as (
    select cell_unit, part_no, other_no from steps inner join whole using (cell_unit, part_no)
    group by all having bool_and(is_possible) and count(*) = any_value(cell_count)
)
select cell_unit, left_no, entered_no, hash(cell_unit, part_no, other_no) as move_no
from steps semi join possible using (cell_unit, part_no, other_no)
"""
# What speaks against a city: a cell that shows a number which it could not show there, and a cell that would count the
# very units of another one that shows another number. By the key of the cell's units, hidden wherever they stand.
AGAINST = f"""
create or replace temp table cell_against as
with changes as (
    select move_no, left_no as cell_no, -1 as by, cell_unit from cell_moves
    union all
    select moves.move_no, moves.entered_no, 1, moves.cell_unit from cell_moves as moves
    anti join cell_held as held on held.cell_unit = moves.cell_unit and held.cell_no = moves.entered_no
),
changed as (
    select changes.move_no, cells.cell_no, cells.is_small, cells.set_key, cells.shown,
        case when changes.by < 0 then cells.is_least else cells.is_most end as is_shut,
        case when changes.by < 0 then cells.was_least else cells.was_most end as was_shut,
        (cells.set_key + {KEY_RANGE} + changes.by * (changes.cell_unit % {KEY_RANGE})::bigint) % {KEY_RANGE}
            as other_key
    from changes inner join cell_cells as cells using (cell_no)
),
sets as (select set_key, max(shown) as shown from cell_cells where counted > 0 group by set_key)
select changed.move_no, changed.cell_no, changed.is_small, changed.set_key, changed.was_shut,
    changed.is_shut or coalesce(same.shown <> changed.shown, false) as is_against,
    case when same.shown <> changed.shown then same.set_key end as twin_key
from changed left join sets as same on changed.other_key = same.set_key
where changed.is_small or changed.was_shut or is_against
"""
PRICES = """
insert into cell_speaks_against
select distinct move_no, set_key from (
    select move_no, unnest([set_key, twin_key]) as set_key from cell_against where is_against
) where set_key is not null;
insert into cell_tried
with price as (
    select move_no, count(*) as hidden_count, bool_or(is_known) as is_known from cell_speaks_against
    inner join cell_cells using (set_key) where counted > 0 group by move_no
)
select cell_no, move_no, coalesce(hidden_count, 0) from cell_against left join price using (move_no)
where is_small and not coalesce(is_known, false) and move_no not in (select move_no from cell_against where was_shut)
"""
# No other city can be named for these.
CLOSED = """
create or replace temp table cell_closed as
select mart, cell_row, column_name, set_key, stays from cell_cells
where is_small and cell_no not in (select cell_no from cell_tried)
"""
CHOSEN = """
create or replace temp table cell_hidden_sets as
select distinct set_key from cell_speaks_against where move_no in (
    select arg_min(move_no, (hidden_count, move_no)) from cell_tried group by cell_no
)
union
select set_key from cell_closed where set_key not in (select set_key from cell_earlier)
"""
