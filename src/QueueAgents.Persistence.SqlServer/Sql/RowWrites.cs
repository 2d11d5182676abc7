using QueueAgents.Persistence.SqlServer.Rows;

namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>Signals, effects, items and messages in a commit. Lock order: as <see cref="RunWrites"/> says.</summary>
internal static class RowWrites
{
    /// <summary>Runs before <see cref="InsertSignals"/>.</summary>
    public static readonly string TakeSignals = $"""
        update s set taken_at = t.taken_at
        from openjson(@taken_signals) with ({SmallRows.TakenSignals.With}) t
        join @written w on w.id = t.run_id
        join signal s with ({Words.Write}) on s.run_id = t.run_id and s.no = t.no
        {Words.InOrder};
        """;

    public static readonly string InsertSignals = $"""
        insert into signal ({SmallRows.Signals.Names})
        select {SmallRows.Signals.Of("t")} from openjson(@new_signals) with ({SmallRows.Signals.With}) t
        join @written w on w.id = t.run_id
        {Words.InOrder};
        """;

    /// <summary>An effect that was only claimed gets its result; one that is recorded stays; one nobody claimed is new. // R11</summary>
    public static readonly string RecordEffects = $"""
        update e set attempt = t.attempt, class = t.class, args_hash = t.args_hash, recorded_at = t.recorded_at, result = t.result
        from openjson(@effects) with ({SmallRows.Effects.With}) t
        join @written w on w.id = t.run_id
        join effect e with ({Words.Write}) on e.run_id = t.run_id and e.seq = t.seq and e.name = t.name {Words.AsKey}
        where e.recorded_at is null
        {Words.InOrder};
        insert into effect ({SmallRows.Effects.Names})
        select {SmallRows.Effects.Of("t")} from openjson(@effects) with ({SmallRows.Effects.With}) t
        join @written w on w.id = t.run_id
        where not exists (
            select 1 from effect e with ({Words.Seek})
            where e.run_id = t.run_id and e.seq = t.seq and e.name = t.name {Words.AsKey})
        {Words.InOrder};
        """;

    public static readonly string InsertItems = $"""
        insert into item ({SmallRows.Items.Names})
        select {SmallRows.Items.Of("t")} from openjson(@items) with ({SmallRows.Items.With}) t
        join @written w on w.id = t.run_id
        {Words.InOrder};
        """;

    public static readonly string InsertOutbox = $"""
        insert into outbox ({SmallRows.Outbox.Names})
        select {SmallRows.Outbox.Of("t")} from openjson(@outbox) with ({SmallRows.Outbox.With}) t
        join @written w on w.id = t.run_id
        {Words.InOrder};
        """;
}
