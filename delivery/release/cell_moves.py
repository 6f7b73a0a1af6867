"""Says in SQL which other cities are tried for the small counts.

And what speaks against each.

The tables that these statements make are temporary; `cell_counts`, `cell_earlier`, and from `LEAVERS` on `cell_held`
must be there. Most cities fall by what a unit would leave, whatever part it goes to, so that is asked first, and what
it would enter only of those that are left: with ten years of semesters the one is a hundredth of the other.
"""

from __future__ import annotations

from delivery.release.cell_keys import KEY_RANGE
from delivery.release.small_cells import SMALL_CELL

# Units of other parts that are tried in the part of a small count, when none of its own leaves without a trace.
_TRIED = 500
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
# The sets of people behind the cells. Of each frame the parts that somebody may enter, as bits: one comparison for a
# frame and not one for each of its parts.
SETS = """
create or replace temp table cell_sets as
select set_key, max(shown) as shown, bool_or(is_known) as is_known, count(*) as cell_count
from cell_cells where counted > 0 group by set_key;
set variable cell_parts = (select greatest(1, max(part_no)) from cell_cells);
create or replace temp table cell_frames as
select frame_no, coalesce(
    bitstring_agg(part_no, 1, getvariable('cell_parts'))
        filter (where may_enter and not was_most and not (is_most and is_known)),
    bitstring('0', getvariable('cell_parts'))
) as open_parts
from cell_cells group by frame_no
"""
NOTHING_TRIED = """
create or replace temp table cell_tried (cell_no bigint, move_no ubigint, hidden_count bigint);
create or replace temp table cell_speaks_against (move_no ubigint, set_key bigint);
"""
# The units of each small count, each in any other part.
LEAVERS = """
select distinct cell_unit, part_no, null::bigint as other_no from cell_held
where cell_no in (select cell_no from cell_cells where is_small)
"""
# Units of other parts in the part of each small count for which no city was found that costs nothing.
ENTRANTS = f"""
with open as (
    select frame_no, part_no, cell_no from cell_cells
    where is_small and cell_no not in (select cell_no from cell_tried where hidden_count = 0)
)
select distinct cell_unit, part_no, other_no from (
    select held.cell_unit, held.part_no, open.part_no as other_no from cell_held as held
    inner join open on held.frame_no = open.frame_no and held.part_no <> open.part_no
    qualify row_number() over (partition by open.cell_no order by held.cell_unit) <= {_TRIED}
)
"""
# A unit leaves each cell of its part that counts it. What speaks against that: a cell that shows a number which it
# could not show without the unit, and a cell that would count the very units of another one that shows another number.
# By the key of the cell's units, hidden wherever they stand. What was told before cannot be hidden any more.
LEAVING = f"""
create or replace temp table cell_leaving as
with leavers as (
    select held.cell_unit, held.part_no from cell_held as held inner join cell_cells as cells using (cell_no)
    where (held.cell_unit, held.part_no) in (select (cell_unit, part_no) from cell_candidates)
    group by all having bool_and(cells.stays and not cells.was_least and not (cells.is_least and cells.is_known))
),
leaving as (
    select held.cell_unit, held.part_no, held.frame_no, held.cell_no, cells.set_key, cells.is_small, cells.is_least,
        cells.shown, cells.is_known,
        (cells.set_key + {KEY_RANGE} - (held.cell_unit % {KEY_RANGE})::bigint) % {KEY_RANGE} as other_key
    from cell_held as held inner join leavers using (cell_unit, part_no) inner join cell_cells as cells using (cell_no)
),
against as (
    select leaving.*, coalesce(same.shown <> leaving.shown, false) as has_twin,
        coalesce(same.shown <> leaving.shown and (same.is_known or leaving.is_known), false) as is_told
    from leaving left join cell_sets as same on leaving.other_key = same.set_key
)
select cell_unit, part_no, frame_no, cell_no, is_small,
    case when is_least or has_twin then set_key end as set_key, case when has_twin then other_key end as twin_key
from against qualify not bool_or(is_told) over (partition by cell_unit, part_no);
create or replace temp table cell_left_keys as
select distinct cell_unit, part_no, unnest([set_key, twin_key]) as set_key from cell_leaving where set_key is not null;
delete from cell_left_keys where set_key is null;
"""
# It enters the cell of the other part in the same frame. Where that is empty and may be so by its meaning (a decile
# beyond the limit), there is no such city. Where the cell counts the unit already, nothing changes (`cell_own`).
MOVES = """
create or replace temp table cell_own as
select distinct held.cell_unit, held.frame_no, held.part_no, held.cell_no from cell_leaving as leaving
inner join cell_held as held using (cell_unit, frame_no) where held.part_no <> leaving.part_no;
create or replace temp table cell_moves as
with own as (
    select cell_unit, frame_no, bitstring_agg(part_no, 1, getvariable('cell_parts')) as parts from cell_own group by all
),
open as (
    select cell_unit, part_no,
        bit_and(case when own.parts is null then open_parts else open_parts | own.parts end) as parts
    from cell_leaving inner join cell_frames using (frame_no) left join own using (cell_unit, frame_no) group by all
),
parts as (select distinct part_no as other_no from cell_cells)
select distinct cell_unit, part_no, parts.other_no, hash(cell_unit, part_no, parts.other_no) as move_no
from open inner join cell_candidates as tried using (cell_unit, part_no)
inner join parts on part_no <> parts.other_no and parts.other_no = coalesce(tried.other_no, parts.other_no)
where get_bit(open.parts, (parts.other_no - 1)::int) = 1
"""
# What speaks against entering, as against leaving. A cell would count the very units of another one only where that one
# counts the unit that enters, so the other one is looked for among those.
ENTERING = f"""
create or replace temp table cell_entering as
select moves.move_no, cells.cell_no, cells.is_small, case when cells.is_most then cells.set_key end as set_key
from cell_leaving as leaving inner join cell_moves as moves using (cell_unit, part_no)
inner join cell_cells as cells on leaving.frame_no = cells.frame_no and moves.other_no = cells.part_no
anti join cell_own as own on leaving.cell_unit = own.cell_unit and cells.cell_no = own.cell_no
where cells.is_most or cells.is_small;
create or replace temp table cell_grown as
with members as (
    select distinct cell_unit, set_key from cell_held inner join cell_cells using (cell_no)
    where cell_unit in (select cell_unit from cell_moves)
)
select cell_unit, set_key as twin_key, shown,
    (set_key + {KEY_RANGE} - (cell_unit % {KEY_RANGE})::bigint) % {KEY_RANGE} as set_key
from members inner join cell_sets using (set_key) where shown is not null;
create or replace temp table cell_twins as
select grown.cell_unit, grown.twin_key, cells.set_key, cells.frame_no, cells.part_no
from cell_grown as grown inner join cell_cells as cells using (set_key)
where cells.counted > 0 and cells.shown <> grown.shown
union all
-- nobody and the unit is the unit alone
select distinct grown.cell_unit, grown.twin_key, null::bigint, cells.frame_no, cells.part_no
from cell_grown as grown inner join cell_leaving as leaving using (cell_unit)
inner join cell_cells as cells on leaving.frame_no = cells.frame_no
where grown.set_key = 0 and cells.counted = 0 and cells.shown <> grown.shown;
create or replace temp table cell_entered_keys as
select distinct move_no, set_key from (
    select move_no, set_key from cell_entering
    union all
    select moves.move_no, unnest([twins.set_key, twins.twin_key]) from cell_twins as twins
    inner join cell_leaving as leaving using (cell_unit, frame_no)
    inner join cell_moves as moves on leaving.cell_unit = moves.cell_unit and leaving.part_no = moves.part_no
        and twins.part_no = moves.other_no
) where set_key is not null
"""
# How many numbers each city costs, and for each small count the one that costs fewest.
PRICES = """
create or replace temp table cell_priced as
with left_price as (
    select cell_unit, part_no, sum(cell_count) as cell_count
    from cell_left_keys inner join cell_sets using (set_key) group by all
),
entered_price as (
    select moves.move_no, bool_or(sets.is_known) as is_known,
        sum(sets.cell_count) filter (where left_keys.set_key is null) as cell_count
    from cell_entered_keys as entered
    inner join cell_sets as sets using (set_key) inner join cell_moves as moves using (move_no)
    left join cell_left_keys as left_keys using (cell_unit, part_no, set_key) group by all
)
select cell_unit, part_no, move_no,
    (coalesce(left_price.cell_count, 0) + coalesce(entered_price.cell_count, 0))::bigint as hidden_count
from cell_moves left join left_price using (cell_unit, part_no) left join entered_price using (move_no)
where not coalesce(is_known, false);
create or replace temp table cell_cheapest as
with cheapest as (
    select cell_unit, part_no, arg_min(move_no, (hidden_count, move_no)) as move_no from cell_priced group by all
),
tried as (
    select cell_no, move_no from cell_leaving inner join cheapest using (cell_unit, part_no) where is_small
    union all
    select cell_no, move_no from cell_entering where is_small
)
select cell_no, arg_min(move_no, (hidden_count, move_no)) as move_no, min(hidden_count) as hidden_count
from tried inner join cell_priced using (move_no) group by cell_no;
insert into cell_tried from cell_cheapest;
insert into cell_speaks_against
select move_no, set_key from cell_priced inner join cell_left_keys using (cell_unit, part_no)
where move_no in (select move_no from cell_cheapest)
union
from cell_entered_keys where move_no in (select move_no from cell_cheapest)
"""
# In this order, for the cities of `cell_candidates`.
TRY = (LEAVING, MOVES, ENTERING, PRICES)
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
