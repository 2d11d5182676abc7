using System.Text;
using Microsoft.Data.SqlClient;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Mapping;
using QueueAgents.Persistence.SqlServer.Rows;
using QueueAgents.Persistence.SqlServer.Sql;
using QueueAgents.Persistence.SqlServer.Wire;
using QueueAgents.Persistence.Tables;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>What workers may ask. // R3 R7</summary>
internal sealed class SqlServerDoorStore(SqlServerSource source) : IDoorStore
{
    public async Task<bool> ClaimStepAsync(ClaimStep claim, DateTimeOffset now, DateTimeOffset until, CancellationToken ct)
        => await source.CountAsync(() => Commands.Of(DoorSql.ClaimStep, p => Attempt(p, claim.RunId, claim.Seq, claim.Attempt, claim.Nonce)
            .Text("@instance", claim.Instance)
            .Moment("@now", now)
            .Moment("@until", until)), ct) == 1;

    public async Task<IReadOnlyList<HeldStep>> ExtendLeasesAsync(
        string instance, IReadOnlyList<HeldStep> holds, DateTimeOffset until, CancellationToken ct)
    {
        if (holds.Count == 0) return [];
        var lost = await source.QueryAsync(() => Commands.Of(DoorSql.ExtendLeases, p => p
            .Rows("@holds", DispatchRows.Held, [.. holds.Select((hold, place) => (place, hold))])
            .Text("@instance", instance)
            .Moment("@until", until)), reader => reader.GetInt32(0), ct);
        return [.. lost.Select(place => holds[place])];
    }

    public async Task<EffectAnswer?> ClaimEffectAsync(ClaimEffect claim, DateTimeOffset now, CancellationToken ct)
    {
        var answers = await source.QueryAsync(() => Commands.Of(DoorSql.ClaimEffect, p => Attempt(p, claim.RunId, claim.Seq, claim.Attempt, claim.Nonce)
            .Key("@name", Lengths.Effect, claim.Name)
            .Short("@class", (short)claim.Class)
            .Text("@args_hash", claim.ArgsHash)
            .Id("@claim_id", claim.ClaimId)
            .Moment("@now", now)), reader => Answer(claim, new(reader)), ct);
        return answers is [var answer] ? answer : null;
    }

    public async Task<bool> RecordEffectAsync(RecordEffect record, DateTimeOffset now, CancellationToken ct)
        => await source.CountAsync(() => Commands.Of(DoorSql.RecordEffect, p => Attempt(p, record.RunId, record.Seq, record.Attempt, record.Nonce)
            .Key("@name", Lengths.Effect, record.Effect.Name)
            .Id("@claim_id", record.ClaimId)
            .Moment("@now", now)
            .Text("@result", record.Effect.Result.Text)), ct) == 1;

