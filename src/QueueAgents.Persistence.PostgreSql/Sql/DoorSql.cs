namespace QueueAgents.Persistence.PostgreSql.Sql;

/// <summary>
/// What workers may ask. Lock order: the attempt's dispatch row, then what hangs on it (effect, payload); a commit that closes the
/// attempt waits for that row or is waited for, so nothing is granted to an attempt that is being closed. // R3
/// </summary>
internal static class DoorSql
{
    public const string ClaimStep = $"""
        update dispatch d set phase = 4, owner = $5, due_at = $7
        where {OpenAttempt} and (d.phase in (1, 2, 3) or (d.phase = 4 and (d.owner = $5 or d.due_at <= $6)))
        """;

    /// <summary>In the order of the key, as in <see cref="DueSql"/>.</summary>
    public const string ExtendLeases = $"""
        with held as (
            select d.* from (
                select * from unnest($1, $2, $3, $4) as t (run_id, seq, attempt, nonce) order by run_id, seq, attempt
            ) t
            cross join lateral ({Held} for update skip locked) d
        )
        update dispatch d set due_at = $6 from held h where d.run_id = h.run_id and d.seq = h.seq and d.attempt = h.attempt
        """;

    /// <summary>A row that is only locked for a moment still counts as held.</summary>
    public const string NotHeld = $"""
        select t.ordinality::int - 1 from unnest($1, $2, $3, $4) with ordinality as t (run_id, seq, attempt, nonce)
        left join lateral ({Held} limit 1) d on true
        where d.run_id is null
        order by t.ordinality
        """;

    /// <summary>
    /// An unfinished claim may be taken over where a repeat does no harm; one of an AtMostOnce effect (class 2) by nobody.
    /// </summary>
    public const string ClaimEffect = $"""
        with open as (
            select from dispatch d where {OpenAttempt} for no key update
        )
        insert into effect as e (run_id, seq, name, attempt, class, args_hash, claim_id, claimed_at)
        select $1, $2, $5, $3, $6, $7, $8, $9 from open
        on conflict (run_id, seq, name) do update set
            attempt = excluded.attempt, class = excluded.class, args_hash = excluded.args_hash, claim_id = excluded.claim_id,
            claimed_at = excluded.claimed_at
        where e.recorded_at is null and e.claim_id is distinct from excluded.claim_id and e.class <> 2 and excluded.class <> 2
        """;

    public const string FindEffect = $"""
        select e.claim_id, e.args_hash, e.recorded_at is not null, e.result
        from dispatch d
        join effect e on e.run_id = d.run_id and e.seq = d.seq and e.name = $5
        where {OpenAttempt}
        """;

    public const string RecordEffect = $"""
        with open as (
            select from dispatch d where {OpenAttempt} for no key update
        )
        update effect e set
            recorded_at = coalesce(e.recorded_at, $7),
            result = case when e.recorded_at is null then $8 else e.result end
        from open
        where e.run_id = $1 and e.seq = $2 and e.name = $5 and e.claim_id = $6
        """;

    /// <summary>The state of a First step (kind 0) is the run's input.</summary>
    public const string ReadPayload = $"""
        select case when $5 = 1 then d.input when d.kind = 0 then r.input else r.document end
        from dispatch d
        join run r on r.id = d.run_id
        where {OpenAttempt} and $5 in (0, 1)
        """;

    /// <summary>A piece that differs starts the document anew from there: another worker may write it, with the same attempt.</summary>
    public const string DeletePieces = $"""
        with open as (
            select from dispatch d where {OpenAttempt} for no key update
        )
        delete from payload p using open
        where p.run_id = $1 and p.seq = $2 and p.attempt = $3 and p.kind = $5 and p.piece_offset >= $6 and not exists (
            select from payload s
            where s.run_id = $1 and s.seq = $2 and s.attempt = $3 and s.kind = $5 and s.piece_offset = $6 and s.total = $7 and s.bytes = $8)
        """;

    public const string InsertPiece = $"""
        insert into payload (run_id, seq, attempt, kind, piece_offset, total, bytes)
        select $1, $2, $3, $5, $6, $7, $8 from dispatch d
        where {OpenAttempt} and ($6 = 0 or exists (
            select from payload p
            where p.run_id = $1 and p.seq = $2 and p.attempt = $3 and p.kind = $5 and p.total = $7
                and p.piece_offset < $6 and p.piece_offset + octet_length(p.bytes) = $6))
        on conflict do nothing
        """;

    public const string HasPiece = $"""
        select exists (
            select from dispatch d
            join payload p on p.run_id = d.run_id and p.seq = d.seq and p.attempt = d.attempt and p.kind = $5 and p.piece_offset = $6
            where {OpenAttempt})
        """;

    public const string IsOpen = $"select exists (select from dispatch d where {OpenAttempt})";

    /// <summary>The last attempt of each step of the group; the running sum keeps a page within its size, and the first row always comes.</summary>
    public const string ReadResults = $"""
        select x.seq, x.outcome, x.result, x.error_type, x.error_message from (
            select s.*, sum(coalesce(octet_length(s.result), 0) + coalesce(octet_length(s.error_message), 0)) over (order by s.seq) as bytes,
                row_number() over (order by s.seq) as place
            from (
                select distinct on (i.seq) i.seq, i.outcome, i.result, i.error_type, i.error_message, i.ended_at
                from dispatch d
                join dispatch i on i.run_id = d.run_id and i.seq >= greatest(d.join_first, $5) and i.seq < d.join_first + d.join_count
                where {OpenAttempt}
                order by i.seq, i.attempt desc
                limit 2000
            ) s
            where s.ended_at is not null
        ) x
        where x.bytes <= $6 or x.place = 1
        order by x.seq
        """;

    /// <summary>The running sum keeps a page within its size, and the first item always comes.</summary>
    public const string ReadTranscript = $"""
        select x.no, x.seq, x.kind, x.body from (
            select s.*, sum(octet_length(s.body)) over (order by s.no) as bytes, row_number() over (order by s.no) as place
            from (
                select i.no, i.seq, i.kind, i.body
                from dispatch d
                join item i on i.run_id = d.run_id and i.no >= $5
                where {OpenAttempt}
                order by i.no
                limit 2000
            ) s
        ) x
        where x.bytes <= $6 or x.place = 1
        order by x.no
        """;

    internal const string OpenAttempt = "d.run_id = $1 and d.seq = $2 and d.attempt = $3 and d.nonce = $4 and d.ended_at is null";

    private const string Held = """
        select x.run_id, x.seq, x.attempt from dispatch x
                where x.run_id = t.run_id and x.seq = t.seq and x.attempt = t.attempt and x.nonce = t.nonce
                    and x.ended_at is null and x.phase = 4 and x.owner = $5
        """;
}
