using System.Text;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Sqlite.Rows;
using QueueAgents.Persistence.Sqlite.Sql;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite;

/// <summary>Reads what the messages for one run need to be decided.</summary>
internal static class Load
{
    public static LoadedRun One(Session session, LoadRequest request)
    {
        var id = request.RunId;
        if (session.Query(RunSql.ById, RunRows.Read, id) is not [var run]) return new(null, [], [], []);

        var rows = new SortedDictionary<(int, int), Dispatch>();
        foreach (var seq in request.Seqs) Add(session.Query(DispatchSql.OpenOfStep, DispatchRows.Read, id, seq));
        foreach (var (seq, attempt) in request.Attempts) Add(session.Query(DispatchSql.Attempt, DispatchRows.Read, id, seq, attempt));
        if (run.Group is { } group)
        {
            if (request.Releases > 0) Add(session.Query(DispatchSql.NotReleased, DispatchRows.Read, id, group.Next, group.End, request.Releases));
            if (request.Unfinished) Add(session.Query(DispatchSql.LastAttempts, DispatchRows.Read, id, group.First, group.End).Where(r => r.Outcome != DispatchOutcome.Ok));
            if (request.Open) Add(session.Query(DispatchSql.OpenOfGroup, DispatchRows.Read, id, group.First, group.End));
        }

        return new(run, [.. rows.Values], Signals(session, request), Payloads(session, request)) { Memory = Memory(session, run, request) };

        void Add(IEnumerable<Dispatch> found)
        {
            foreach (var row in found) rows[(row.Seq, row.Attempt)] = row;
        }
    }

    private static List<KeptSignal> Signals(Session session, LoadRequest request)
    {
        var signals = session.Query(SmallSql.KeptSignals, SmallRows.ReadSignal, request.RunId);
        foreach (var key in request.SignalKeys.Distinct()) signals.AddRange(session.Query(SmallSql.SignalByKey, SmallRows.ReadSignal, request.RunId, key));
        signals.Sort((a, b) => a.No.CompareTo(b.No));
        return signals;
    }

    private static List<MemoryState> Memory(Session session, RunFacts run, LoadRequest request) =>
    [
        .. from place in request.Memory.Distinct()
           let agent = place.Shared ? "" : run.Agent
           let state = session.Query(MemorySql.State, f => (Version: f.Long(), ExpiresAt: f.MaybeMoment()), run.Tenant, agent, place.Subject, place.Key).FirstOrDefault()
           let entries = session.Query(MemorySql.Count, f => f.Int(), run.Tenant, agent, place.Subject)[0]
           select new MemoryState(place, state.Version, state.ExpiresAt, entries),
    ];

    private static List<StoredPayload> Payloads(Session session, LoadRequest request)
    {
        List<StoredPayload> documents = [];
        foreach (var (seq, attempt) in request.Payloads.Distinct())
        {
            var pieces = session.Query(DispatchSql.Pieces, f => (Kind: (PayloadKind)f.Int(), Offset: f.Int(), Total: f.Int(), Bytes: f.Bytes()), request.RunId, seq, attempt);
            foreach (var document in pieces.GroupBy(p => p.Kind))
            {
                // The pieces follow each other; the last one says whether they are all.
                var last = document.Last();
                if (last.Offset + last.Bytes.Length == last.Total)
                    documents.Add(new(seq, attempt, document.Key, Encoding.UTF8.GetString([.. document.SelectMany(p => p.Bytes)])));
            }
        }

        return documents;
    }
}
