using System.Text;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>The door, for one attempt: each call carries its run, step, attempt and nonce.</summary>
internal sealed class AttemptDoor(Attempt attempt, Claims claims, Wire wire) : IStepDoor
{
    private readonly ExecuteStep _order = attempt.Order;
    private const int Piece = 256 * 1024;

    /// <summary>
    /// What may happen once only is for who holds the step: where the message came twice, the other copy would otherwise find the effect
    /// begun and report its outcome as unknown, while it is still being done.
    /// </summary>
    public async Task<EffectAnswer> ClaimEffect(string name, EffectClass effect, string argsHash, Guid claimId, CancellationToken cancellationToken)
    {
        if (effect == EffectClass.AtMostOnce && !await claims.Hold(attempt, cancellationToken)) throw new DoorRefusedException("another worker holds the step");
        return await wire.Ask<ClaimEffect, EffectAnswer>(
            new()
            {
                RunId = _order.RunId, Seq = _order.Seq, Attempt = _order.Attempt, Nonce = _order.Nonce,
                Name = name, Class = effect, ArgsHash = argsHash, ClaimId = claimId,
            },
            cancellationToken);
    }

    public Task RecordEffect(Guid claimId, EffectRecord effect, CancellationToken cancellationToken)
        => wire.Ask<RecordEffect, EffectStored>(
            new() { RunId = _order.RunId, Seq = _order.Seq, Attempt = _order.Attempt, Nonce = _order.Nonce, ClaimId = claimId, Effect = effect },
            cancellationToken);

    public Task<ResultsPage> ReadResults(int fromSeq, CancellationToken cancellationToken)
        => wire.Ask<ReadResults, ResultsPage>(
            new() { RunId = _order.RunId, Seq = _order.Seq, Attempt = _order.Attempt, Nonce = _order.Nonce, FromSeq = fromSeq },
            cancellationToken);

    public Task<TranscriptPage> ReadTranscript(int from, CancellationToken cancellationToken)
        => wire.Ask<ReadTranscript, TranscriptPage>(
            new() { RunId = _order.RunId, Seq = _order.Seq, Attempt = _order.Attempt, Nonce = _order.Nonce, From = from },
            cancellationToken);

    public Task<MemoryFound> ReadMemory(bool shared, string subject, string key, CancellationToken cancellationToken)
        => wire.Ask<ReadMemory, MemoryFound>(
            new() { RunId = _order.RunId, Seq = _order.Seq, Attempt = _order.Attempt, Nonce = _order.Nonce, Shared = shared, Subject = subject, Key = key },
            cancellationToken);

    public Task<MemoryPage> ListMemory(bool shared, string subject, string prefix, string after, CancellationToken cancellationToken)
        => wire.Ask<ListMemory, MemoryPage>(
            new()
            {
                RunId = _order.RunId, Seq = _order.Seq, Attempt = _order.Attempt, Nonce = _order.Nonce,
                Shared = shared, Subject = subject, Prefix = prefix, After = after,
            },
            cancellationToken);

    /// <summary>Reads a document that was too large for the message.</summary>
    public async Task<Json> Read(PayloadKind kind, CancellationToken cancellationToken)
    {
        var bytes = Array.Empty<byte>();
        var read = 0;
        do
        {
            var piece = await wire.Ask<ReadPayload, PayloadPiece>(
                new() { RunId = _order.RunId, Seq = _order.Seq, Attempt = _order.Attempt, Nonce = _order.Nonce, Kind = kind, Offset = read },
                cancellationToken);
            if (read == 0) bytes = new byte[piece.Total];
            if (piece.Total != bytes.Length || piece.Bytes.Length > bytes.Length - read || (piece.Bytes.Length == 0 && read < bytes.Length))
            {
                throw new DoorRefusedException($"the {kind} changed while it was read");
            }

            piece.Bytes.CopyTo(bytes, read);
            read += piece.Bytes.Length;
        }
        while (read < bytes.Length);

        return bytes.Length == 0 ? Json.None : new Json(Encoding.UTF8.GetString(bytes));
    }

    /// <summary>Leaves a document that is too large for the outcome's message. The same piece again is accepted.</summary>
    public async Task Write(PayloadKind kind, Json document, TimeProvider time, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(document.Text ?? "");
        for (var offset = 0; offset < bytes.Length; offset += Piece)
        {
            var piece = new WritePayload
            {
                RunId = _order.RunId, Seq = _order.Seq, Attempt = _order.Attempt, Nonce = _order.Nonce,
                Kind = kind, Offset = offset, Total = bytes.Length, Bytes = bytes[offset..Math.Min(offset + Piece, bytes.Length)],
            };
            await Patience.Repeat(
                () => wire.Ask<WritePayload, PayloadWritten>(piece, cancellationToken), e => e is DoorSilentException, Patience.Limit, time, cancellationToken);
        }
    }
}
