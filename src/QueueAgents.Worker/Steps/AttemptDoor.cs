using System.Text;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>The door, for one attempt: each call carries its run, step, attempt and nonce.</summary>
internal sealed class AttemptDoor(ExecuteStep order, Wire wire) : IStepDoor
{
    private const int Piece = 256 * 1024;

    public Task<EffectAnswer> ClaimEffect(string name, EffectClass effect, string argsHash, Guid claimId, CancellationToken cancellationToken)
        => wire.Ask<ClaimEffect, EffectAnswer>(
            new()
            {
                RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce,
                Name = name, Class = effect, ArgsHash = argsHash, ClaimId = claimId,
            },
            cancellationToken);

    public Task RecordEffect(Guid claimId, EffectRecord effect, CancellationToken cancellationToken)
        => wire.Ask<RecordEffect, EffectStored>(
            new() { RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, ClaimId = claimId, Effect = effect },
            cancellationToken);

    public Task<ResultsPage> ReadResults(int fromSeq, CancellationToken cancellationToken)
        => wire.Ask<ReadResults, ResultsPage>(
            new() { RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, FromSeq = fromSeq },
            cancellationToken);

    /// <summary>Reads a document that was too large for the message.</summary>
    public async Task<Json> Read(PayloadKind kind, CancellationToken cancellationToken)
    {
        var bytes = Array.Empty<byte>();
        var read = 0;
        do
        {
            var piece = await wire.Ask<ReadPayload, PayloadPiece>(
                new() { RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, Kind = kind, Offset = read },
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
                RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce,
                Kind = kind, Offset = offset, Total = bytes.Length, Bytes = bytes[offset..Math.Min(offset + Piece, bytes.Length)],
            };
            await Patience.Repeat(
                () => wire.Ask<WritePayload, PayloadWritten>(piece, cancellationToken), e => e is DoorSilentException, Patience.Limit, time, cancellationToken);
        }
    }
}
