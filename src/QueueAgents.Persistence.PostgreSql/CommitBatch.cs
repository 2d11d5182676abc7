using Npgsql;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql.Rows;
using QueueAgents.Persistence.PostgreSql.Sql;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql;

/// <summary>Writes the changes of many runs into one batch: one statement for what most of them change, one for each further table, and none for a table without rows.</summary>
internal sealed class CommitBatch(NpgsqlBatch batch)
{
    /// <summary>The entries of memory that are locked, the runs that are changed (each with the clock) or inserted come back first, then those whose key is taken (only if there are new runs with keys), then the clock once more where this takes more than one statement.</summary>
    public CommitShape Fill(IReadOnlyList<RunChange> changes)
    {
        var ordered = changes.OrderBy(c => c.Run.RunId).ToList();
        var known = ordered.FindAll(c => c.ExpectedVersion > 0);
        var born = ordered.FindAll(c => c.ExpectedVersion == 0);
        var keyed = born.FindAll(c => c.Run.Key is not null);
        var superseding = ordered.FindAll(c => c.SupersedeOpen);

        var memory = All(ordered, c => c.Memory);
        memory.Sort(MemoryRow.InOrder);

        Add(MemorySql.Lock, memory, MemoryColumns.Ids);
        if (known.Count > 0) AddKnown(known, memory, begin: superseding.Count == 0);
        Add(CommitSql.InsertRuns, born, RunColumns.ForInsert);
        Add(CommitSql.InsertTags, TagsOf(born), SmallColumns.Tags);
        Add(CommitSql.InsertTransitions, All(born, c => c.Transitions), TransitionColumns.Add);
        Add(CommitSql.SupersedeOpen, superseding, (p, rows) =>
        {
            p.Column(rows, c => c.Run.RunId);
            p.Moments(rows, c => c.Run.UpdatedAt);
        });
        Add(CommitSql.InsertDispatches, InOrder(All(superseding.Count == 0 ? born : ordered, c => c.NewRows)), DispatchColumns.ForInsert);
        Add(CommitSql.DeletePayloads, AttemptsOf(ordered), DispatchColumns.Attempts);
        AddSignals(ordered);
        Add(CommitSql.RecordEffects, EffectsOf(ordered), SmallColumns.Effects);
        Add(CommitSql.InsertItems, ItemsOf(ordered), SmallColumns.Items);
        AddMemory(memory);
        Add(CommitSql.InsertOutbox, All(ordered, c => c.Outbox), SmallColumns.Outbox);
        Add(CommitSql.KeysTaken, keyed, RunColumns.Keys);
        var clock = known.Count == 0 || batch.BatchCommands.Count > 1;
        if (clock) batch.BatchCommands.Add(new(CommitSql.Clock));
        return new(memory.Count > 0, known.Count > 0, born.Count > 0, keyed.Count > 0, clock);
    }

    /// <param name="known">Runs that are there.</param>
    /// <param name="memory">What they and new ones write of it.</param>
    /// <param name="begin">Their new attempts too: not where others are to be superseded first.</param>
    private void AddKnown(List<RunChange> known, List<MemoryRow> memory, bool begin)
    {
        var transitions = All(known, c => c.Transitions);
        var ended = InOrder(All(known, c => c.ChangedRows));
        var begun = begin ? InOrder(All(known, c => c.NewRows)) : [];
        var single = known.Count == 1 && transitions.Count == 1 && ended.Count == 1 && begun.Count == 1 && memory.Count == 0;
        var sql = memory.Count == 0 ? CommitSql.ChangeRuns : CommitSql.ChangeRunsThatRemember;
        batch.With(sql.For(single), parameters =>
        {
            var p = new Columns(parameters, single);
            RunColumns.ForUpdate(p, known);
            TransitionColumns.Add(p, transitions);
            DispatchColumns.ForUpdate(p, ended);
            DispatchColumns.ForInsert(p, begun);
            if (memory.Count > 0) MemoryColumns.Expected(p, memory);
        });
    }

    private void AddSignals(List<RunChange> changes)
    {
        Add(CommitSql.TakeSignals, TakenOf(changes), (p, rows) =>
        {
            p.Column(rows, t => t.RunId);
            p.Column(rows, t => t.No);
            p.Moments(rows, t => t.At);
        });
        Add(CommitSql.InsertSignals, All(changes, c => c.NewSignals), SmallColumns.Signals);
    }

    private void AddMemory(List<MemoryRow> memory)
    {
        Add(MemorySql.Delete, memory.FindAll(m => m.Deletes), MemoryColumns.OfRuns);
        Add(MemorySql.Update, memory.FindAll(m => !m.Deletes && m.ExpectedVersion > 0), MemoryColumns.Entries);
        Add(MemorySql.Insert, memory.FindAll(m => !m.Deletes && m.ExpectedVersion == 0), MemoryColumns.Entries);
    }

    private void Add<TRow>(RowsStatement sql, List<TRow> rows, Action<Columns, IReadOnlyList<TRow>> columns)
    {
        if (rows.Count == 0) return;
        var single = rows.Count == 1;
        batch.With(sql.For(single), p => columns(new(p, single), rows));
    }

    private static List<TRow> All<TRow>(List<RunChange> changes, Func<RunChange, IReadOnlyList<TRow>> rows)
    {
        var all = new List<TRow>(changes.Count);
        foreach (var change in changes) all.AddRange(rows(change));
        return all;
    }

    private static List<Dispatch> InOrder(List<Dispatch> rows)
    {
        rows.Sort(static (a, b) => (a.RunId, a.Seq, a.Attempt).CompareTo((b.RunId, b.Seq, b.Attempt)));
        return rows;
    }

    private static List<(Guid RunId, string Name, string Value, DateTimeOffset CreatedAt)> TagsOf(List<RunChange> born)
        => [.. from c in born from tag in c.Run.Tags ?? EmptyTags select (c.Run.RunId, tag.Key, tag.Value, c.Run.CreatedAt)];

    private static List<AttemptId> AttemptsOf(List<RunChange> changes)
        => [.. from c in changes from spent in c.SpentPayloads select new AttemptId(c.Run.RunId, spent.Seq, spent.Attempt)];

    private static List<(Guid RunId, int No, DateTimeOffset At)> TakenOf(List<RunChange> changes)
        => [.. from c in changes from no in c.TakenSignals select (c.Run.RunId, no, c.Run.UpdatedAt)];

    /// <summary>The first record of a key wins, here as in the table.</summary>
    private static List<(EffectRow Row, DateTimeOffset At)> EffectsOf(List<RunChange> changes)
        => [.. changes.SelectMany(c => c.Effects.Select(e => (Row: e, c.Run.UpdatedAt))).DistinctBy(e => (e.Row.RunId, e.Row.Seq, e.Row.Effect.Name))];

    private static List<(Guid RunId, TranscriptItem Item)> ItemsOf(List<RunChange> changes)
        => [.. from c in changes from item in c.Items select (c.Run.RunId, item)];

    private static readonly Dictionary<string, string> EmptyTags = [];
}

/// <summary>Which results the batch gives.</summary>
internal sealed record CommitShape(bool Locked, bool Changed, bool Inserted, bool KeysTaken, bool Clock);
