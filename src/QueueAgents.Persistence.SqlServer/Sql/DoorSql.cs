using QueueAgents.Persistence.SqlServer.Rows;

namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>
/// What workers may ask. Lock order: the attempt's dispatch row, then what hangs on it (effect, payload); a commit that closes the
/// attempt waits for that row or is waited for, so nothing is granted to an attempt that is being closed. // R3
/// The nonce is in the row and not in its key's index, so it is the row that is locked.
/// </summary>
internal static class DoorSql
{
    public const string ClaimStep = $"""
        {Words.Begin}
        update d set phase = 4, owner = @instance, due_at = @until
        from dispatch d with ({Words.Write}, {Words.ByKey})
        where {OpenAttempt} and (d.phase in (1, 2, 3) or (d.phase = 4 and (d.owner = @instance or d.due_at <= @now)));
        select @@rowcount;
        """;

    /// <summary>A row that is only locked for a moment is not extended, and still counts as held.</summary>
    public static readonly string ExtendLeases = $"""
        {Words.Begin}
        update d set due_at = @until
        from openjson(@holds) with ({DispatchRows.Held.With}) t
        join dispatch d with ({Words.Claim}, forceseek, {Words.ByKey}) on {Held}
        {Words.InOrder};
        select t.place
        from openjson(@holds) with ({DispatchRows.Held.With}) t
        where not exists (select 1 from dispatch d with ({Words.Seek}) where {Held})
        order by t.place
        {Words.InOrder};
        """;

    /// <summary>An unfinished claim may be taken over where a repeat does no harm; one of an AtMostOnce effect (class 2) by nobody.</summary>
    public const string ClaimEffect = $"""
        {LockAttempt}
        if @is_open = 1
        begin
            update e set attempt = @attempt, class = @class, args_hash = @args_hash, claim_id = @claim_id, claimed_at = @now
            from effect e with ({Words.Write})
            where e.run_id = @run_id and e.seq = @seq and e.name = @name and e.recorded_at is null
                and (e.claim_id is null or e.claim_id <> @claim_id) and e.class <> 2 and @class <> 2;
            insert into effect (run_id, seq, name, attempt, class, args_hash, claim_id, claimed_at)
            select @run_id, @seq, @name, @attempt, @class, @args_hash, @claim_id, @now
            where not exists (select 1 from effect e with ({Words.Seek}) where e.run_id = @run_id and e.seq = @seq and e.name = @name);
        end;
        commit transaction;
        select e.claim_id, e.args_hash, cast(case when e.recorded_at is null then 0 else 1 end as bit), e.result
        from dispatch d with ({Words.Seek})
        join effect e with ({Words.Seek}) on e.run_id = d.run_id and e.seq = d.seq and e.name = @name
        where {OpenAttempt};
        """;

    public const string RecordEffect = $"""
        {LockAttempt}
        update e set recorded_at = coalesce(e.recorded_at, @now), result = case when e.recorded_at is null then @result else e.result end
        from effect e with ({Words.Write})
        where e.run_id = @run_id and e.seq = @seq and e.name = @name and e.claim_id = @claim_id and @is_open = 1;
        select @@rowcount;
        commit transaction;
        """;

    /// <summary>The state of a First step (kind 0) is the run's input.</summary>
    public const string ReadPayload = $"""
        select case when @kind = 1 then d.input when d.kind = 0 then r.input else r.document end
        from dispatch d with ({Words.Seek})
        join run r with ({Words.Seek}) on r.id = d.run_id
        where {OpenAttempt} and @kind in (0, 1);
        """;

