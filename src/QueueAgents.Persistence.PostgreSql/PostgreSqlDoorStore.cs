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

    public async Task<IReadOnlyList<StepResult>?> ReadResultsAsync(ReadResults read, int maxBytes, CancellationToken ct)
    {
        await using var batch = source.CreateBatch()
            .With(DoorSql.ReadResults, p =>
            {
                Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce);
                p.Value(read.FromSeq);
                p.Value(maxBytes);
            })
            .With(DoorSql.IsOpen, p => Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var results = new List<StepResult>();
        while (await reader.ReadAsync(ct)) results.Add(Result(new(reader)));
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(0) ? results : null;
    }

    public async Task<IReadOnlyList<TranscriptItem>?> ReadTranscriptAsync(ReadTranscript read, int maxBytes, CancellationToken ct)
    {
        await using var batch = source.CreateBatch()
            .With(DoorSql.ReadTranscript, p =>
            {
                Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce);
                p.Value(read.From);
                p.Value(maxBytes);
            })
            .With(DoorSql.IsOpen, p => Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var items = new List<TranscriptItem>();
        while (await reader.ReadAsync(ct)) items.Add(Item(new(reader)));
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(0) ? items : null;
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
