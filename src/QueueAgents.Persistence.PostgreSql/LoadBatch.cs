using System.Text;
using Npgsql;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql.Rows;
using QueueAgents.Persistence.PostgreSql.Sql;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql;

/// <summary>Asks for all that a batch of messages needs, in one batch, and sorts what comes back by run.</summary>
internal sealed class LoadBatch
{
    private readonly NpgsqlBatch _batch;
    private readonly IReadOnlyList<LoadRequest> _requests;
    private readonly Dictionary<Guid, Found> _found;
    private readonly List<Func<NpgsqlDataReader, CancellationToken, Task>> _readers = [];

    public LoadBatch(NpgsqlBatch batch, IReadOnlyList<LoadRequest> requests)
    {
        _batch = batch;
        _requests = requests;
        _found = new(requests.Count);
        foreach (var request in requests) _found[request.RunId] = new();

        var ids = requests.Select(r => r.RunId).Distinct().ToList();
        Add(LoadSql.Runs, ids, Ids, ReadRun);
        Add(LoadSql.KeptSignals, ids, Ids, ReadSignal);
        Add(LoadSql.SignalsByKey, Pairs(r => r.SignalKeys), (p, rows) =>
        {
            p.Column(rows, x => x.RunId);
            p.Texts(rows, x => x.Value);
        }, ReadSignal);
        Add(LoadSql.OpenOfSteps, Pairs(r => r.Seqs), Numbers, ReadRow);
        Add(LoadSql.Attempts, [.. Pairs(r => r.Attempts).Select(x => new AttemptId(x.RunId, x.Value.Seq, x.Value.Attempt))], DispatchColumns.Attempts, ReadRow);
        Add(LoadSql.NotReleased, Pairs<int>(r => r.Releases > 0 ? [r.Releases] : []), Numbers, ReadRow);
        Add(LoadSql.UnfinishedOfGroup, [.. requests.Where(r => r.Unfinished).Select(r => r.RunId)], Ids, ReadRow);
        Add(LoadSql.OpenOfGroup, [.. requests.Where(r => r.Open).Select(r => r.RunId)], Ids, ReadRow);
        Add(MemorySql.Load, [.. Pairs(r => r.Memory).Distinct()], MemoryColumns.Places, ReadMemory);
        Add(LoadSql.Payloads, [.. Pairs(r => r.Payloads).Select(x => new AttemptId(x.RunId, x.Value.Seq, x.Value.Attempt))], DispatchColumns.Attempts, ReadPiece);
    }

    public async Task<IReadOnlyList<LoadedRun>> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        foreach (var read in _readers)
        {
            await read(reader, ct);
            await reader.NextResultAsync(ct);
        }

        return [.. _requests.Select(r => _found[r.RunId].ToLoaded())];
    }

    private void Add<TRow>(
        string sql, List<TRow> rows, Action<Columns, IReadOnlyList<TRow>> columns, Action<NpgsqlDataReader> read)
    {
        if (rows.Count == 0) return;
        _batch.With(sql, p => columns(p, rows));
        _readers.Add(async (reader, ct) =>
        {
            while (await reader.ReadAsync(ct)) read(reader);
        });
    }

    private List<(Guid RunId, T Value)> Pairs<T>(Func<LoadRequest, IReadOnlyList<T>> values)
        => [.. from r in _requests from value in values(r) select (r.RunId, value)];

    private static void Ids(Columns p, IReadOnlyList<Guid> ids) => p.Column(ids, id => id);

    private static void Numbers(Columns p, IReadOnlyList<(Guid RunId, int Value)> rows)
    {
        p.Column(rows, x => x.RunId);
        p.Column(rows, x => x.Value);
    }

    private void ReadRun(NpgsqlDataReader reader)
    {
        var fields = new Fields(reader);
        var run = RunFields.Read(ref fields);
        _found[run.RunId].Run = run;
    }

    private void ReadRow(NpgsqlDataReader reader)
    {
        var fields = new Fields(reader);
        var row = DispatchFields.Read(ref fields);
        _found[row.RunId].Rows[(row.Seq, row.Attempt)] = row;
    }

    private void ReadSignal(NpgsqlDataReader reader)
    {
        var f = new Fields(reader);
        var signal = new KeptSignal
        {
            RunId = f.Of<Guid>(), No = f.Int(), Name = f.Text(), ClientKey = f.Text(), Body = f.Json(),
            At = f.Of<DateTimeOffset>(), TakenAt = f.Maybe<DateTimeOffset>(),
        };
        _found[signal.RunId].Signals[signal.No] = signal;
    }

    private void ReadPiece(NpgsqlDataReader reader)
    {
        var f = new Fields(reader);
        var found = _found[f.Of<Guid>()];
        var document = (f.Int(), f.Int(), (PayloadKind)f.Short());
        if (!found.Pieces.TryGetValue(document, out var pieces)) found.Pieces[document] = pieces = [];
        pieces.Add((f.Int(), f.Int(), f.Of<byte[]>()));
    }

    private void ReadMemory(NpgsqlDataReader reader)
    {
        var f = new Fields(reader);
        var found = _found[f.Of<Guid>()];
        found.Memory.Add(new(new(f.Of<bool>(), f.Text(), f.Text()), f.Maybe<long>() ?? 0, f.Maybe<DateTimeOffset>(), f.Int()));
    }

    private sealed class Found
    {
        public RunFacts? Run { get; set; }
        public SortedDictionary<(int Seq, int Attempt), Dispatch> Rows { get; } = [];
        public SortedDictionary<int, KeptSignal> Signals { get; } = [];
        public SortedDictionary<(int Seq, int Attempt, PayloadKind Kind), List<(int Offset, int Total, byte[] Bytes)>> Pieces { get; } = [];

        public List<MemoryState> Memory { get; } = [];

        public LoadedRun ToLoaded() => new(Run, [.. Rows.Values], [.. Signals.Values], [.. Pieces.SelectMany(p => Whole(p.Key, p.Value))]) { Memory = Memory };

        /// <summary>A document with a piece missing is not there yet.</summary>
        private static IEnumerable<StoredPayload> Whole(
            (int Seq, int Attempt, PayloadKind Kind) key, List<(int Offset, int Total, byte[] Bytes)> pieces)
        {
            var bytes = new byte[pieces[0].Total];
            var filled = 0;
            foreach (var piece in pieces)
            {
                if (piece.Offset != filled || filled + piece.Bytes.Length > bytes.Length) yield break;
                piece.Bytes.CopyTo(bytes, filled);
                filled += piece.Bytes.Length;
            }

            if (filled == bytes.Length) yield return new(key.Seq, key.Attempt, key.Kind, Encoding.UTF8.GetString(bytes));
        }
    }
}
