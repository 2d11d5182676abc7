using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Sqlite.Rows;
using QueueAgents.Persistence.Sqlite.Sql;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite;

/// <summary>
/// Writes one run's change inside the transaction of its batch. Table order: run, run_tag, transition, dispatch, payload, signal, effect,
/// item, memory, outbox; the one writer holds them all, so there is nothing to lock.
/// </summary>
internal static class Commit
{
    public static CommitResult One(Session session, RunChange change)
    {
        foreach (var transition in change.Transitions)
            if (session.Exists(RunSql.HasTransition, transition.RunId, transition.CommandId)) return CommitResult.Repeated; // R12

        foreach (var row in change.Memory)
            if (Version(session, row) != row.ExpectedVersion) return CommitResult.Conflict; // R2

        if (change.ExpectedVersion > 0)
        {
            if (session.Execute(RunSql.Update, RunRows.ForUpdate(change)) == 0) return CommitResult.Conflict; // R2
        }
        else if (session.Execute(RunSql.Insert, RunRows.ForInsert(change.Run)) == 0)
        {
            return session.Exists(RunSql.Exists, change.Run.RunId) ? CommitResult.Conflict : CommitResult.KeyTaken;
        }
        else
        {
            foreach (var (name, value) in change.Run.Tags ?? NoTags) session.Execute(RunSql.InsertTag, change.Run.RunId, name, value, change.Run.CreatedAt);
        }

        foreach (var transition in change.Transitions) session.Execute(RunSql.InsertTransition, RunRows.ForInsert(transition));
        Dispatches(session, change);
        Signals(session, change);
        foreach (var effect in change.Effects) session.Execute(SmallSql.RecordEffect, SmallRows.ForRecord(effect, change.Run.UpdatedAt));
        foreach (var item in change.Items) session.Execute(SmallSql.InsertItem, SmallRows.ForInsert(change.Run.RunId, item));
        foreach (var row in change.Memory) Remember(session, row);
        foreach (var message in change.Outbox) session.Execute(SmallSql.InsertOutbox, SmallRows.ForInsert(message));
        return CommitResult.Committed;
    }

    /// <summary>Closed first, opened last: a step has one open attempt at every moment. // R3</summary>
    private static void Dispatches(Session session, RunChange change)
    {
        foreach (var row in change.ChangedRows) session.Execute(DispatchSql.Update, DispatchRows.ForUpdate(row));
        foreach (var (seq, attempt) in change.SpentPayloads) session.Execute(DispatchSql.DeletePayloads, change.Run.RunId, seq, attempt);
        if (change.SupersedeOpen)
        {
            session.Execute(DispatchSql.DeletePayloadsOfOpen, change.Run.RunId);
            session.Execute(DispatchSql.SupersedeOpen, change.Run.RunId, change.Run.UpdatedAt);
        }

        foreach (var row in change.NewRows) session.Execute(DispatchSql.Insert, DispatchRows.ForInsert(row));
    }

    private static void Signals(Session session, RunChange change)
    {
        foreach (var no in change.TakenSignals) session.Execute(SmallSql.TakeSignal, change.Run.RunId, no, change.Run.UpdatedAt);
        foreach (var signal in change.NewSignals) session.Execute(SmallSql.InsertSignal, SmallRows.ForInsert(signal));
    }

    private static long Version(Session session, MemoryRow row)
        => session.Query(MemorySql.State, f => f.Long(), row.Tenant, row.Agent, row.Subject, row.Key).FirstOrDefault();

    private static void Remember(Session session, MemoryRow row)
    {
        if (row.Deletes) session.Execute(MemorySql.Delete, row.Tenant, row.Agent, row.Subject, row.Key);
        else session.Execute(MemorySql.Write, SmallRows.ForWrite(row));
    }

    private static readonly Dictionary<string, string> NoTags = [];
}
