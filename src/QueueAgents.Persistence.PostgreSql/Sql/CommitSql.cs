using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql.Sql;

/// <summary>
/// The statements of one commit, sent as one batch, which PostgreSQL runs as one transaction. // R1
/// Lock order: entries of memory that exist (<see cref="MemorySql.Lock"/>), run (by id) with its transitions and attempts, new runs (by id), then the other rows
/// that hang on them: run_tag, transition, dispatch, payload, signal, effect, item, memory, outbox (each in the order of its key). Whoever holds a run's row may
/// touch its rows; the claims of <see cref="DueSql"/> skip what is locked.
/// </summary>
internal static class CommitSql
{
    /// <summary>
    /// Runs whose version is the expected one, each with its history, its attempts that have ended and those that begin; the others keep everything
    /// as it was. One statement, because what a step changes is little and a statement costs as much as what it changes. An attempt begins after
    /// that of the same step before it has ended. Gives the runs it has changed, in at least one row, each with the clock.
    /// </summary>
    public static readonly RowsStatement ChangeRuns = new(Change());

    /// <summary>The same, but also every entry of memory a run writes has the version it was decided on: after <see cref="MemorySql.Lock"/>, so that none changes any more. // R1 R2</summary>
    public static readonly RowsStatement ChangeRunsThatRemember = new(Change("""
            and not exists (
                select from unnest($95, $96, $97, $98, $99, $100) as w (run_id, tenant, agent, subject, key, expected_version)
                left join memory m on m.tenant = w.tenant and m.agent = w.agent and m.subject = w.subject and m.key = w.key
                where w.run_id = r.id and coalesce(m.version, 0) <> w.expected_version)
        """));

    private static string Change(string also = "") => $"""
        with change as (
            select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
                $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35) as c (
                id, expected_version, first_state, document_changed, state, version, document, state_version, result, error_type, error_message,
                pinned, seq, step,
                group_kind, group_first, group_count, group_next, group_done, group_failed, group_max_parallel, group_join, group_tolerate,
                group_child_agent, wait_kind, wait_then, wait_text, wait_request_id, wait_until,
                deadline, wake_at, kept_signals, signals_taken, loop_facts, updated_at)
        ), locked as (
            select r.id from run r where r.id = any($1) order by r.id for update
        ), changed as (
            update run r set
                state = c.state, version = c.version,
                document = case when c.document_changed then c.document else r.document end,
                state_version = c.state_version, result = c.result, error_type = c.error_type, error_message = c.error_message,
                pinned = c.pinned, seq = c.seq, step = c.step,
                group_kind = c.group_kind, group_first = c.group_first, group_count = c.group_count, group_next = c.group_next,
                group_done = c.group_done, group_failed = c.group_failed, group_max_parallel = c.group_max_parallel, group_join = c.group_join,
                group_tolerate = c.group_tolerate, group_child_agent = c.group_child_agent,
                wait_kind = c.wait_kind, wait_then = c.wait_then, wait_text = c.wait_text, wait_request_id = c.wait_request_id,
                wait_until = c.wait_until, deadline = c.deadline, wake_at = c.wake_at, wake_claim = null,
                kept_signals = c.kept_signals, signals_taken = c.signals_taken, loop_facts = c.loop_facts, updated_at = c.updated_at
            from change c
            join locked l on l.id = c.id
            where r.id = c.id
                and c.expected_version {Few}
                and r.version = c.expected_version                                -- R2
                and r.state not in (6, 8)                                         -- R5: Completed, Cancelled
                and (r.state <> 7 or c.first_state in (1, 2, 3))                  -- R5: Failed, only by Retry
                and (r.state <> 5 or c.first_state in (1, 2, 3))                  -- R5: Parked, only by Retry
                {also}
            returning r.id
        ), history as (
            insert into transition ({TransitionColumns})
            select t.* from unnest($36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53) as t (run_id)
            where t.run_id in (select id from changed)
        ), ended as (
            update dispatch d set
                request = t.request, phase = t.phase, due_at = t.due_at, owner = t.owner, ended_at = t.ended_at, outcome = t.outcome, result = t.result,
                error_type = t.error_type, error_message = t.error_message, worker = t.worker, took_us = t.took_us
            from (
                select t.* from unnest($54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67) as t (
                    run_id, seq, attempt, request, phase, due_at, owner, ended_at, outcome, result, error_type, error_message, worker, took_us)
                where t.run_id in (select id from changed)
                order by t.run_id, t.seq, t.attempt
            ) t
            where d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt and t.seq {Few}
                and d.outcome is null                                             -- R3
            returning d.run_id
        ), begun as (
            insert into dispatch ({DispatchColumns})
            select t.* from unnest($68, $69, $70, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83, $84, $85, $86, $87, $88, $89,
                $90, $91, $92, $93, $94) as t (run_id)
            cross join (select count(*) from ended) as before
            where t.run_id in (select id from changed)
        )
        select changed.id, clock_timestamp() from (values (1)) as at_least_one left join changed on true
        """;

    private const string TransitionColumns = """
        run_id, version, from_state, to_state, event, detail, seq, attempt, step, worker, done_by, command_id, trace_id, at, took_us, usage,
        state_version, reverse_diff
        """;

