using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Unit.Worker;

/// <summary>The server's side of one run, in memory: answers the door and collects outcomes, over the same bus and the same lane a worker uses.</summary>
internal sealed class TestDoor :
    IConsumer<ClaimStep>, IConsumer<ClaimEffect>, IConsumer<RecordEffect>, IConsumer<ReadPayload>, IConsumer<WritePayload>, IConsumer<ReadResults>,
    IConsumer<ReadMemory>, IConsumer<ListMemory>, IConsumer<WorkerHello>, IConsumer<WorkerBeat>, IConsumer<WorkerGoodbye>, IReader
{
    private readonly ConcurrentDictionary<string, (Guid ClaimId, string ArgsHash, Json? Result)> _effects = new();
    private readonly ConcurrentDictionary<PayloadKind, MemoryStream> _written = new();

    public Channel<object> Outcomes { get; } = Channel.CreateUnbounded<object>();

    /// <summary>Claims, effects asked for and recorded, hellos, beats and goodbyes, in the order they came.</summary>
    public Channel<object> Heard { get; } = Channel.CreateUnbounded<object>();

    public Dictionary<PayloadKind, Json> Payloads { get; } = [];

    public List<StepResult> Results { get; } = [];

    /// <summary>The run agent's own memory, by key.</summary>
    public SortedDictionary<string, MemoryFound> Memory { get; } = new(StringComparer.Ordinal);

    public bool Refuses { get; set; }

    public bool RefusesEffects { get; set; }

    public bool IsSilent { get; set; }

    public Json Written(PayloadKind kind) => new(Encoding.UTF8.GetString(_written[kind].ToArray()));

    public Task Consume(ConsumeContext<ClaimStep> context) => Answer(context, () => new StepClaimed { Lease = TimeSpan.FromSeconds(30) });

    public Task Consume(ConsumeContext<ClaimEffect> context) => Answer(context, () =>
    {
        var ask = context.Message;
        var known = _effects.GetOrAdd(ask.Name, _ => (ask.ClaimId, ask.ArgsHash, null));
        if (known.ArgsHash != ask.ArgsHash) return new EffectAnswer { Verdict = EffectVerdict.OtherArguments };
        if (known.Result is { } result) return new EffectAnswer { Verdict = EffectVerdict.Recorded, Result = result };
        return new EffectAnswer
        {
            Verdict = known.ClaimId == ask.ClaimId || ask.Class != EffectClass.AtMostOnce ? EffectVerdict.Granted : EffectVerdict.Unknown,
        };
    });

    public Task Consume(ConsumeContext<RecordEffect> context) => Answer(context, () =>
    {
        Store(context.Message.Effect, context.Message.ClaimId);
        return new EffectStored();
    });

    public Task Consume(ConsumeContext<ReadPayload> context) => Answer(context, () =>
    {
        var bytes = Encoding.UTF8.GetBytes(Payloads[context.Message.Kind].Text!);
        return new PayloadPiece { Bytes = [.. bytes.Skip(context.Message.Offset).Take(256 * 1024)], Total = bytes.Length };
    });

    public Task Consume(ConsumeContext<WritePayload> context) => Answer(context, () =>
    {
        var document = _written.GetOrAdd(context.Message.Kind, _ => new());
        document.Position = context.Message.Offset;
        document.Write(context.Message.Bytes);
        return new PayloadWritten();
    });

    public Task Consume(ConsumeContext<ReadResults> context) => Answer(context, () =>
    {
        List<StepResult> page = [.. Results.Where(result => result.Seq >= context.Message.FromSeq).Take(2)];
        return new ResultsPage { Results = page, NextSeq = page.Count > 0 ? page[^1].Seq + 1 : null };
    });

    public Task Consume(ConsumeContext<ReadMemory> context) => Answer(context, () => Memory.GetValueOrDefault($"{context.Message.Subject}{context.Message.Key}", new MemoryFound()));

    public Task Consume(ConsumeContext<ListMemory> context) => Answer(context, () =>
    {
        var keys = Memory.Where(m => m.Key.StartsWith(context.Message.Prefix, StringComparison.Ordinal) && string.CompareOrdinal(m.Key, context.Message.After) > 0).ToList();
        return new MemoryPage { Entries = [.. keys.Take(2).Select(m => new MemoryListed { Key = m.Key, Version = m.Value.Version })], More = keys.Count > 2 };
    });

    public Task Consume(ConsumeContext<WorkerHello> context) => Hear(context.Message);

    public Task Consume(ConsumeContext<WorkerBeat> context) => Hear(context.Message);

    public Task Consume(ConsumeContext<WorkerGoodbye> context) => Hear(context.Message);

    IReadOnlyList<Reading> IReader.Readings => [new(Queues.Run, 512, Take)];

    private async Task<Verdict> Take(Arrived arrived)
    {
        var (outcome, effects) = arrived.Message switch
        {
            { Completed: { } completed } => ((object)completed, completed.Effects),
            { Failed: { } failed } => (failed, failed.Effects),
            _ => throw new InvalidDataException("no outcome"),
        };
        foreach (var effect in effects) Store(effect, Guid.Empty);
        await Outcomes.Writer.WriteAsync(outcome);
        return Verdict.Done;
    }

    private void Store(EffectRecord effect, Guid claimId) => _effects[effect.Name] = (claimId, effect.ArgsHash, effect.Result);

    private async Task Answer<TCall, TAnswer>(ConsumeContext<TCall> context, Func<TAnswer> answer) where TCall : class where TAnswer : class
    {
        await Hear(context.Message);
        if (IsSilent) return;
        if (Refuses || (RefusesEffects && context.Message is ClaimEffect)) await context.RespondAsync(new DoorRefused { Reason = "not open" });
        else await context.RespondAsync(answer());
    }

    private Task Hear(object message) => Heard.Writer.WriteAsync(message).AsTask();
}
