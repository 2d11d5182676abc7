using System.Text;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Rules;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Door;

/// <summary>
/// Answers what workers ask. Whoever asks must name an open attempt by its nonce; all others are refused with the same words, whether the
/// attempt is unknown, closed or another's. // R3
/// </summary>
internal sealed class DoorKeeper(IDoorStore store, FleetClock clock, Limits limits, LeaseTime lease)
{
    /// <summary>The largest piece of a document in one message, in bytes.</summary>
    public const int PieceBytes = 256 << 10;

    /// <summary>How many entries a page lists.</summary>
    public const int MemoryPageSize = 200;

    private static readonly string NoKey = $"keys, subjects and prefixes of memory have at most {MemoryLimits.KeyLength} printable characters.";

    private static readonly DoorRefused Superseded = new() { Reason = "The attempt is not open, or held by another worker." };

    public async Task<object> AnswerAsync(ClaimStep ask, CancellationToken ct)
    {
        var now = clock.Now;
        return await store.ClaimStepAsync(ask, now, now + lease.Length, ct) ? new StepClaimed { Lease = lease.Length } : Superseded;
    }

    public async Task<object> AnswerAsync(ClaimEffect ask, CancellationToken ct)
    {
        if (!Names.IsKey(ask.Name)) return Refused("name must be 1 to 200 printable characters.");
        return await store.ClaimEffectAsync(ask, clock.Now, ct) is { } answer ? answer : Superseded;
    }

    public async Task<object> AnswerAsync(RecordEffect ask, CancellationToken ct)
    {
        if (ask.Effect.Result.ByteCount > limits.InlineBytes) return Refused($"an effect's result is at most {limits.InlineBytes} bytes.");
        return await store.RecordEffectAsync(ask, clock.Now, ct) ? new EffectStored() : Superseded;
    }

    public async Task<object> AnswerAsync(ReadPayload ask, CancellationToken ct)
    {
        if (await store.ReadPayloadAsync(ask, ct) is not { } text) return Superseded;
        var bytes = Encoding.UTF8.GetBytes(text);
        if (ask.Offset < 0 || ask.Offset > bytes.Length) return Refused("offset is outside the document.");
        return new PayloadPiece { Bytes = bytes.AsSpan(ask.Offset, Math.Min(PieceBytes, bytes.Length - ask.Offset)).ToArray(), Total = bytes.Length };
    }

    public async Task<object> AnswerAsync(WritePayload ask, CancellationToken ct)
    {
        // What a step leaves may hold a whole fan-out: its size is bounded by what a fan-out may carry, not by one document.
        var most = ask.Kind is PayloadKind.Next or PayloadKind.Items ? 16L * limits.StateBytes : limits.StateBytes;
        if (ask.Total > most || ask.Offset < 0 || ask.Bytes.Length > PieceBytes || ask.Offset + (long)ask.Bytes.Length > ask.Total)
            return Refused($"a piece is at most {PieceBytes} bytes and lies inside a document of at most {most} bytes.");
        return await store.WritePayloadAsync(ask, ct) ? new PayloadWritten() : Superseded;
    }

    public async Task<object> AnswerAsync(ReadResults ask, CancellationToken ct)
    {
        if (await store.ReadResultsAsync(ask, PieceBytes, ct) is not { } results) return Superseded;
        return new ResultsPage { Results = results, NextSeq = results.Count > 0 ? results[^1].Seq + 1 : null };
    }

    public async Task<object> AnswerAsync(ReadTranscript ask, CancellationToken ct)
    {
        if (ask.From < 1) return Refused("from is 1 or more.");
        return await store.ReadTranscriptAsync(ask, PieceBytes, ct) is { } items ? new TranscriptPage { Items = items } : Superseded;
    }

    public async Task<object> AnswerAsync(ReadMemory ask, CancellationToken ct)
    {
        if (!Names.IsMemoryKey(ask.Key) || !Remembering.IsSubject(ask.Subject)) return Refused(NoKey);
        return await store.ReadMemoryAsync(ask, clock.Now, ct) is { } found ? found : Superseded;
    }

    public async Task<object> AnswerAsync(ListMemory ask, CancellationToken ct)
    {
        if (!Remembering.IsSubject(ask.Subject) || !Remembering.IsSubject(ask.Prefix) || !Remembering.IsSubject(ask.After)) return Refused(NoKey);
        if (await store.ListMemoryAsync(ask, clock.Now, MemoryPageSize + 1, ct) is not { } entries) return Superseded;
        return new MemoryPage { Entries = [.. entries.Take(MemoryPageSize)], More = entries.Count > MemoryPageSize };
    }

    /// <summary>Extends the leases a beat names; those it holds no longer are returned.</summary>
    public Task<IReadOnlyList<HeldStep>> ExtendAsync(WorkerBeat beat, CancellationToken ct)
        => beat.Holds.Count == 0
            ? Task.FromResult<IReadOnlyList<HeldStep>>([])
            : store.ExtendLeasesAsync(beat.Instance, beat.Holds, clock.Now + lease.Length, ct);

    private static DoorRefused Refused(string why) => new() { Reason = why };
}

/// <summary>How long a claimed step is its worker's without a beat. 30 s by default.</summary>
internal sealed record LeaseTime(TimeSpan Length);