    private const string DispatchColumns = """
        run_id, seq, attempt, nonce, kind, step, input, arrival, state_version, queue, join_first, join_count, child_run_id, request, failures, lost,
        phase, due_at, owner, created_at, ended_at, outcome, result, error_type, error_message, worker, took_us
        """;

    public static readonly RowsStatement InsertRuns = new("""
        insert into run (
            id, tenant, agent, key, tags, submission_hash, state, version, input, document, state_version, result, error_type, error_message,
            pinned, seq, step,
            group_kind, group_first, group_count, group_next, group_done, group_failed, group_max_parallel, group_join, group_tolerate,
            group_child_agent, wait_kind, wait_then, wait_text, wait_request_id, wait_until,
            deadline, wake_at, kept_signals, signals_taken, loop_facts, parent_run_id, parent_seq, depth, trace, created_at, updated_at)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43) as c (id)
        order by c.id
        on conflict do nothing
        returning id
        """);

    /// <summary>After <see cref="InsertRuns"/>: runs whose key another run has.</summary>
    public static readonly RowsStatement KeysTaken = new("""
        select c.id from unnest($1, $2, $3, $4) as c (id, tenant, agent, key)
        cross join lateral (select r.id from run r where r.tenant = c.tenant and r.agent = c.agent and r.key = c.key limit 1) holder
        where holder.id <> c.id
        """);

    public static readonly RowsStatement InsertTags = new($"""
        insert into run_tag (run_id, name, value, created_at)
        select t.* from unnest($1, $2, $3, $4) as t (run_id) {OfMatchedRuns}
        """);

    /// <summary>Of new runs.</summary>
    public static readonly RowsStatement InsertTransitions = new($"""
        insert into transition ({TransitionColumns})
        select t.* from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) as t (run_id) {OfMatchedRuns}
        """);

    /// <summary>Runs before <see cref="InsertDispatches"/>, so that the new rows stay open.</summary>
    public static readonly RowsStatement SupersedeOpen = new($"""
        with open as (
            select d.*, t.at from unnest($1, $2) as t (run_id, at) {OfMatchedRuns}
            cross join lateral (select x.run_id, x.seq, x.attempt from dispatch x where x.run_id = t.run_id and x.ended_at is null offset 0) d
        ), ended as (
            update dispatch d set ended_at = t.at, outcome = 4, due_at = null
            from open t where d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt and t.seq {Few} and d.outcome is null
            returning d.run_id, d.seq, d.attempt
        )
        delete from payload p using ended e where p.run_id = e.run_id and p.seq = e.seq and p.attempt = e.attempt and e.seq {Few}
        """);

    /// <summary>Of new runs; and of all where a run supersedes what is open.</summary>
    public static readonly RowsStatement InsertDispatches = new($"""
        insert into dispatch ({DispatchColumns})
        select t.* from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
            $24, $25, $26, $27) as t (run_id) {OfMatchedRuns}
        """);

    public static readonly RowsStatement DeletePayloads = new($"""
        delete from payload p using unnest($1, $2, $3) as t (run_id, seq, attempt) {OfMatchedRuns}
        where p.run_id = t.run_id and p.seq = t.seq and p.attempt = t.attempt and t.seq {Few}
        """);

    /// <summary>Runs before <see cref="InsertSignals"/>.</summary>
    public static readonly RowsStatement TakeSignals = new($"""
        update signal s set taken_at = t.at from unnest($1, $2, $3) as t (run_id, no, at) {OfMatchedRuns}
        where s.run_id = t.run_id and s.no = t.no and t.no {Few}
        """);

    public static readonly RowsStatement InsertSignals = new($"""
        insert into signal (run_id, no, name, client_key, body, at, taken_at)
        select t.* from unnest($1, $2, $3, $4, $5, $6, $7) as t (run_id) {OfMatchedRuns}
        """);

    public static readonly RowsStatement RecordEffects = new($"""
        insert into effect as e (run_id, seq, name, attempt, class, args_hash, claimed_at, recorded_at, result)
        select t.* from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) as t (run_id) {OfMatchedRuns}
        on conflict (run_id, seq, name) do update set
            attempt = excluded.attempt, class = excluded.class, args_hash = excluded.args_hash, recorded_at = excluded.recorded_at,
            result = excluded.result
        where e.recorded_at is null                                           -- R11
        """);

    public static readonly RowsStatement InsertItems = new($"""
        insert into item (run_id, no, seq, kind, body)
        select t.* from unnest($1, $2, $3, $4, $5) as t (run_id) {OfMatchedRuns}
        """);

    public static readonly RowsStatement InsertOutbox = new($"""
        insert into outbox (id, run_id, route, type, body, trace, due_at, tries)
        select t.* from unnest($1, $2, $3, $4, $5, $6, $7, $8) as t (id, run_id) {OfMatchedRuns}
        """);

    public const string Clock = "select clock_timestamp()";

    /// <summary>Only what belongs to a run that this very transaction has written: its row carries our transaction id.</summary>
    internal const string OfMatchedRuns = """
        cross join lateral (select from run r where r.id = t.run_id and r.xmin = pg_current_xact_id()::xid offset 0) as matched
        """;

    /// <summary>
    /// Always true. The planner takes it for a narrow condition and expects one row instead of ten; so it looks each row up by its key,
    /// also where the table is still so small that reading all of it would look as cheap.
    /// </summary>
    internal const string Few = "between 0 and 2147483647";
}
