using Npgsql;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.PostgreSql.Sql;
using QueueAgents.Persistence.PostgreSql.Wire;

namespace QueueAgents.Persistence.PostgreSql;

/// <summary>What workers may ask. // R3 R7</summary>
internal sealed class PostgreSqlDoorStore(PostgreSqlSource hot) : IDoorStore
{
    private readonly NpgsqlDataSource source = hot.Pool;

    public async Task<bool> ClaimStepAsync(ClaimStep claim, DateTimeOffset now, DateTimeOffset until, CancellationToken ct)
    {
        var claimed = await source.ExecuteAsync(DoorSql.ClaimStep, p =>
        {
            Attempt(p, claim.RunId, claim.Seq, claim.Attempt, claim.Nonce);
            p.Text(claim.Instance);
            p.Moment(now);
            p.Moment(until);
        }, ct);
        return claimed == 1;
    }

    public async Task<IReadOnlyList<HeldStep>> ExtendLeasesAsync(
        string instance, IReadOnlyList<HeldStep> holds, DateTimeOffset until, CancellationToken ct)
    {
        if (holds.Count == 0) return [];
        await using var batch = source.CreateBatch()
            .With(DoorSql.ExtendLeases, p =>
            {
                Holds(p);
                p.Moment(until);
            })
            .With(DoorSql.NotHeld, Holds);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var lost = new List<HeldStep>();
        while (await reader.ReadAsync(ct)) lost.Add(holds[reader.GetInt32(0)]);
        return lost;

        void Holds(NpgsqlParameterCollection p)
        {
            p.Column(holds, h => h.RunId);
            p.Column(holds, h => h.Seq);
            p.Column(holds, h => h.Attempt);
            p.Column(holds, h => h.Nonce);
            p.Text(instance);
        }
    }

    public async Task<EffectAnswer?> ClaimEffectAsync(ClaimEffect claim, DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = source.CreateBatch()
            .With(DoorSql.ClaimEffect, p =>
            {
                Effect(p);
                p.Value((short)claim.Class);
                p.Text(claim.ArgsHash);
                p.Value(claim.ClaimId);
                p.Moment(now);
            })
            .With(DoorSql.FindEffect, Effect);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Answer(claim, new(reader)) : null;

        void Effect(NpgsqlParameterCollection p)
        {
            Attempt(p, claim.RunId, claim.Seq, claim.Attempt, claim.Nonce);
            p.Text(claim.Name);
        }
    }

    public async Task<bool> RecordEffectAsync(RecordEffect record, DateTimeOffset now, CancellationToken ct)
    {
        var recorded = await source.ExecuteAsync(DoorSql.RecordEffect, p =>
        {
            Attempt(p, record.RunId, record.Seq, record.Attempt, record.Nonce);
            p.Text(record.Effect.Name);
            p.Value(record.ClaimId);
            p.Moment(now);
            p.Text(record.Effect.Result.Text);
        }, ct);
        return recorded == 1;
    }

