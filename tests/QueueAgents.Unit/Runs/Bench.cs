using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Unit.Runs;

/// <summary>One run on the bench: its facts and rows in lists, changed only by the real state machine, checked after every change.</summary>
internal sealed class Bench
{
    public const string Agent = "agent";
    private static readonly RunMachine Machine = new();
    private RunFacts? run;
    private int nonces;
    private int causes;

    public Guid RunId { get; } = Guid.Parse("019f0000-0000-7000-8000-000000000001");
    public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public Limits Limits { get; set { field = value; Widest = Math.Max(Widest, value.MaxParallel); } } = new();
    /// <summary>The widest a fan-out without a width of its own may ever have been.</summary>
    public int Widest { get; private set; }
    public int? Served { get; set; } = 1;
    public Dictionary<(int Seq, int Attempt), Dispatch> Rows { get; } = [];
    public List<KeptSignal> Signals { get; } = [];
    public List<StoredPayload> Payloads { get; } = [];
    public List<TranscriptItem> Items { get; } = [];
    /// <summary>What agents of the tenant remember.</summary>
    public Dictionary<MemoryPlace, MemoryRow> Memory { get; } = [];
    public List<Transition> Transitions { get; } = [];
    public List<Outgoing> Messages { get; } = [];
    /// <summary>Rows the last change handed to the broker.</summary>
    public List<Dispatch> Sent { get; private set; } = [];
    public RunChange? LastChange { get; private set; }

    public RunFacts Run => run!;
    public RunState State => run?.State ?? RunState.None;
    public IReadOnlyList<Dispatch> Open => [.. Rows.Values.Where(r => r.IsOpen).OrderBy(r => r.Seq)];

    public Decision Raise<T>(T message, Guid? cause = null) where T : class => Together(Say(message, cause))[0];

    /// <summary>A message that has not been raised yet.</summary>
    public Func<Chain, Task<Decision>> Say<T>(T message, Guid? cause = null) where T : class
        => chain => Machine.RaiseAsync(chain, message, new Cause(cause ?? Guid.Parse($"00000000-0000-0000-0001-{++causes:D12}")), MomentOf());

    /// <summary>Several messages in one batch.</summary>
    public Decision[] Together(params Func<Chain, Task<Decision>>[] messages)
    {
        var chain = new Chain(RunId, new LoadedRun(run, [.. Rows.Values], [.. Signals], [.. Payloads]) { Memory = [.. Places.Select(StateOf)] });
        var decisions = messages.Select(m => m(chain)).Select(t => t.GetAwaiter().GetResult()).ToArray();
        Sent = [];
        LastChange = chain.ToChange(m => OutboxMessages.Store(m, Now, null));
        if (LastChange is { } change) Apply(chain, change);
        return decisions;
    }

    /// <summary>What may be written besides what there is.</summary>
    public HashSet<MemoryPlace> Places { get; } = [];

    public void Submit(SubmitRun? submit = null) => Raise(submit ?? new SubmitRun { RunId = RunId, Agent = Agent, Input = Json.Of(new { q = 1 }) });

    /// <summary>Takes the open step and answers with what comes next.</summary>
    public Decision Complete(Continuation next, int? seq = null, string state = """{"s":1}""") => Raise(Completed(next, seq, state));

    public StepCompleted Completed(Continuation next, int? seq = null, string state = """{"s":1}""")
    {
        var row = OpenRow(seq);
        return new StepCompleted
        {
            RunId = RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, Worker = "w1",
            GivenVersion = row.StateVersion, StateVersion = row.StateVersion,
            State = row.Kind == StepKind.Item ? Json.None : new Json(state),
            Next = next,
        };
    }

    public Decision Fail(int? seq = null, bool retryable = true, TimeSpan retryIn = default, int maxAttempts = 3) => Raise(Failed(seq, retryable, retryIn, maxAttempts));

    public StepFailed Failed(int? seq = null, bool retryable = true, TimeSpan retryIn = default, int maxAttempts = 3)
    {
        var row = OpenRow(seq);
        return new StepFailed
        {
            RunId = RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, GivenVersion = row.StateVersion, Worker = "w1",
            Error = new StepError { Type = "boom", Message = "It went boom." }, Retryable = retryable, RetryIn = retryIn, MaxAttempts = maxAttempts,
        };
    }

    /// <summary>A worker claims the open step, as the door would note it.</summary>
    public Dispatch Claim(int? seq = null, string owner = "w1")
    {
        var row = OpenRow(seq) with { Phase = DispatchPhase.Leased, Owner = owner, DueAt = Now.AddSeconds(30) };
        return Rows[(row.Seq, row.Attempt)] = row;
    }

    public Decision Lose(int? seq = null)
    {
        var row = Claim(seq);
        return Raise(new StepLost { RunId = RunId, Seq = row.Seq, Attempt = row.Attempt, Owner = row.Owner });
    }

    public Decision Signal(string name, string? key = null) => Raise(new SignalRun { RunId = RunId, Name = name, ClientKey = key, Body = Json.Of(name) });

    public Dispatch OpenRow(int? seq = null) => seq is { } s ? Open.Single(r => r.Seq == s) : Open.First(r => r.Phase is not (DispatchPhase.Held or DispatchPhase.Child or DispatchPhase.Asked));

    public T Told<T>() => Messages.Select(m => m.Message).OfType<T>().Last();

    private MemoryState StateOf(MemoryPlace place)
    {
        var row = Memory.GetValueOrDefault(place);
        return new MemoryState(place, row?.Version ?? 0, row?.ExpiresAt, Memory.Keys.Count(p => p.Shared == place.Shared && p.Subject == place.Subject));
    }

    private Moment MomentOf() => new(Now, Guid.Parse($"00000000-0000-0000-0002-{causes:D12}"), Limits,
        () => Guid.Parse($"00000000-0000-0000-0003-{++nonces:D12}"), _ => Served);

    private void Apply(Chain chain, RunChange change)
    {
        Assert.Equal(run?.Version ?? 0, change.ExpectedVersion);
        if (change.SupersedeOpen)
        {
            foreach (var row in Open) Rows[(row.Seq, row.Attempt)] = row with { EndedAt = Now, Outcome = DispatchOutcome.Superseded, DueAt = null };
        }

        foreach (var row in change.ChangedRows)
        {
            Assert.True(Rows.ContainsKey((row.Seq, row.Attempt)), $"Row {row.Seq}/{row.Attempt} is changed but was never made.");
            Rows[(row.Seq, row.Attempt)] = row;
        }

        foreach (var row in change.NewRows) Rows.Add((row.Seq, row.Attempt), row);
        foreach (var signal in change.NewSignals) Signals.Add(signal);
        foreach (var no in change.TakenSignals) Signals[Signals.FindIndex(s => s.No == no)] = Signals.Find(s => s.No == no)! with { TakenAt = Now };
        Items.AddRange(change.Items);
        foreach (var row in change.Memory)
        {
            Assert.Equal(row.ExpectedVersion, Memory.GetValueOrDefault(row.Place)?.Version ?? 0);
            if (row.Deletes) Memory.Remove(row.Place);
            else Memory[row.Place] = row;
        }

        Transitions.AddRange(change.Transitions);
        Messages.AddRange(chain.Messages);
        Sent = [.. chain.ToSend];
        run = change.Run;
        Sound.Check(this);
    }
}