    /// <summary>
    /// A piece that differs starts the document anew from there: another worker may write it, with the same attempt. Lengths are compared by
    /// themselves, because zeros at the end do not count where bytes are.
    /// </summary>
    public const string WritePiece = $"""
        {LockAttempt}
        if @is_open = 1
        begin
            delete p
            from payload p with ({Words.Write})
            where p.run_id = @run_id and p.seq = @seq and p.attempt = @attempt and p.kind = @kind and p.piece_offset >= @piece_offset
                and not exists (
                    select 1 from payload s with ({Words.Seek})
                    where s.run_id = @run_id and s.seq = @seq and s.attempt = @attempt and s.kind = @kind and s.piece_offset = @piece_offset
                        and s.total = @total and datalength(s.bytes) = datalength(@bytes) and s.bytes = @bytes);
            insert into payload (run_id, seq, attempt, kind, piece_offset, total, bytes)
            select @run_id, @seq, @attempt, @kind, @piece_offset, @total, @bytes
            where not exists (
                    select 1 from payload s with ({Words.Seek})
                    where s.run_id = @run_id and s.seq = @seq and s.attempt = @attempt and s.kind = @kind and s.piece_offset = @piece_offset)
                and (@piece_offset = 0 or exists (
                    select 1 from payload s with ({Words.Seek})
                    where s.run_id = @run_id and s.seq = @seq and s.attempt = @attempt and s.kind = @kind and s.total = @total
                        and s.piece_offset < @piece_offset and s.piece_offset + datalength(s.bytes) = @piece_offset));
        end;
        select count(*) from payload s with ({Words.Seek})
        where s.run_id = @run_id and s.seq = @seq and s.attempt = @attempt and s.kind = @kind and s.piece_offset = @piece_offset and @is_open = 1;
        commit transaction;
        """;

    /// <summary>
    /// The last attempt of each step of the group, and whether the caller may ask. The running sum is of letters, of which each is a byte or
    /// more: it bounds what is sent, and <see cref="SqlServerDoorStore"/> counts the bytes.
    /// </summary>
    public const string ReadResults = $"""
        select x.seq, x.outcome, x.result, x.error_type, x.error_message from (
            select s.seq, s.outcome, s.result, s.error_type, s.error_message,
                sum(coalesce(datalength(s.result), 0) / 2 + coalesce(datalength(s.error_message), 0) / 2) over (order by s.seq rows unbounded preceding) as letters,
                row_number() over (order by s.seq) as place
            from (
                select top (2000) i.seq, i.outcome, i.result, i.error_type, i.error_message, i.ended_at
                from dispatch d with ({Words.Seek})
                join dispatch i with ({Words.Seek}) on i.run_id = d.run_id and i.seq >= d.join_first and i.seq < d.join_first + d.join_count
                where {OpenAttempt} and i.seq >= @from_seq
                    and not exists (select 1 from dispatch later with ({Words.Seek}) where later.run_id = i.run_id and later.seq = i.seq and later.attempt > i.attempt)
                order by i.seq
            ) s
            where s.ended_at is not null
        ) x
        where x.letters <= @max_bytes or x.place = 1
        order by x.seq;
        {IsOpen}
        """;

    /// <summary>
    /// The transcript from an item on, and whether the caller may ask. The running sum is of letters, as with <see cref="ReadResults"/>.
    /// </summary>
    public const string ReadTranscript = $"""
        select x.no, x.seq, x.kind, x.body from (
            select s.no, s.seq, s.kind, s.body,
                sum(datalength(s.body) / 2) over (order by s.no rows unbounded preceding) as letters,
                row_number() over (order by s.no) as place
            from (
                select top (2000) i.no, i.seq, i.kind, i.body
                from dispatch d with ({Words.Seek})
                join item i with ({Words.Seek}) on i.run_id = d.run_id and i.no >= @from_no
                where {OpenAttempt}
                order by i.no
            ) s
        ) x
        where x.letters <= @max_bytes or x.place = 1
        order by x.no;
        {IsOpen}
        """;

    /// <summary>Until the end of the transaction nobody closes the attempt.</summary>
    private const string LockAttempt = $"""
        {Words.Begin}
        declare @is_open bit = 0;
        begin transaction;
        select @is_open = 1 from dispatch d with ({Words.Write}, {Words.ByKey}) where {OpenAttempt};
        """;

    internal const string IsOpen = $"select count(*) from dispatch d with ({Words.Seek}) where {OpenAttempt};";

    internal const string OpenAttempt = "d.run_id = @run_id and d.seq = @seq and d.attempt = @attempt and d.nonce = @nonce and d.ended_at is null";

    private const string Held = """
        d.run_id = t.run_id and d.seq = t.seq and d.attempt = t.attempt and d.nonce = t.nonce
                and d.ended_at is null and d.phase = 4 and d.owner = @instance
        """;
}
