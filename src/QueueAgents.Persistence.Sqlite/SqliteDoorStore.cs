using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.Sqlite.Sql;
using QueueAgents.Persistence.Sqlite.Wire;

namespace QueueAgents.Persistence.Sqlite;

internal sealed class SqliteDoorStore(SqliteSource source) : IDoorStore
{
    public Task<bool> ClaimStepAsync(ClaimStep claim, DateTimeOffset now, DateTimeOffset until, CancellationToken ct)
        => source.WriteAsync(s => s.Execute(DoorSql.ClaimStep, claim.RunId, claim.Seq, claim.Attempt, claim.Nonce, claim.Instance, now, until) == 1, ct);

    public Task<IReadOnlyList<HeldStep>> ExtendLeasesAsync(string instance, IReadOnlyList<HeldStep> holds, DateTimeOffset until, CancellationToken ct)
        => source.WriteAsync<IReadOnlyList<HeldStep>>(s
            => [.. holds.Where(h => s.Execute(DoorSql.ExtendLease, h.RunId, h.Seq, h.Attempt, h.Nonce, instance, until) == 0)], ct);

    public Task<EffectAnswer?> ClaimEffectAsync(ClaimEffect claim, DateTimeOffset now, CancellationToken ct) => source.WriteAsync(s =>
    {
        if (!s.Exists(DoorSql.IsOpen, claim.RunId, claim.Seq, claim.Attempt, claim.Nonce)) return null;
        var known = s.Query(DoorSql.Effect, KnownEffect.Read, claim.RunId, claim.Seq, claim.Name).FirstOrDefault();
        if (known?.AnswerTo(claim) is { } answer) return answer;
        s.Execute(DoorSql.ClaimEffect, claim.RunId, claim.Seq, claim.Name, claim.Attempt, claim.Class, claim.ArgsHash, claim.ClaimId, now);
        return new EffectAnswer { Verdict = EffectVerdict.Granted };
    }, ct);

    public Task<bool> RecordEffectAsync(RecordEffect record, DateTimeOffset now, CancellationToken ct) => source.WriteAsync(s
        => s.Exists(DoorSql.IsOpen, record.RunId, record.Seq, record.Attempt, record.Nonce)
            && s.Execute(DoorSql.RecordEffect, record.RunId, record.Seq, record.Effect.Name, record.ClaimId, now, record.Effect.Result) == 1, ct);

    public Task<string?> ReadPayloadAsync(ReadPayload read, CancellationToken ct) => source.ReadAsync(s
        => s.Query(DoorSql.Payload, f => f.MaybeText(), read.RunId, read.Seq, read.Attempt, read.Nonce, read.Kind).FirstOrDefault(), ct);

    public Task<bool> WritePayloadAsync(WritePayload piece, CancellationToken ct) => source.WriteAsync(s =>
    {
        var (runId, seq, attempt, kind, offset) = (piece.RunId, piece.Seq, piece.Attempt, piece.Kind, piece.Offset);
        if (!s.Exists(DoorSql.IsOpen, runId, seq, attempt, piece.Nonce)) return false;
        if (s.Exists(DoorSql.HasPiece, runId, seq, attempt, kind, offset, piece.Total, piece.Bytes)) return true;
        if (offset > 0 && !s.Exists(DoorSql.HasPieceBefore, runId, seq, attempt, kind, offset)) return false;

        // Another worker may write it anew, with the same attempt: what came after no longer fits.
        s.Execute(DoorSql.DeletePieces, runId, seq, attempt, kind, offset);
        s.Execute(DoorSql.InsertPiece, runId, seq, attempt, kind, offset, piece.Total, piece.Bytes);
        return true;
    }, ct);

    public Task<IReadOnlyList<StepResult>?> ReadResultsAsync(ReadResults read, int maxBytes, CancellationToken ct) => source.ReadAsync<IReadOnlyList<StepResult>?>(s =>
    {
        if (s.Query(DoorSql.Join, f => (First: f.Int(), Count: f.Int()), read.RunId, read.Seq, read.Attempt, read.Nonce) is not [var join]) return null;
        List<StepResult> page = [];
        var bytes = 0;
        s.Each(DoorSql.Results, f =>
        {
            var result = new StepResult { Seq = f.Int(), Ok = f.Int() == (int)DispatchOutcome.Ok, Value = f.Json(), Error = ErrorMapping.Of(f.MaybeText(), f.MaybeText()) };
            bytes += result.Value.ByteCount;
            if (page.Count > 0 && bytes > maxBytes) return false;
            page.Add(result);
            return true;
        }, read.RunId, Math.Max(join.First, read.FromSeq), join.First + join.Count);
        return page;
    }, ct);

    public Task<IReadOnlyList<TranscriptItem>?> ReadTranscriptAsync(ReadTranscript read, int maxBytes, CancellationToken ct)
        => source.ReadAsync<IReadOnlyList<TranscriptItem>?>(s =>
    {
        if (!s.Exists(DoorSql.IsOpen, read.RunId, read.Seq, read.Attempt, read.Nonce)) return null;
        List<TranscriptItem> page = [];
        var bytes = 0;
        s.Each(DoorSql.Items, f =>
        {
            var item = new TranscriptItem { No = f.Int(), Seq = f.Int(), Kind = f.Text(), Body = f.Json() };
            bytes += item.Body.ByteCount;
            if (page.Count > 0 && bytes > maxBytes) return false;
            page.Add(item);
            return true;
        }, read.RunId, read.From);
        return page;
    }, ct);

    public Task<MemoryFound?> ReadMemoryAsync(ReadMemory read, DateTimeOffset now, CancellationToken ct) => source.ReadAsync(s
        => s.Exists(DoorSql.IsOpen, read.RunId, read.Seq, read.Attempt, read.Nonce)
            ? s.Query(MemorySql.Read, f => new MemoryFound { Value = f.Json(), Version = f.Long(), ExpiresAt = f.MaybeMoment() }, read.RunId, read.Shared, read.Subject, read.Key, now)
                .FirstOrDefault() ?? new MemoryFound()
            : null, ct);

    public Task<IReadOnlyList<MemoryListed>?> ListMemoryAsync(ListMemory list, DateTimeOffset now, int max, CancellationToken ct)
        => source.ReadAsync<IReadOnlyList<MemoryListed>?>(s => s.Exists(DoorSql.IsOpen, list.RunId, list.Seq, list.Attempt, list.Nonce)
            ? s.Query(MemorySql.List, f => new MemoryListed { Key = f.Text(), Version = f.Long(), ExpiresAt = f.MaybeMoment() },
                list.RunId, list.Shared, list.Subject, list.Prefix, list.After, now, max)
            : null, ct);

    private sealed record KnownEffect(EffectClass Class, string ArgsHash, Guid? Claim, bool Recorded, Json Result)
    {
        public static KnownEffect Read(Fields f) => new((EffectClass)f.Int(), f.Text(), f.MaybeGuid(), f.Bool(), f.Json());

        /// <summary>Null where the claim is to be granted. // R11</summary>
        public EffectAnswer? AnswerTo(ClaimEffect claim) => this switch
        {
            { Recorded: true } when ArgsHash == claim.ArgsHash => new() { Verdict = EffectVerdict.Recorded, Result = Result },
            { Recorded: true } => new() { Verdict = EffectVerdict.OtherArguments },
            _ when Claim == claim.ClaimId => null,
            _ when Class == EffectClass.AtMostOnce || claim.Class == EffectClass.AtMostOnce => new() { Verdict = EffectVerdict.Unknown },
            _ => null,
        };
    }
}
