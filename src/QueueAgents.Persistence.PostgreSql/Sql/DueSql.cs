namespace QueueAgents.Persistence.PostgreSql.Sql;

/// <summary>
/// Bookkeeping outside the version. Lock order: run, then dispatch or outbox, each in the order of its key. Rows that another holds are skipped, and
/// are due again later. The order counts all the same: of a row that changes hands at that moment PostgreSQL follows the versions and does wait for
/// whoever holds the newest ("while locking updated version"). So what is due first is looked for without a lock, and locked in that order. Where a
/// rival holds some of it less is taken; whoever finds less looks again a moment later.
/// What is locked is then looked up by its key. Of a limit it does not know the planner expects a tenth of all that qualifies, and would read
/// a whole table to join that many; of an array it expects ten. Where the key is longer than an id it is told <see cref="CommitSql.Few"/>,
/// of a sum: about a column alone it may know better. And where the key is looked up, what else must still hold is written so that no index of what
/// is due fits: a planner that has seen none due takes such an index for small, and would read all of it for each key.
/// </summary>
internal static class DueSql
{
    public const string TakeOutbox = """
        with candidate as (
            select id from outbox where due_at <= $1 order by due_at limit $2
        ), due as (
            select o.* from (select id from candidate order by id) c
            cross join lateral (select x.id, x.due_at from outbox x where x.id = c.id and coalesce(x.due_at, 'infinity') <= $1 for update skip locked) o
            limit $2
        ), taken as (
            update outbox o set
                tries = o.tries + 1, due_at = $1 + least(interval '30 s' * power(2, least(o.tries, 8)), interval '10 min')
            where o.id = any (array(select id from due))
            returning o.*
        )
        select t.id, t.run_id, t.route, t.type, t.body, t.trace, t.due_at, t.tries from taken t join due on due.id = t.id order by due.due_at
        """;

    /// <summary>What was sent, or found no queue, is to be sent again: Unsent, so that the next confirm counts.</summary>
    public const string TakeDispatches = $"""
        with candidate as (
            select run_id, seq, attempt from dispatch
            where ended_at is null and due_at <= $1 and phase in (1, 2, 3, 4, 6)
            order by due_at limit $3
        ), due as (
            select d.* from (select * from candidate order by run_id, seq, attempt) t
            cross join lateral (
                select x.run_id, x.seq, x.attempt, x.due_at from dispatch x
                where {Same} and x.ended_at is null and coalesce(x.due_at, 'infinity') <= $1 and x.phase in (1, 2, 3, 4, 6) {Lock}
            limit $3
        ), d as (
            update dispatch d set due_at = $1 + $2, phase = case when d.phase in (2, 3) then 1 else d.phase end
            from due where d.run_id = due.run_id and d.seq = due.seq and d.attempt = due.attempt and due.seq + 0 {CommitSql.Few}
            returning d.*, due.due_at as was_due
        )
        select {RunSql.Columns}, {DispatchSql.Columns} from d join run r on r.id = d.run_id order by d.was_due
        """;

    public const string TakeRuns = $"""
        with candidate as (
            select x.id from run x
            where x.wake_at <= $1 and x.state <= 4 and {Unclaimed}
            order by x.wake_at limit $3
        ), due as (
            select r.* from (select id from candidate order by id) c
            cross join lateral (
                select x.id, x.wake_at from run x
                where x.id = c.id and coalesce(x.wake_at, 'infinity') <= $1 and x.state + 0 <= 4 and {Unclaimed} for update skip locked) r
            limit $3
        ), {Claimed}
        select id from due order by wake_at
        """;

    public const string TakeQueued = $"""
        with candidate as (
            select x.id from run x
            where x.state = 1 and x.agent = any($4) and {Unclaimed}
            order by x.created_at limit $3
        ), due as (
            select r.* from (select id from candidate order by id) c
            cross join lateral (select x.id, x.created_at from run x where x.id = c.id and x.state + 0 = 1 and {Unclaimed} for update skip locked) r
            limit $3
        ), {Claimed}
        select id from due order by created_at
        """;

    public const string DeleteOutbox = """
        delete from outbox where id = any (array(select id from outbox where id = any($1) order by id for update skip locked))
        """;

    public const string Confirm = $"""
        with them as ({Attempts} and x.phase = 1 {Lock})
        update dispatch d set phase = 2, due_at = $4 {OfThem}
        """;

    public const string MarkUnserved = $"""
        with them as ({Attempts} and x.phase in (1, 2, 3) {Lock})
        update dispatch d set phase = 3, due_at = $4 {OfThem}
        """;

    public const string ServeQueues = $"""
        with them as (
            select d.* from (
                select d.* from unnest($1) as q (queue)
                cross join lateral (select x.run_id, x.seq, x.attempt from dispatch x where x.queue = q.queue and x.phase = 3 and x.ended_at is null offset 0) d
                order by d.run_id, d.seq, d.attempt
            ) t
            cross join lateral (select x.run_id, x.seq, x.attempt from dispatch x where {Same} and x.phase + 0 = 3 and x.ended_at is null {Lock}
        )
        update dispatch d set phase = 1, due_at = $2 {OfThem}
        """;

    /// <summary>The same for every row, or another who changes many at once might wait for one that waits for it.</summary>
    public const string ResendOutbox = """
        update outbox set due_at = $1 where id = any (array(select id from outbox where due_at > $1 order by id for update))
        """;

    /// <summary>
    /// The one that waits, because a skipped row would be found only at its queue-wait limit. It locks in the order of the key, as
    /// commits do (but for what they supersede), a page at a time; returns the page's last key and its size.
    /// </summary>
    public const string ResendDispatches = $"""
        with them as (
            select run_id, seq, attempt from dispatch
            where ended_at is null and phase in (2, 3) and (run_id, seq) > ($2, $3)
            order by run_id, seq limit $4 for update
        ), sent as (
            update dispatch d set phase = 1, due_at = $1 {OfThem}
        )
        select run_id, seq, count(*) over ()::int from them order by run_id desc, seq desc limit 1
        """;

    /// <summary>Reads two tables and locks nothing.</summary>
    public const string OpenOrphans = """
        select r.id from run r
        left join lateral (
            select d.seq from dispatch d
            where d.run_id = $1 and d.seq = r.parent_seq and d.child_run_id = r.id and d.ended_at is null
            limit 1
        ) awaiting on true
        where r.parent_run_id = $1 and r.state <= 4 and awaiting.seq is null
        order by r.id limit $2
        """;

    private const string Unclaimed = "(x.wake_claim is null or x.wake_claim <= $1)";

    private const string Claimed = """
        taken as (
            update run r set wake_claim = $1 + $2 where r.id = any (array(select id from due))
        )
        """;

    private const string Attempts = $"""
        select d.* from (select * from unnest($1, $2, $3) as t (run_id, seq, attempt) order by run_id, seq, attempt) t
            cross join lateral (
                select x.run_id, x.seq, x.attempt from dispatch x where {Same} and x.ended_at is null
        """;

    private const string Same = "x.run_id = t.run_id and x.seq = t.seq and x.attempt = t.attempt";

    private const string Lock = "for update skip locked) d";

    private const string OfThem = $"from them t where d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt and t.seq + 0 {CommitSql.Few}";
}
