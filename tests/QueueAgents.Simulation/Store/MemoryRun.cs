using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Simulation.Store;

/// <summary>One run and all that hangs on it. The facts and rows are immutable records; only <see cref="MemoryStore"/> changes what stands here.</summary>
internal sealed class MemoryRun(RunFacts facts)
{
    private readonly SortedDictionary<(int Seq, int Attempt), Dispatch> rows = [];
    private readonly SortedDictionary<int, Dispatch> open = [];

    public RunFacts Facts { get; set; } = facts;

    public DateTimeOffset? WakeClaim { get; set; }

    public List<Transition> Transitions { get; } = [];

    public HashSet<Guid> Causes { get; } = [];

    public List<TranscriptItem> Items { get; } = [];

    public List<KeptSignal> Signals { get; } = [];

    public Dictionary<(int Seq, string Name), MemoryEffect> Effects { get; } = [];

    public Dictionary<(int Seq, int Attempt, PayloadKind Kind), List<WritePayload>> Payloads { get; } = [];

    /// <summary>Every attempt, in order of step and attempt.</summary>
    public IReadOnlyCollection<Dispatch> Rows => rows.Values;

    /// <summary>Open attempts, in order of step: one per step at most. // R3</summary>
    public IReadOnlyCollection<Dispatch> OpenRows => open.Values;

    public Dispatch? OpenRow(int seq) => open.GetValueOrDefault(seq);

    public Dispatch? Row(int seq, int attempt) => rows.GetValueOrDefault((seq, attempt));

    public bool Has(int seq, int attempt) => rows.ContainsKey((seq, attempt));

    public void Put(Dispatch row)
    {
        rows[(row.Seq, row.Attempt)] = row;
        if (row.IsOpen) open[row.Seq] = row;
        else if (open.TryGetValue(row.Seq, out var known) && known.Attempt == row.Attempt) open.Remove(row.Seq);
    }

    /// <summary>The last attempt of each step from <paramref name="first"/> to before <paramref name="end"/>.</summary>
    public IEnumerable<Dispatch> LastAttempts(int first, int end)
    {
        Dispatch? last = null;
        foreach (var row in rows.Values)
        {
            if (row.Seq < first) continue;
            if (last is not null && last.Seq != row.Seq) yield return last;
            if (row.Seq >= end) yield break;
            last = row;
        }

        if (last is not null) yield return last;
    }
}

/// <param name="Claim">Null where it came with an outcome.</param>
/// <param name="Recorded">False: claimed, and nobody knows yet how it ended.</param>
internal sealed record MemoryEffect(EffectRecord Effect, Guid? Claim, bool Recorded);
