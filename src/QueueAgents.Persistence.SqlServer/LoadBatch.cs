using System.Text;
using Microsoft.Data.SqlClient;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.SqlServer.Rows;
using QueueAgents.Persistence.SqlServer.Sql;
using QueueAgents.Persistence.SqlServer.Wire;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>Asks for all that a batch of messages needs, in one command, and sorts what comes back by run.</summary>
internal sealed class LoadBatch
{
    private readonly IReadOnlyList<LoadRequest> requests;
    private readonly StringBuilder text = new(Words.Begin);
    private readonly Dictionary<Guid, Found> found;
    private readonly List<Action<SqlDataReader>> readers = [];

    public LoadBatch(IReadOnlyList<LoadRequest> requests)
    {
        this.requests = requests;
        found = new(requests.Count);
        foreach (var request in requests) found[request.RunId] = new();

        Add(LoadSql.Runs, "@runs", SmallRows.Ids, [.. found.Keys.Order(LockOrder.Instance)], ReadRun);
        Add(LoadSql.KeptSignals, ReadSignal);
        Add(LoadSql.SignalsByKey, "@signal_keys", SmallRows.SignalKeys, Pairs(r => r.SignalKeys), ReadSignal);
        Add(LoadSql.OpenOfSteps, "@steps", SmallRows.Steps, Pairs(r => r.Seqs), ReadRow);
        Add(LoadSql.Attempts, "@attempts", DispatchRows.Attempts, [.. Pairs(r => r.Attempts).Select(x => new AttemptId(x.RunId, x.Value.Seq, x.Value.Attempt))], ReadRow);
        var releases = Pairs<int>(r => r.Releases > 0 ? [r.Releases] : []);
        if (releases.Count > 0) Command.Parameters.Int("@most", releases.Max(r => r.Value));
        Add(LoadSql.NotReleased, "@releases", SmallRows.Releases, releases, ReadRow);
        Add(LoadSql.UnfinishedOfGroup, "@unfinished", SmallRows.Ids, [.. requests.Where(r => r.Unfinished).Select(r => r.RunId)], ReadRow);
        Add(LoadSql.OpenOfGroup, "@open", SmallRows.Ids, [.. requests.Where(r => r.Open).Select(r => r.RunId)], ReadRow);
        Add(MemorySql.Load, "@memory", MemoryRows.Places, [.. Pairs(r => r.Memory).Distinct()], ReadMemory);
        Add(LoadSql.Payloads, "@payloads", DispatchRows.Attempts, [.. Pairs(r => r.Payloads).Select(x => new AttemptId(x.RunId, x.Value.Seq, x.Value.Attempt))], ReadPiece);
        Command.CommandText = text.ToString();
    }

    public SqlCommand Command { get; } = new();

    public async Task<IReadOnlyList<LoadedRun>> ReadAsync(SqlDataReader reader, CancellationToken ct)
    {
        foreach (var read in readers)
        {
            while (reader.Read()) read(reader);
            await reader.NextResultAsync(ct);
        }

        return [.. requests.Select(r => found[r.RunId].ToLoaded())];
    }

    private void Add<TRow>(string sql, string parameter, JsonTable<TRow> table, List<TRow> rows, Action<SqlDataReader> read)
    {
        if (rows.Count == 0) return;
        Command.Parameters.Rows(parameter, table, rows);
        Add(sql, read);
    }

    private void Add(string sql, Action<SqlDataReader> read)
    {
        text.AppendLine().Append(sql);
        readers.Add(read);
    }

    private List<(Guid RunId, T Value)> Pairs<T>(Func<LoadRequest, IReadOnlyList<T>> values)
        => [.. from r in requests from value in values(r) select (r.RunId, value)];

    private void ReadRun(SqlDataReader reader)
    {
        var fields = new Fields(reader);
        var run = RunFields.Read(ref fields);
        found[run.RunId].Run = run;
    }

    private void ReadRow(SqlDataReader reader)
    {
        var fields = new Fields(reader);
        var row = DispatchFields.Read(ref fields);
        found[row.RunId].Rows[(row.Seq, row.Attempt)] = row;
    }

    private void ReadSignal(SqlDataReader reader)
    {
        var f = new Fields(reader);
        var signal = new KeptSignal
        {
            RunId = f.Of<Guid>(), No = f.Int(), Name = f.Text(), ClientKey = f.Key(), Body = f.Json(),
            At = f.Of<DateTimeOffset>(), TakenAt = f.Maybe<DateTimeOffset>(),
        };
        found[signal.RunId].Signals[signal.No] = signal;
    }

    private void ReadPiece(SqlDataReader reader)
    {
        var f = new Fields(reader);
        var run = found[f.Of<Guid>()];
        var document = (f.Int(), f.Int(), (PayloadKind)f.Short());
        if (!run.Pieces.TryGetValue(document, out var pieces)) run.Pieces[document] = pieces = [];
        var offset = f.Int();
        pieces[offset] = (f.Int(), f.Of<byte[]>());
    }

    private void ReadMemory(SqlDataReader reader)
    {
        var f = new Fields(reader);
        var run = found[f.Of<Guid>()];
        run.Memory.Add(new(new(f.Of<bool>(), f.Key(), f.Key()), f.Maybe<long>() ?? 0, f.Maybe<DateTimeOffset>(), f.Int()));
    }

    private sealed class Found
    {
        public RunFacts? Run { get; set; }
        public SortedDictionary<(int Seq, int Attempt), Dispatch> Rows { get; } = [];
        public SortedDictionary<int, KeptSignal> Signals { get; } = [];
        public SortedDictionary<(int Seq, int Attempt, PayloadKind Kind), SortedDictionary<int, (int Total, byte[] Bytes)>> Pieces { get; } = [];

        public List<MemoryState> Memory { get; } = [];

        public LoadedRun ToLoaded() => new(Run, [.. Rows.Values], [.. Signals.Values], [.. Pieces.SelectMany(p => Whole(p.Key, p.Value))]) { Memory = Memory };

        /// <summary>A document with a piece missing is not there yet.</summary>
        private static IEnumerable<StoredPayload> Whole(
            (int Seq, int Attempt, PayloadKind Kind) key, SortedDictionary<int, (int Total, byte[] Bytes)> pieces)
        {
            var bytes = new byte[pieces.First().Value.Total];
            var filled = 0;
            foreach (var (offset, piece) in pieces)
            {
                if (offset != filled || filled + piece.Bytes.Length > bytes.Length) yield break;
                piece.Bytes.CopyTo(bytes, filled);
                filled += piece.Bytes.Length;
            }

            if (filled == bytes.Length) yield return new(key.Seq, key.Attempt, key.Kind, Encoding.UTF8.GetString(bytes));
        }
    }
}
