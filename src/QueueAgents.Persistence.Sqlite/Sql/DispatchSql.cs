namespace QueueAgents.Persistence.Sqlite.Sql;

internal static class DispatchSql
{
    /// <summary>In the order <see cref="Rows.DispatchRows.Read"/> reads them.</summary>
    public const string Columns = """
        d.run_id, d.seq, d.attempt, d.nonce, d.kind, d.step, d.input, d.arrival, d.state_version, d.queue, d.join_first, d.join_count,
        d.child_run_id, d.request, d.failures, d.lost, d.phase, d.due_at, d.owner, d.created_at, d.ended_at, d.outcome, d.result,
        d.error_type, d.error_message, d.worker, d.took_us
        """;

    public const string OpenOfStep = $"select {Columns} from dispatch d where d.run_id = $1 and d.seq = $2 and d.ended_at is null";

    public const string Attempt = $"select {Columns} from dispatch d where d.run_id = $1 and d.seq = $2 and d.attempt = $3";

    public const string NotReleased = $"""
        select {Columns} from dispatch d
        where d.run_id = $1 and d.seq >= $2 and d.seq < $3 and d.ended_at is null
        order by d.seq limit $4
        """;

    public const string OpenOfGroup = $"""
        select {Columns} from dispatch d where d.run_id = $1 and d.seq >= $2 and d.seq < $3 and d.ended_at is null
        """;

    public const string LastAttempts = $"""
        select {Columns} from dispatch d
        where d.run_id = $1 and d.seq >= $2 and d.seq < $3
            and d.attempt = (select max(x.attempt) from dispatch x where x.run_id = d.run_id and x.seq = d.seq)
        order by d.seq
        """;

    public const string Insert = """
        insert into dispatch (
            run_id, seq, attempt, nonce, kind, step, input, arrival, state_version, queue, join_first, join_count, child_run_id, request, failures, lost,
            phase, due_at, owner, created_at, ended_at, outcome, result, error_type, error_message, worker, took_us)
        values (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
        """;

    public const string Update = """
        update dispatch set
            request = $4, phase = $5, due_at = $6, owner = $7, ended_at = $8, outcome = $9, result = $10, error_type = $11, error_message = $12,
            worker = $13, took_us = $14
        where run_id = $1 and seq = $2 and attempt = $3
            and ended_at is null                                              -- R3
        """;

    public const string SupersedeOpen = "update dispatch set ended_at = $2, outcome = 4, due_at = null where run_id = $1 and ended_at is null";

    /// <summary>Of attempts that are about to be superseded.</summary>
    public const string DeletePayloadsOfOpen = """
        delete from payload where run_id = $1 and exists (
            select 1 from dispatch d where d.run_id = payload.run_id and d.seq = payload.seq and d.attempt = payload.attempt and d.ended_at is null)
        """;

    public const string DeletePayloads = "delete from payload where run_id = $1 and seq = $2 and attempt = $3";

    public const string Pieces = """
        select kind, piece_offset, total, bytes from payload where run_id = $1 and seq = $2 and attempt = $3 order by kind, piece_offset
        """;
}
