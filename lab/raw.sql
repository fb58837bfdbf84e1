-- What the seven insights count, straight from the stored tables of schema raw, in DuckDB.
-- Days are numbers since 1970 and money whole smallest units, as in a snapshot. Of
-- docs/metrics.md it says what the sample holds: no merge follows another one, and who
-- has no subscription has no exit. Variables: as_of (a day). Accounts go by their row
-- number from the first step on, since windows over text take twice as long.

with rates as (
    select currency, usd_per_unit / 1e8 as rate from raw.fx_rates
),
accounts as (
    select a.account_id, a.rowid as account, a.entity_ceased_date as ceased,
        coalesce(a.segment, 'not known') as segment,
        coalesce(a.region, 'not known') as region,
        into_.rowid as heir,
        case when heir is not null then a.merged_date end as merged
    from raw.accounts a
    left join raw.accounts into_
        on into_.account_id = a.merged_into_account_id
        and not coalesce(into_.is_test, false)
        and a.merged_date <= getvariable('as_of')
    where not coalesce(a.is_test, false)
),
billed as (
    select account, heir, merged, subscription_id, status,
        coalesce(plan_id, 'not known') as plan, start_date as s,
        least(coalesce(end_date, getvariable('as_of') + 1), getvariable('as_of') + 1) as e,
        floor(amount * case billing_interval
            when 'month' then 100.0 when 'quarter' then 100.0 / 3 else 100.0 / 12
        end * rate + 0.5)::bigint as mrr
    from raw.subscriptions
    join accounts using (account_id)
    join rates using (currency)
    where status <> 'trial' and amount > 0 and s < e
),
-- Past-due service counts for the thirty days after it was first unpaid.
unpaid_marks as (
    select *, coalesce(s > max(e) over (
            partition by account, subscription_id order by s, e
            rows between unbounded preceding and 1 preceding
        ), true)::integer as begins
    from billed where status = 'past_due'
),
unpaid_runs as (
    select *, sum(begins) over (
            partition by account, subscription_id order by s, e rows unbounded preceding
        ) as run
    from unpaid_marks
),
served_phases as (
    select account, heir, merged, status, plan, s, e, mrr
    from billed where status <> 'past_due'
    union all
    select account, heir, merged, status, plan, s, least(e, cut) as e, mrr
    from (
        select *, min(s) over (partition by account, subscription_id, run) + 30 as cut
        from unpaid_runs
    )
    where s < least(e, cut)
),
-- What is served after a merge is of the account that carries it on.
phases as (
    select account, status, plan, s, least(e, coalesce(merged, e)) as e, mrr
    from served_phases
    where s < coalesce(merged, e)
    union all
    select heir, status, plan, greatest(s, merged), e, mrr
    from served_phases where e > merged
),
state_changes as (
    select account, s as day, (status <> 'paused')::integer as paid,
        (status = 'paused')::integer as paused,
        case when status = 'paused' then 0 else mrr end as mrr
    from phases
    union all
    select account, e, -(status <> 'paused')::integer, -(status = 'paused')::integer,
        case when status = 'paused' then 0 else -mrr end
    from phases
),
-- All changes of a day have the same sums; the last of them says what holds from then on.
states as (
    select * from (
        select account, day as s, lead(day) over w as e,
            sum(paid) over w as paid, sum(paused) over w as paused,
            sum(mrr) over w as mrr
        from state_changes
        window w as (partition by account order by day)
    )
    where (paid > 0 or paused > 0) and e > s
),
-- A pause serves for ninety days; gaps of up to thirty days are bridged.
pause_marks as (
    select account, s, e, coalesce(s > max(e) over (
            partition by account order by s, e
            rows between unbounded preceding and 1 preceding
        ), true)::integer as begins
    from states where paid = 0
),
pauses as (
    select account, min(s) as s, max(e) as e
    from (
        select *, sum(begins) over (
                partition by account order by s, e rows unbounded preceding
            ) as run
        from pause_marks
    )
    group by account, run
),
served as (
    select account, s, e, s as paid from states where paid > 0
    union all
    select account, s, least(e, s + 90), null from pauses
),
-- A spell ends where the next one of the account finds it ended.
spell_starts as (
    select * from (
        select account, s, max(e) over earlier as reached, max(paid) over earlier as paid,
            max(e) over whole as last_e, max(paid) over whole as last_paid
        from served
        window earlier as (
                partition by account order by s, e
                rows between unbounded preceding and 1 preceding
            ),
            whole as (
                partition by account order by s, e
                rows between unbounded preceding and unbounded following
            )
    )
    where coalesce(s > 30 + reached, true)
),
spells as (
    select account, s, lead(s) over w as next_start,
        coalesce(lead(reached) over w, last_e) as e,
        case when next_start is null then last_paid else lead(paid) over w end as last_paid
    from spell_starts
    window w as (partition by account order by s)
),
transfers as (
    select a.account, a.heir, a.merged
    from accounts a join spells of_heir on of_heir.account = a.heir
    where of_heir.s <= a.merged and a.merged < of_heir.e
),
ended as (
    select spells.*, case when e > getvariable('as_of') then ''
        when transfers.account is not null then 'merged' else 'exit' end as end_kind
    from spells
    left join transfers
        on transfers.account = spells.account and transfers.merged = spells.e
),
-- Movements: an account at both ends of a month, and what a merge hands over.
merges as (
    select account, heir, month_of(merged) as merge_month
    from transfers
    semi join (from ended where end_kind = 'merged') using (account)
),
changes as (
    select account, month_of(day) as period, mrr, customers, payments
    from (
        select account, s as day, mrr, 0 as customers, 1 as payments
        from states where mrr > 0
        union all
        select account, e, -mrr, 0, 0 from states
        where mrr > 0 and e <= getvariable('as_of')
        union all
        select account, s, 0, 1, 0 from ended
        union all
        select account, e, 0, -1, 0 from ended where end_kind <> ''
    )
),
handed_over as (
    select account, heir, merge_month, sum(mrr) as mrr, sum(customers) as customers,
        sum(payments) as payments
    from changes join merges using (account)
    where period < merge_month
    group by all
),
moved as (
    select account, period, sum(mrr) as mrr, sum(own) as own,
        sum(customers) as customers, sum(own_customers) as own_customers,
        sum(payments) as payments, sum(own_payments) as own_payments
    from (
        select case when period >= merge_month then heir else account end as account,
            period, mrr, mrr as own, customers, customers as own_customers,
            payments, payments as own_payments
        from changes left join merges using (account)
        union all
        select heir, merge_month, mrr, 0, customers, 0, payments, 0 from handed_over
        union all
        select account, merge_month, -mrr, 0, -customers, 0, -payments, 0 from handed_over
    )
    group by all
),
snapshot as (
    select period, delta, case
        when delta > 0 and opening = 0 and before = 0 and paid_before = 0 then 'new'
        when delta > 0 and opening = 0 and before = 0 then 'reactivation'
        when delta > 0 then 'expansion'
        when delta < 0 and closing = 0 and after = 0 then 'churn'
        when delta < 0 then 'contraction'
    end as kind
    from (
        select period, own as delta, sum(mrr) over w as closing, closing - own as opening,
            sum(customers) over w as after, after - own_customers as before,
            sum(payments) over w - own_payments as paid_before
        from moved
        window w as (partition by account order by period)
    )
),
-- Records of exits, each with the end of service that it describes.
records as (
    select exit_id, account, exit_date as day,
        coalesce(reason_code, 'not_asked') as reason_code,
        coalesce(r.reason_group, known.reason_group, 'unknown') as reason_group
    from raw.exits r
    join accounts using (account_id)
    left join raw.reasons known
        on known.code = coalesce(r.reason_code, 'not_asked')
    where exit_date <= getvariable('as_of')
),
pairs as (
    select account, s, exit_id, reason_code, reason_group
    from ended join records using (account)
    where end_kind <> '' and abs(e - day) <= 31
    qualify row_number() over (
            partition by account, s order by abs(e - day), day, exit_id
        ) = 1
        and row_number() over (partition by exit_id order by abs(e - day), s) = 1
),
lost as (
    select ended.account, e as day, s as spell_start, last_paid, next_start, exit_id,
        coalesce(reason_code, 'unknown') as reason_code,
        coalesce(reason_group, 'unknown') as reason_group
    from ended left join pairs using (account, s)
    where end_kind = 'exit'
),
lost_mrr as (
    select lost.*, states.mrr
    from lost left join (from states where paid > 0) states
        on states.account = lost.account and states.s = last_paid
),
clocks as (
    select reason_group,
        case when returned then 1 when gone is not null then 2 else 0 end as event,
        greatest(0, case when returned then next_start when gone is not null then gone
            else getvariable('as_of') end - day) as days
    from (
        select lost.*, gone,
            next_start is not null and (gone is null or next_start <= gone) as returned
        from lost left join (
            select account, least(ceased, merged) as gone from accounts
            where least(ceased, merged) <= getvariable('as_of')
        ) using (account)
    )
),
plans as (
    select account, max(plan) as plan
    from phases join (select account, max(s) as s from phases group by all)
        using (account, s)
    group by all
)
