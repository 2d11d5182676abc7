using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>The effects of one attempt: asked for, done, and recorded to travel in its outcome.</summary>
internal sealed class EffectLog(ExecuteStep order, IStepDoor door, bool repeated, int limit, CancellationToken cancellation)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<EffectRecord> _records = [];
    private int _bytes;

    /// <summary>What the outcome carries, also a failed one.</summary>
    public IReadOnlyList<EffectRecord> Records
    {
        get
        {
            lock (_lock) return [.. _records];
        }
    }

    public async Task<T> Run<T>(string name, EffectClass effect, object? arguments, Func<string, CancellationToken, Task<T>> run)
    {
        Reserve(name);
        var key = EffectKey.Of(order.RunId, order.Seq, name); // R11
        if (effect == EffectClass.ReadOnly) return await run(key, cancellation);

        var record = new EffectRecord { Name = name, Class = effect, ArgsHash = ArgumentsHash.Of(arguments) };
        var claimId = Guid.NewGuid();
        var claimed = repeated || effect == EffectClass.AtMostOnce;
        if (claimed)
        {
            var answer = await door.ClaimEffect(name, effect, record.ArgsHash, claimId, cancellation);
            switch (answer.Verdict)
            {
                case EffectVerdict.Recorded: return StepSession.Read<T>(answer.Result, $"recorded effect '{name}'", order.Step);
                case EffectVerdict.Unknown: throw new EffectOutcomeUnknownException(name);
                case EffectVerdict.OtherArguments: throw new EffectArgumentsChangedException(name);
                case EffectVerdict.Granted: break;
                default: throw new DoorRefusedException($"unknown verdict {answer.Verdict}");
            }
        }

        cancellation.ThrowIfCancellationRequested();
        var result = await run(key, cancellation);
        await Record(claimId, claimed, record with { Result = result is null ? Json.None : Json.Of(result) });
        return result;
    }

    private void Reserve(string name)
    {
        if (!Names.IsKey(name)) throw new StepFailedException($"'{name}' is no effect name: use 1 to 200 printable characters.") { Kind = "bad-effect-name" };
        lock (_lock)
        {
            if (!_names.Add(name))
            {
                throw new StepFailedException($"Effect '{name}' was used twice in step '{order.Step}': give each its own name, the same in every attempt.")
                {
                    Kind = "duplicate-effect",
                };
            }
        }
    }

    /// <summary>At once where the effect must never be repeated or the outcome has no room for it; otherwise with the outcome.</summary>
    private async Task Record(Guid claimId, bool claimed, EffectRecord record)
    {
        var size = record.Result.Text?.Length ?? 0;
        if (size > limit)
        {
            var message = $"Effect '{record.Name}' returned {size} characters; at most {limit} can be recorded. Return a reference.";
            throw new StepFailedException(message) { Kind = "too-large" };
        }

        var fits = Interlocked.Add(ref _bytes, size) <= limit;
        if (record.Class == EffectClass.AtMostOnce || !fits)
        {
            try
            {
                if (!claimed) await door.ClaimEffect(record.Name, record.Class, record.ArgsHash, claimId, CancellationToken.None);
                await door.RecordEffect(claimId, record, CancellationToken.None); // It has happened: no timeout of the step undoes it.
                return;
            }
            catch (DoorSilentException) when (fits)
            {
                // The outcome is the second way for it.
            }
        }

        lock (_lock) _records.Add(record);
    }
}
