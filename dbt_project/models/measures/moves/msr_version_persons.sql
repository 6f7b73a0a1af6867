-- the persons of each version of the source that came, in the family that the version has them in, beside the version before
with versions as (
    select
        delivery_semester,
        snapshot_id,
        max(as_of_date) as as_of_date
    from {{ ref('int_snapshot_persons') }}
    group by delivery_semester, snapshot_id
),

steps as (
    select
        delivery_semester,
        snapshot_id,
        lag(snapshot_id) over (order by delivery_semester, as_of_date, snapshot_id) as previous_snapshot_id,
        lag(delivery_semester) over (order by delivery_semester, as_of_date, snapshot_id) as previous_delivery_semester,
        row_number() over (partition by delivery_semester order by as_of_date desc, snapshot_id desc) = 1 as is_last
    from versions
),

persons as (
    select
        delivery_semester,
        snapshot_id,
        person_id,
        family_id,
        card_key,
        record_id,
        welfare_decile,
        village_code,
        record_source,
        neighbourhood
    from {{ ref('int_snapshot_persons') }}
    where family_id is not null
),

families_of_semester as (
    select
        semester,
        person_id,
        family_id
    from {{ ref('int_person_families') }}
),

semesters as (
    select
        semester,
        previous_semester
    from {{ ref('dim_semester') }}
),

-- a person has one family in a semester: that of its last version. In the versions before, the card says who was together
cards as (
    select
        persons.delivery_semester,
        persons.snapshot_id,
        persons.card_key,
        persons.family_id,
        families_of_semester.family_id as earlier_family_id,
        count(*) as person_count
    from persons
    inner join steps
        on persons.delivery_semester = steps.delivery_semester and persons.snapshot_id = steps.snapshot_id and not steps.is_last
    inner join semesters on persons.delivery_semester = semesters.semester
    left join families_of_semester
        on semesters.previous_semester = families_of_semester.semester and persons.person_id = families_of_semester.person_id
    where persons.card_key is not null
    group by
        persons.delivery_semester, persons.snapshot_id, persons.card_key, persons.family_id, families_of_semester.family_id
),

-- who still has the card in the last version keeps the family that it was
holders as (
    select
        persons.delivery_semester,
        persons.card_key,
        persons.family_id,
        count(*) as person_count
    from persons
    inner join steps
        on persons.delivery_semester = steps.delivery_semester and persons.snapshot_id = steps.snapshot_id and steps.is_last
    where persons.card_key is not null
    group by persons.delivery_semester, persons.card_key, persons.family_id
),

families_of_cards as (
    select
        cards.delivery_semester,
        cards.snapshot_id,
        cards.card_key,
        cards.family_id,
        sum(cards.person_count) as person_count,
        row_number() over (
            partition by cards.delivery_semester, cards.snapshot_id, cards.card_key
            order by max(coalesce(holders.person_count, 0)) desc, sum(cards.person_count) desc, cards.family_id asc
        ) as family_no
    from cards
    left join holders
        on
            cards.delivery_semester = holders.delivery_semester
            and cards.card_key = holders.card_key
            and cards.family_id = holders.family_id
    group by cards.delivery_semester, cards.snapshot_id, cards.card_key, cards.family_id
),

earlier_of_cards as (
    select
        delivery_semester,
        snapshot_id,
        card_key,
        earlier_family_id,
        row_number() over (
            partition by delivery_semester, snapshot_id, card_key
            order by sum(person_count) desc, earlier_family_id asc
        ) as family_no
    from cards
    where earlier_family_id is not null
    group by delivery_semester, snapshot_id, card_key, earlier_family_id
),

-- of two cards that are one family since, the smaller was the family that its people were before
held as (
    select
        families_of_cards.delivery_semester,
        families_of_cards.snapshot_id,
        families_of_cards.card_key,
        case
            when
                row_number() over (
                    partition by
                        families_of_cards.delivery_semester, families_of_cards.snapshot_id, families_of_cards.family_id
                    order by families_of_cards.person_count desc, families_of_cards.card_key asc
                ) = 1
                then families_of_cards.family_id
            else coalesce(earlier_of_cards.earlier_family_id, families_of_cards.family_id)
        end as family_id
    from families_of_cards
    left join earlier_of_cards
        on
            families_of_cards.delivery_semester = earlier_of_cards.delivery_semester
            and families_of_cards.snapshot_id = earlier_of_cards.snapshot_id
            and families_of_cards.card_key = earlier_of_cards.card_key
            and earlier_of_cards.family_no = 1
    where families_of_cards.family_no = 1
),

final as (
    select
        persons.delivery_semester as semester,
        persons.snapshot_id,
        persons.person_id,
        coalesce(held.family_id, persons.family_id) as family_id,
        persons.record_id,
        steps.previous_snapshot_id,
        steps.previous_delivery_semester as previous_semester,
        persons.village_code,
        persons.record_source,
        persons.neighbourhood,
        persons.welfare_decile
    from persons
    inner join steps on persons.delivery_semester = steps.delivery_semester and persons.snapshot_id = steps.snapshot_id
    left join held
        on
            persons.delivery_semester = held.delivery_semester
            and persons.snapshot_id = held.snapshot_id
            and persons.card_key = held.card_key
)

select * from final
