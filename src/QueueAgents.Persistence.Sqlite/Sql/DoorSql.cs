namespace QueueAgents.Persistence.Sqlite.Sql;

/// <summary>What workers may ask. Every statement, or the first one of its transaction, is bound to the open attempt with its nonce. // R3</summary>
internal static class DoorSql
{
    public const string ClaimStep = $"""
        update dispatch set phase = 4, owner = $5, due_at = $7
        where {OpenAttempt} and (phase in (1, 2, 3) or (phase = 4 and (owner = $5 or due_at <= $6)))
        """;

    public const string ExtendLease = $"update dispatch set due_at = $6 where {OpenAttempt} and phase = 4 and owner = $5";

    public const string IsOpen = $"select 1 from dispatch where {OpenAttempt}";

    public const string Effect = "select class, args_hash, claim_id, recorded_at is not null, result from effect where run_id = $1 and seq = $2 and name = $3";

    public const string ClaimEffect = """
        insert into effect (run_id, seq, name, attempt, class, args_hash, claim_id, claimed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (run_id, seq, name) do update set
            attempt = excluded.attempt, class = excluded.class, args_hash = excluded.args_hash, claim_id = excluded.claim_id,
            claimed_at = excluded.claimed_at
        """;

    public const string RecordEffect = """
        update effect set
            result = case when recorded_at is null then $6 else result end,
            recorded_at = coalesce(recorded_at, $5)
        where run_id = $1 and seq = $2 and name = $3 and claim_id = $4
        """;

    /// <summary>The state of a First step (kind 0) is the run's input.</summary>
    public const string Payload = """
        select case when $5 = 1 then d.input when d.kind = 0 then r.input else r.document end
        from dispatch d join run r on r.id = d.run_id
        where d.run_id = $1 and d.seq = $2 and d.attempt = $3 and d.nonce = $4 and d.ended_at is null and $5 in (0, 1)
        """;

    public const string HasPiece = """
        select 1 from payload
        where run_id = $1 and seq = $2 and attempt = $3 and kind = $4 and piece_offset = $5 and total = $6 and bytes = $7
        """;

    public const string HasPieceBefore = """
        select 1 from payload where run_id = $1 and seq = $2 and attempt = $3 and kind = $4 and piece_offset < $5 and piece_offset + length(bytes) = $5
        """;

    public const string DeletePieces = "delete from payload where run_id = $1 and seq = $2 and attempt = $3 and kind = $4 and piece_offset >= $5";

    public const string InsertPiece = "insert into payload (run_id, seq, attempt, kind, piece_offset, total, bytes) values ($1, $2, $3, $4, $5, $6, $7)";

    public const string Join = $"select join_first, join_count from dispatch where {OpenAttempt}";

    /// <summary>The last attempt of each step, if it has ended.</summary>
    public const string Results = """
        select seq, outcome, result, error_type, error_message from dispatch d
        where run_id = $1 and seq >= $2 and seq < $3 and ended_at is not null
            and attempt = (select max(attempt) from dispatch x where x.run_id = d.run_id and x.seq = d.seq)
        order by seq
        """;

    public const string Items = "select no, seq, kind, body from item where run_id = $1 and no >= $2 order by no";

    private const string OpenAttempt = "run_id = $1 and seq = $2 and attempt = $3 and nonce = $4 and ended_at is null";
}
