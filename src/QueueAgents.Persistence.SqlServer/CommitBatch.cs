using System.Text;
using Microsoft.Data.SqlClient;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.SqlServer.Rows;
using QueueAgents.Persistence.SqlServer.Sql;
using QueueAgents.Persistence.SqlServer.Wire;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>Writes the changes of many runs into one command: a statement per table (for a large fan-out a few), and none for a table without rows.</summary>
internal sealed class CommitBatch(SqlCommand command)
{
    /// <summary>At 5,000 rows a statement would take the lock of the whole table, which no claim can pass over.</summary>
    private const int Page = 2000;

    private readonly StringBuilder text = new(RunWrites.Begin);

    /// <summary>The results are: new runs whose key is taken (only if there are new runs with keys: then true is answered), the runs that were written, the clock.</summary>
    public bool Fill(IReadOnlyList<RunChange> changes)
    {
        var ordered = changes.OrderBy(c => c.Run.RunId, LockOrder.Instance).ToList();
        var known = ordered.FindAll(c => c.ExpectedVersion > 0);
        var born = ordered.FindAll(c => c.ExpectedVersion == 0);
        var keyed = born.FindAll(c => c.Run.Key is not null);

        var memory = All(ordered, c => c.Memory);
        memory.Sort(MemoryRow.InOrder);

        if (memory.Count > 0) text.AppendLine().Append(MemorySql.DeclareStale);
        Add(MemorySql.FindStale, "@expected_memory", MemoryRows.Expected, memory);
        Add(memory.Count == 0 ? RunWrites.Update : RunWrites.UpdateThoseThatRemember, "@changed_runs", RunRows.Changed, known);
        Add(RunWrites.UpdateDocuments, "@documents", RunRows.Documents, known.FindAll(c => c.DocumentChanged));
        Add(RunWrites.Insert, "@born_runs", RunRows.Born, FirstOfEachKey(born));
        Add(RunWrites.InsertTags, "@tags", SmallRows.Tags, TagsOf(born));
        Add(RunWrites.InsertTransitions, "@transitions", SmallRows.Transitions, All(ordered, c => c.Transitions));
        AddDispatches(ordered);
        AddSignals(ordered);
        Add(RowWrites.RecordEffects, "@effects", SmallRows.Effects, EffectsOf(ordered));
        Add(RowWrites.InsertItems, "@items", SmallRows.Items, ItemsOf(ordered));
        Add(MemorySql.Delete, "@forgotten", MemoryRows.Ids, memory.FindAll(m => m.Deletes));
        Add(MemorySql.Write, "@memory", MemoryRows.Entries, memory.FindAll(m => !m.Deletes));
        Add(RowWrites.InsertOutbox, "@outbox", SmallRows.Outbox, All(ordered, c => c.Outbox));
        Add(RunWrites.KeysTaken, "@keyed_runs", RunRows.Keyed, keyed);
        text.AppendLine().Append(RunWrites.End);
        command.CommandText = text.ToString();
        return keyed.Count > 0;
    }

    private void AddDispatches(List<RunChange> changes)
    {
        Add(DispatchWrites.Update, "@changed_rows", DispatchRows.Changed, InOrder(All(changes, c => c.ChangedRows)));
        Add(DispatchWrites.Supersede, "@superseded", DispatchRows.Superseded, changes.FindAll(c => c.SupersedeOpen));
        Add(DispatchWrites.Insert, "@new_rows", DispatchRows.New, InOrder(All(changes, c => c.NewRows)));
        Add(DispatchWrites.DeletePayloads, "@spent", DispatchRows.Attempts, AttemptsOf(changes));
    }

    private void AddSignals(List<RunChange> changes)
    {
        Add(RowWrites.TakeSignals, "@taken_signals", SmallRows.TakenSignals, TakenOf(changes));
        Add(RowWrites.InsertSignals, "@new_signals", SmallRows.Signals, All(changes, c => c.NewSignals));
    }

    private void Add<TRow>(string sql, string parameter, JsonTable<TRow> table, List<TRow> rows)
    {
        foreach (var (place, page) in rows.Chunk(Page).Index())
        {
            var name = place == 0 ? parameter : $"{parameter}_{place}";
            text.AppendLine().Append(place == 0 ? sql : sql.Replace($"openjson({parameter})", $"openjson({name})", StringComparison.Ordinal));
            command.Parameters.Rows(name, table, page);
        }
    }

    private static List<TRow> All<TRow>(List<RunChange> changes, Func<RunChange, IReadOnlyList<TRow>> rows)
    {
        var all = new List<TRow>(changes.Count);
        foreach (var change in changes) all.AddRange(rows(change));
        return all;
    }

    /// <summary>By the key; the sort is stable, and the runs are in order already.</summary>
    private static List<Dispatch> InOrder(List<Dispatch> rows)
        => [.. rows.OrderBy(d => d.RunId, LockOrder.Instance).ThenBy(d => d.Seq).ThenBy(d => d.Attempt)];

    /// <summary>One statement cannot see what it inserts itself; the others find the key taken.</summary>
    private static List<RunChange> FirstOfEachKey(List<RunChange> born)
    {
        var seen = new HashSet<(string, string, string)>();
        return born.FindAll(c => c.Run.Key is not { } key || seen.Add((c.Run.Tenant, c.Run.Agent, key)));
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
