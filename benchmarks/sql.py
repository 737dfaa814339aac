"""The same frames as hand-written SQL for DuckDB: the limit that the rules are measured against on every engine."""

from __future__ import annotations

from typing import Any

OBJECTIVES = """
    select account_id, objective_id,
           coalesce(status, 'open') <> 'closed' or coalesce(closed_on > $day, false) as open
    from objectives
    union all
    select account_id, account_id, true from accounts anti join objectives using (account_id)
"""

TOUCHPOINTS = """
    select person_id, objective_id, max("on") as last,
           max(case when "on" > $day - 90 then case when mode in ('test', 'consult', 'co_create') then 3 else 2 end end) as reached
    from touchpoints where status = 'done' and "on" <= $day
    group by all
"""

COVERAGE = f"""
    with aims as ({OBJECTIVES}),
    talks as ({TOUCHPOINTS.replace('"on" <= $day', '"on" <= $day and "on" > $day - 90')}),
    levels as (
        select influences.objective_id, roles,
               greatest(coalesce(aimed.reached, 1), coalesce(general.reached, 1), if(thanked_on <= $day, 4, 1)) as level
        from influences
        left join talks as aimed using (objective_id, person_id)
        left join talks as general on general.person_id = influences.person_id and general.objective_id is null
        where roles is not null
    ),
    best as (
        select objective_id,
               max(if(contains(roles, 'economic'), level, 0)) as economic, max(if(contains(roles, 'user'), level, 0)) as user,
               max(if(contains(roles, 'technical'), level, 0)) as technical, max(if(contains(roles, 'coach'), level, 0)) as coach,
               count(*) as influences, count_if(level >= 2) as contacted, count_if(level = 4) as thanked
        from levels group by all
    )
    select account_id, objective_id, coalesce(economic, 0) as economic, coalesce(best.user, 0) as user,
           coalesce(technical, 0) as technical, coalesce(coach, 0) as coach,
           coalesce((economic + best.user + technical + coach) / 16, 0.0) as score, coalesce(influences, 0) as influences,
           coalesce(contacted, 0)::bigint as contacted, coalesce(thanked, 0)::bigint as thanked
    from aims left join best using (objective_id) order by account_id, objective_id
"""

RED_FLAGS = f"""
    with aims as (select account_id, objective_id from ({OBJECTIVES}) where open),
    talks as ({TOUCHPOINTS}),
    rows as (
        select account_id, influences.*, greatest(aimed.last, general.last) as last,
               roles is not null and not coalesce(thanked_on <= $day, false) and aimed.reached is null and general.reached is null
               as uncontacted
        from influences join aims using (objective_id)
        left join talks as aimed using (objective_id, person_id)
        left join talks as general on general.person_id = influences.person_id and general.objective_id is null
    )
    select account_id, objective_id, person_id, flag, detail, 'article' as source from (
        select account_id, objective_id, person_id, 0 as place, 'missing_information' as flag,
               concat_ws(', ', if(roles is null, 'roles', null), if(mindset is null, 'mindset', null), if(degree is null, 'degree', null),
                         if(business_result is null, 'business_result', null), if(personal_win is null, 'personal_win', null)) as detail
        from rows where detail <> ''
        union all
        select account_id, objective_id, person_id, 1, 'uncertain_information', 'marked as uncertain' from rows where certainty = 'uncertain'
        union all
        select account_id, objective_id, person_id, 2, 'uncontacted', coalesce('last contact ' || last::date, 'never contacted')
        from rows where uncontacted
        union all
        select rows.account_id, objective_id, person_id, 3, 'new_to_job', 'in role since ' || in_role_since::date
        from rows join people using (person_id) where in_role_since <= $day and in_role_since > $day - 180
        union all
        select account_id, objective_id, null, 4, 'reorganization', 'reorganized on ' || reorganized_on::date
        from aims join accounts using (account_id) where reorganized_on <= $day and reorganized_on > $day - 180
    ) order by account_id, objective_id, person_id nulls first, place
"""

QUERIES = {"coverage": COVERAGE, "red_flags": RED_FLAGS}


def ask(connection: Any, rule: str, day: str) -> Any:
    """Give a rule's result as an Arrow table, from tables of that connection."""
    return connection.sql(QUERIES[rule].replace("$day", f"date '{day}'")).to_arrow_table()