    public async Task<string?> ReadPayloadAsync(ReadPayload read, CancellationToken ct)
    {
        var found = await source.QueryAsync(DoorSql.ReadPayload, p =>
        {
            Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce);
            p.Value((short)read.Kind);
        }, reader => new Fields(reader).MaybeText(), ct);
        return found is [var text] ? text : null;
    }

    public async Task<bool> WritePayloadAsync(WritePayload piece, CancellationToken ct)
    {
        await using var batch = source.CreateBatch()
            .With(DoorSql.DeletePieces, Piece)
            .With(DoorSql.InsertPiece, Piece)
            .With(DoorSql.HasPiece, Place);
        return await batch.ExecuteScalarAsync(ct) is true;

        void Place(NpgsqlParameterCollection p)
        {
            Attempt(p, piece.RunId, piece.Seq, piece.Attempt, piece.Nonce);
            p.Value((short)piece.Kind);
            p.Value(piece.Offset);
        }

        void Piece(NpgsqlParameterCollection p)
        {
            Place(p);
            p.Value(piece.Total);
            p.Value(piece.Bytes);
        }
    }

    public Task<IReadOnlyList<StepResult>?> ReadResultsAsync(ReadResults read, int maxBytes, CancellationToken ct) => WhileOpenAsync(
        DoorSql.ReadResults,
        p => Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce),
        p =>
        {
            p.Value(read.FromSeq);
            p.Value(maxBytes);
        },
        Result,
        IReadOnlyList<StepResult> (found) => found, ct);

    public Task<IReadOnlyList<TranscriptItem>?> ReadTranscriptAsync(ReadTranscript read, int maxBytes, CancellationToken ct) => WhileOpenAsync(
        DoorSql.ReadTranscript,
        p => Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce),
        p =>
        {
            p.Value(read.From);
            p.Value(maxBytes);
        },
        Item,
        IReadOnlyList<TranscriptItem> (found) => found, ct);

    public Task<MemoryFound?> ReadMemoryAsync(ReadMemory read, DateTimeOffset now, CancellationToken ct) => WhileOpenAsync(
        MemorySql.Read,
        p => Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce),
        p =>
        {
            p.Value(read.Shared);
            p.Text(read.Subject);
            p.Text(read.Key);
            p.Moment(now);
        },
        f => new MemoryFound { Value = f.Json(), Version = f.Of<long>(), ExpiresAt = f.Maybe<DateTimeOffset>() },
        found => found.SingleOrDefault() ?? new MemoryFound(), ct);

    public Task<IReadOnlyList<MemoryListed>?> ListMemoryAsync(ListMemory list, DateTimeOffset now, int max, CancellationToken ct) => WhileOpenAsync(
        MemorySql.List,
        p => Attempt(p, list.RunId, list.Seq, list.Attempt, list.Nonce),
        p =>
        {
            p.Value(list.Shared);
            p.Text(list.Subject);
            p.Text(list.Prefix);
            p.Text(list.After);
            p.Moment(now);
            p.Value(max);
        },
        f => new MemoryListed { Key = f.Text(), Version = f.Of<long>(), ExpiresAt = f.Maybe<DateTimeOffset>() },
        IReadOnlyList<MemoryListed> (found) => found, ct);

    private delegate TRow Reading<TRow>(Fields fields);

    /// <summary>What the statement finds; null where the attempt is not open. // R3</summary>
    private async Task<TAnswer?> WhileOpenAsync<TRow, TAnswer>(
        string sql, Action<NpgsqlParameterCollection> attempt, Action<NpgsqlParameterCollection> rest, Reading<TRow> read, Func<List<TRow>, TAnswer> answer, CancellationToken ct)
        where TAnswer : class
    {
        await using var batch = source.CreateBatch()
            .With(sql, p =>
            {
                attempt(p);
                rest(p);
            })
            .With(DoorSql.IsOpen, attempt);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<TRow>();
        while (await reader.ReadAsync(ct)) rows.Add(read(new(reader)));
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(0) ? answer(rows) : null;
    }

    private static TranscriptItem Item(Fields f) => new() { No = f.Int(), Seq = f.Int(), Kind = f.Text(), Body = f.Json() };

    private static void Attempt(NpgsqlParameterCollection p, Guid runId, int seq, int attempt, Guid nonce)
    {
        p.Value(runId);
        p.Value(seq);
        p.Value(attempt);
        p.Value(nonce);
    }

    private static EffectAnswer Answer(ClaimEffect claim, Fields f)
    {
        var claimId = f.Maybe<Guid>();
        var argsHash = f.Text();
        var recorded = f.Of<bool>();
        if (!recorded) return new() { Verdict = claimId == claim.ClaimId ? EffectVerdict.Granted : EffectVerdict.Unknown };
        // R11
        return argsHash == claim.ArgsHash ? new() { Verdict = EffectVerdict.Recorded, Result = f.Json() } : new() { Verdict = EffectVerdict.OtherArguments };
    }

    private static StepResult Result(Fields f)
    {
        var seq = f.Int();
        var ok = f.Maybe<short>() == (short)Orchestration.Runs.DispatchOutcome.Ok;
        return new() { Seq = seq, Ok = ok, Value = f.Json(), Error = ErrorMapping.Of(f.MaybeText(), f.MaybeText()) };
    }
}
