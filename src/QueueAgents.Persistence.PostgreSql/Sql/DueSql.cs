namespace QueueAgents.Persistence.PostgreSql.Sql;

/// <summary>
/// Bookkeeping outside the version. Lock order: run, then dispatch or outbox, and rows that another holds are skipped: nothing here waits
/// for a lock, so nothing here can be part of a deadlock. A skipped row is due again later.
/// What is locked is then looked up by its key. Of a limit it does not know the planner expects a tenth of all that qualifies, and would read
/// a whole table to join that many; of an array it expects ten. Where the key is longer than an id it is told <see cref="CommitSql.Few"/>,
/// of a sum: about a column alone it may know better.
/// </summary>
internal static class DueSql
{
    public const string TakeOutbox = """
        with due as (
            select id, due_at from outbox where due_at <= $1 order by due_at limit $2 for update skip locked
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
        with due as (
            select run_id, seq, attempt, due_at from dispatch
            where ended_at is null and due_at <= $1 and phase in (1, 2, 3, 4, 6)
            order by due_at limit $3 for update skip locked
        ), d as (
            update dispatch d set due_at = $1 + $2, phase = case when d.phase in (2, 3) then 1 else d.phase end
            from due where d.run_id = due.run_id and d.seq = due.seq and d.attempt = due.attempt and due.seq + 0 {CommitSql.Few}
            returning d.*, due.due_at as was_due
        )
        select {RunSql.Columns}, {DispatchSql.Columns} from d join run r on r.id = d.run_id order by d.was_due
        """;

    public const string TakeRuns = """
        with due as (
            select id, wake_at from run
            where wake_at <= $1 and state <= 4 and (wake_claim is null or wake_claim <= $1)
            order by wake_at limit $3 for update skip locked
        ), taken as (
            update run r set wake_claim = $1 + $2 where r.id = any (array(select id from due))
        )
        select id from due order by wake_at
        """;

    public const string TakeQueued = """
        with due as (
            select id, created_at from run
            where state = 1 and agent = any($4) and (wake_claim is null or wake_claim <= $1)
            order by created_at limit $3 for update skip locked
        ), taken as (
            update run r set wake_claim = $1 + $2 where r.id = any (array(select id from due))
        )
        select id from due order by created_at
        """;

    public const string DeleteOutbox = """
        delete from outbox where id = any (array(select id from outbox where id = any($1) for update skip locked))
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
            select d.* from unnest($1) as q (queue)
            cross join lateral (
                select x.run_id, x.seq, x.attempt from dispatch x
                where x.queue = q.queue and x.phase = 3 and x.ended_at is null
                for update skip locked
            ) d
        )
        update dispatch d set phase = 1, due_at = $2 {OfThem}
        """;

    public const string ResendOutbox = "update outbox set due_at = $1 where due_at > $1";

    /// <summary>
    /// The one that waits, because a skipped row would be found only at its queue-wait limit. It locks in the order of the key, as a
    /// commit does, a page at a time; returns the page's last key and its size.
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

    private const string Attempts = """
        select d.* from unnest($1, $2, $3) as t (run_id, seq, attempt)
            cross join lateral (
                select x.run_id, x.seq, x.attempt from dispatch x
                where x.run_id = t.run_id and x.seq = t.seq and x.attempt = t.attempt and x.ended_at is null
        """;

    private const string Lock = "for update skip locked) d";

    private const string OfThem = $"from them t where d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt and t.seq + 0 {CommitSql.Few}";
}