    public async Task<string?> ReadPayloadAsync(ReadPayload read, CancellationToken ct)
    {
        var found = await source.QueryAsync(() => Commands.Of(DoorSql.ReadPayload, p => Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce)
            .Short("@kind", (short)read.Kind)), reader => new Fields(reader).MaybeText(), ct);
        return found is [var text] ? text : null;
    }

    public async Task<bool> WritePayloadAsync(WritePayload piece, CancellationToken ct)
        => await source.CountAsync(() => Commands.Of(DoorSql.WritePiece, p => Attempt(p, piece.RunId, piece.Seq, piece.Attempt, piece.Nonce)
            .Short("@kind", (short)piece.Kind)
            .Int("@piece_offset", piece.Offset)
            .Int("@total", piece.Total)
            .Bytes("@bytes", piece.Bytes)), ct) == 1;

    public Task<IReadOnlyList<StepResult>?> ReadResultsAsync(ReadResults read, int maxBytes, CancellationToken ct) => WhileOpenAsync(
        () => Commands.Of(DoorSql.ReadResults, p => Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce)
            .Int("@from_seq", read.FromSeq)
            .Int("@max_bytes", maxBytes)),
        Result, IReadOnlyList<StepResult> (found) => ThatFit(found, result => result.Value.ByteCount + BytesOf(result.Error?.Message), maxBytes), ct);

    public Task<IReadOnlyList<TranscriptItem>?> ReadTranscriptAsync(ReadTranscript read, int maxBytes, CancellationToken ct) => WhileOpenAsync(
        () => Commands.Of(DoorSql.ReadTranscript, p => Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce)
            .Int("@from_no", read.From)
            .Int("@max_bytes", maxBytes)),
        Item, IReadOnlyList<TranscriptItem> (found) => ThatFit(found, item => item.Body.ByteCount, maxBytes), ct);

    public Task<MemoryFound?> ReadMemoryAsync(ReadMemory read, DateTimeOffset now, CancellationToken ct) => WhileOpenAsync(
        () => Commands.Of(MemorySql.Read, p => Attempt(p, read.RunId, read.Seq, read.Attempt, read.Nonce)
            .Short("@shared", (short)(read.Shared ? 1 : 0))
            .Key("@subject", Lengths.Memory, read.Subject)
            .Key("@key", Lengths.Memory, read.Key)
            .Moment("@now", now)),
        f => new MemoryFound { Value = f.Json(), Version = f.Of<long>(), ExpiresAt = f.Maybe<DateTimeOffset>() },
        found => found.SingleOrDefault() ?? new MemoryFound(), ct);

    public Task<IReadOnlyList<MemoryListed>?> ListMemoryAsync(ListMemory list, DateTimeOffset now, int max, CancellationToken ct) => WhileOpenAsync(
        () => Commands.Of(MemorySql.List, p => Attempt(p, list.RunId, list.Seq, list.Attempt, list.Nonce)
            .Short("@shared", (short)(list.Shared ? 1 : 0))
            .Key("@subject", Lengths.Memory, list.Subject)
            .Key("@after", Lengths.Memory, list.After)
            .Text("@pattern", $"{Literally(list.Prefix)}%")
            .Moment("@now", now)
            .Int("@max", max)),
        f => new MemoryListed { Key = f.Key(), Version = f.Of<long>(), ExpiresAt = f.Maybe<DateTimeOffset>() },
        IReadOnlyList<MemoryListed> (found) => found, ct);

    private delegate TRow Reading<TRow>(Fields fields);

    /// <summary>What the statement finds; null where its second result says that the attempt is not open. // R3</summary>
    private Task<TAnswer?> WhileOpenAsync<TRow, TAnswer>(Func<SqlCommand> make, Reading<TRow> read, Func<List<TRow>, TAnswer> answer, CancellationToken ct)
        where TAnswer : class
        => source.RunAsync(make, async reader =>
        {
            var rows = new List<TRow>();
            while (reader.Read()) rows.Add(read(new(reader)));
            await reader.NextResultAsync(ct);
            return reader.Read() && reader.GetInt32(0) == 1 ? answer(rows) : null;
        }, ct);

    private static string Literally(string text) => string.Concat(text.Select(c => c is '\\' or '%' or '_' or '[' ? $"\\{c}" : $"{c}"));

    private static TranscriptItem Item(Fields f) => new() { No = f.Int(), Seq = f.Int(), Kind = f.Text(), Body = f.Json() };

    private static SqlParameterCollection Attempt(SqlParameterCollection p, Guid runId, int seq, int attempt, Guid nonce)
        => p.Id("@run_id", runId).Int("@seq", seq).Int("@attempt", attempt).Id("@nonce", nonce);

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
        var ok = f.Maybe<short>() == (short)DispatchOutcome.Ok;
        return new() { Seq = seq, Ok = ok, Value = f.Json(), Error = ErrorMapping.Of(f.MaybeText(), f.MaybeText()) };
    }

    /// <summary>The first comes whatever its size.</summary>
    private static List<T> ThatFit<T>(List<T> rows, Func<T, int> bytesOf, int maxBytes)
    {
        var left = (long)maxBytes;
        return [.. rows.TakeWhile((row, place) => (left -= bytesOf(row)) >= 0 || place == 0)];
    }

    private static int BytesOf(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);
}
