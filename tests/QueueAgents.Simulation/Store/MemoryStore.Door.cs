using System.Text;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Simulation.Store;

internal sealed partial class MemoryStore
{
    public Task<bool> ClaimStepAsync(ClaimStep claim, DateTimeOffset now, DateTimeOffset until, CancellationToken ct) => Io("ClaimStep", ct, () =>
    {
        if (Open(claim.RunId, claim.Seq, claim.Attempt, claim.Nonce) is not var (run, row)) return false;
        if (!IsWatched(row.Phase) || (row.Phase == DispatchPhase.Leased && row.Owner != claim.Instance && row.DueAt > now)) return false;
        run.Put(row with { Phase = DispatchPhase.Leased, Owner = claim.Instance, DueAt = Cut(until) });
        return true;
    });

    public Task<IReadOnlyList<HeldStep>> ExtendLeasesAsync(string instance, IReadOnlyList<HeldStep> holds, DateTimeOffset until, CancellationToken ct)
        => Io<IReadOnlyList<HeldStep>>("ExtendLeases", ct, () =>
    {
        List<HeldStep> lost = [];
        foreach (var hold in holds)
        {
            if (Open(hold.RunId, hold.Seq, hold.Attempt, hold.Nonce) is var (run, row) && row.Phase == DispatchPhase.Leased && row.Owner == instance)
                run.Put(row with { DueAt = Cut(until) });
            else
                lost.Add(hold);
        }

        return lost;
    });

    public Task<EffectAnswer?> ClaimEffectAsync(ClaimEffect claim, DateTimeOffset now, CancellationToken ct) => Io("ClaimEffect", ct, () =>
    {
        if (Open(claim.RunId, claim.Seq, claim.Attempt, claim.Nonce) is not var (run, _)) return null;
        if (run.Effects.TryGetValue((claim.Seq, claim.Name), out var known))
        {
            if (known.Recorded)
            {
                return known.Effect.ArgsHash == claim.ArgsHash
                    ? new EffectAnswer { Verdict = EffectVerdict.Recorded, Result = known.Effect.Result }
                    : new EffectAnswer { Verdict = EffectVerdict.OtherArguments };
            }

            if (known.Claim != claim.ClaimId && (known.Effect.Class == EffectClass.AtMostOnce || claim.Class == EffectClass.AtMostOnce))
                return new EffectAnswer { Verdict = EffectVerdict.Unknown };
        }

        run.Effects[(claim.Seq, claim.Name)] = new(new EffectRecord { Name = claim.Name, Class = claim.Class, ArgsHash = claim.ArgsHash }, claim.ClaimId, Recorded: false);
        return new EffectAnswer { Verdict = EffectVerdict.Granted };
    });

    public Task<bool> RecordEffectAsync(RecordEffect record, DateTimeOffset now, CancellationToken ct) => Io("RecordEffect", ct, () =>
    {
        if (Open(record.RunId, record.Seq, record.Attempt, record.Nonce) is not var (run, _)) return false;
        if (!run.Effects.TryGetValue((record.Seq, record.Effect.Name), out var known) || known.Claim != record.ClaimId) return false;
        if (!known.Recorded) run.Effects[(record.Seq, record.Effect.Name)] = known with { Effect = known.Effect with { Result = record.Effect.Result }, Recorded = true };
        return true;
    });

    public Task<string?> ReadPayloadAsync(ReadPayload read, CancellationToken ct) => Io("ReadPayload", ct, () =>
    {
        if (Open(read.RunId, read.Seq, read.Attempt, read.Nonce) is not var (run, row)) return null;
        return read.Kind switch
        {
            PayloadKind.State => (row.Kind == StepKind.First ? run.Facts.Input : run.Facts.Document).Text,
            PayloadKind.Input => row.Input.Text,
            _ => null,
        };
    });

    public Task<bool> WritePayloadAsync(WritePayload piece, CancellationToken ct) => Io("WritePayload", ct, () =>
    {
        if (Open(piece.RunId, piece.Seq, piece.Attempt, piece.Nonce) is not var (run, _)) return false;
        var id = (piece.Seq, piece.Attempt, piece.Kind);
        var pieces = run.Payloads.GetValueOrDefault(id) ?? [];
        var place = pieces.FindIndex(p => p.Offset == piece.Offset);
        if (place >= 0 && pieces[place].Total == piece.Total && pieces[place].Bytes.AsSpan().SequenceEqual(piece.Bytes)) return true;

        var before = pieces.TakeWhile(p => p.Offset < piece.Offset).ToList();
        if (before.Sum(p => p.Bytes.Length) != piece.Offset) return false;
        run.Payloads[id] = [.. before, piece];
        return true;
    });

    public Task<IReadOnlyList<StepResult>?> ReadResultsAsync(ReadResults read, int maxBytes, CancellationToken ct) => Io<IReadOnlyList<StepResult>?>("ReadResults", ct, () =>
    {
        if (Open(read.RunId, read.Seq, read.Attempt, read.Nonce) is not var (run, row)) return null;
        List<StepResult> page = [];
        var bytes = 0;
        foreach (var step in run.LastAttempts(Math.Max(row.JoinFirst, read.FromSeq), row.JoinFirst + row.JoinCount).Where(r => !r.IsOpen))
        {
            bytes += Encoding.UTF8.GetByteCount(step.Result.Text ?? "");
            if (page.Count > 0 && bytes > maxBytes) break;
            page.Add(new StepResult { Seq = step.Seq, Ok = step.Outcome == DispatchOutcome.Ok, Value = step.Result, Error = step.Error });
        }

        return page;
    });

    public Task<IReadOnlyList<TranscriptItem>?> ReadTranscriptAsync(ReadTranscript read, int maxBytes, CancellationToken ct) => Io<IReadOnlyList<TranscriptItem>?>("ReadTranscript", ct, () =>
    {
        if (Open(read.RunId, read.Seq, read.Attempt, read.Nonce) is not var (run, _)) return null;
        var bytes = 0;
        return [.. run.Items.Skip(read.From - 1).TakeWhile((item, place) => (bytes += Encoding.UTF8.GetByteCount(item.Body.Text!)) <= maxBytes || place == 0)];
    });

    public Task SaveHelloAsync(WorkerHello hello, DateTimeOffset now, CancellationToken ct) => Io("SaveHello", ct, () =>
    {
        var known = workers.GetValueOrDefault(hello.Instance);
        return workers[hello.Instance] = new WorkerRow(hello, known?.InFlight ?? 0, known?.StartedAt ?? Cut(now), Cut(now));
    });

    public Task<bool> SaveBeatAsync(string instance, int inFlight, DateTimeOffset now, CancellationToken ct) => Io("SaveBeat", ct, () =>
    {
        if (!workers.TryGetValue(instance, out var known)) return false;
        workers[instance] = known with { InFlight = inFlight, SeenAt = Cut(now) };
        return true;
    });

    public Task RemoveAsync(string instance, CancellationToken ct) => Io("RemoveWorker", ct, () => workers.Remove(instance));

    public Task<int> RemoveSilentAsync(DateTimeOffset before, CancellationToken ct) => Io("RemoveSilent", ct, () =>
    {
        var silent = workers.Values.Where(w => w.SeenAt < before).ToList();
        foreach (var worker in silent) workers.Remove(worker.Hello.Instance);
        return silent.Count;
    });

    public Task<IReadOnlyList<WorkerRow>> ListAsync(CancellationToken ct) => Io<IReadOnlyList<WorkerRow>>("ListWorkers", ct, () => [.. workers.Values]);
}
