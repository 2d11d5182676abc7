using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Runs;

/// <summary>The rows around a run that were read with it, kept current while a chain of decisions goes on.</summary>
internal sealed class Found
{
    private readonly Dictionary<int, Dispatch> rows = [];
    private readonly Dictionary<(int Seq, int Attempt), Guid> nonces = [];
    private readonly List<KeptSignal> signals;
    private readonly IReadOnlyList<StoredPayload> payloads;
    private readonly Dictionary<MemoryPlace, MemoryState> memory;

    public Found(LoadedRun loaded)
    {
        foreach (var row in loaded.Rows) Put(row);
        signals = [.. loaded.Signals.OrderBy(s => s.No)];
        payloads = loaded.Payloads;
        memory = loaded.Memory.ToDictionary(state => state.Place);
    }

    /// <summary>The latest attempt of a step, if it was read or made.</summary>
    public Dispatch? Row(int seq) => rows.GetValueOrDefault(seq);

    /// <summary>The open attempt that an outcome claims to answer, or null. // R3</summary>
    public Dispatch? Awaited(int seq, int attempt, Guid nonce, int givenVersion)
        => rows.TryGetValue(seq, out var row) && row.IsOpen && row.Attempt == attempt && row.Nonce == nonce
           && row.StateVersion == givenVersion && row.Kind != StepKind.Child && row.Phase != DispatchPhase.Asked ? row : null;

    /// <summary>The row a request is about, open or just closed, or null.</summary>
    public Dispatch? Requested(Guid requestId) => rows.Values.FirstOrDefault(r => r.Request?.Id == requestId);

    /// <summary>Latest attempts of a group that have not ended well, in order.</summary>
    public IEnumerable<Dispatch> Unfinished(StepGroup group)
        => rows.Values.Where(r => r.Seq >= group.First && r.Seq < group.End && r.Outcome != DispatchOutcome.Ok).OrderBy(r => r.Seq);

    /// <summary>True for an attempt that was once given out with this nonce, whatever has become of it. // R3</summary>
    public bool WasGiven(int seq, int attempt, Guid nonce) => nonces.TryGetValue((seq, attempt), out var known) && known == nonce;

    public KeptSignal? FirstKept(string name) => signals.Find(s => s.TakenAt is null && s.Name == name);

    public bool HasSignal(string clientKey) => signals.Exists(s => s.ClientKey == clientKey);

    public string? Payload(int seq, int attempt, PayloadKind kind)
        => payloads.FirstOrDefault(p => p.Seq == seq && p.Attempt == attempt && p.Kind == kind)?.Text;

    public void Put(Dispatch row)
    {
        nonces[(row.Seq, row.Attempt)] = row.Nonce;
        if (!rows.TryGetValue(row.Seq, out var known) || known.Attempt <= row.Attempt) rows[row.Seq] = row;
    }

    /// <summary>An entry of memory as it is before what is decided next, there or not.</summary>
    public MemoryState Memory(MemoryPlace place) => memory[place];

    public void Put(MemoryRow row)
    {
        var before = memory[row.Place];
        var more = (row.Deletes ? 0 : 1) - (before.Version == 0 ? 0 : 1);
        memory[row.Place] = before with { Version = row.Deletes ? 0 : row.Version, ExpiresAt = row.ExpiresAt };
        if (more == 0) return;
        foreach (var state in memory.Values.Where(s => s.Place.Shared == row.Place.Shared && s.Place.Subject == row.Subject).ToList())
            memory[state.Place] = state with { Entries = state.Entries + more };
    }

    public void Put(KeptSignal signal) => signals.Add(signal);

    public void Take(int no, DateTimeOffset at)
    {
        var place = signals.FindIndex(s => s.No == no);
        signals[place] = signals[place] with { TakenAt = at };
    }

    public IEnumerable<Dispatch> OpenRows => rows.Values.Where(r => r.IsOpen);
}
