using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Conformance;

/// <summary>Runs, rows and changes as the rules would make them, with as little in them as a test needs.</summary>
internal static class Make
{
    /// <summary>Six digits: the finest every database keeps.</summary>
    public static readonly DateTimeOffset Now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_457);

    public static DateTimeOffset At(double seconds) => Now.AddTicks((long)Math.Round(seconds * 1_000_000) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Running its first step.</summary>
    public static RunFacts Run(string agent = "agent", string tenant = "default", string? key = null) => new()
    {
        RunId = Guid.CreateVersion7(),
        Tenant = tenant,
        Agent = agent,
        Key = key,
        SubmissionHash = "hash",
        State = RunState.Running,
        Version = 1,
        Input = new Json("""{"n":1}"""),
        StateVersion = 1,
        Seq = 1,
        Step = "Begin",
        Group = new StepGroup { Kind = StepKind.First, First = 1, Count = 1, Next = 2 },
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    /// <summary>Running <paramref name="count"/> parallel steps from <paramref name="first"/> on, of which those before <paramref name="next"/> are released.</summary>
    public static RunFacts FanOut(int first, int count, int next) => Run() with
    {
        Seq = first + count - 1,
        Group = new StepGroup { Kind = StepKind.Item, First = first, Count = count, Next = next, Join = "Joined", MaxParallel = 10 },
    };

    public static Dispatch Row(RunFacts run, int seq, int attempt = 1) => new()
    {
        RunId = run.RunId,
        Seq = seq,
        Attempt = attempt,
        Nonce = Guid.NewGuid(),
        Kind = StepKind.Sequential,
        Step = "Step",
        StateVersion = 1,
        Queue = Queues.Step(run.Agent, 1),
        Phase = DispatchPhase.Unsent,
        DueAt = At(30),
        CreatedAt = Now,
    };

    public static Dispatch Held(RunFacts run, int seq) => Row(run, seq) with { Kind = StepKind.Item, Phase = DispatchPhase.Held, DueAt = null };

    public static Dispatch Leased(RunFacts run, int seq, string owner, DateTimeOffset until) => Row(run, seq) with
    {
        Phase = DispatchPhase.Leased,
        Owner = owner,
        DueAt = until,
    };

    public static Dispatch Closed(Dispatch row, DispatchOutcome outcome = DispatchOutcome.Ok, string? result = null) => row with
    {
        DueAt = null,
        EndedAt = At(5),
        Outcome = outcome,
        Result = new Json(result),
        Worker = "worker-1",
    };

    public static Transition Transition(RunFacts run, RunState from = RunState.None) => new()
    {
        RunId = run.RunId,
        Version = run.Version,
        From = from,
        To = run.State,
        Event = from == RunState.None ? "SubmitRun" : "StepCompleted",
        CommandId = Guid.NewGuid(),
        At = run.UpdatedAt,
        StateVersion = run.StateVersion,
    };

    public static RunChange Insert(RunFacts run) => new()
    {
        ExpectedVersion = 0,
        Run = run,
        DocumentChanged = true,
        Transitions = [Transition(run)],
    };

    /// <summary>One transition further.</summary>
    public static RunChange Next(RunFacts before, Func<RunFacts, RunFacts>? change = null)
    {
        var after = (change?.Invoke(before) ?? before) with { Version = before.Version + 1, UpdatedAt = before.UpdatedAt.AddSeconds(1) };
        return new RunChange
        {
            ExpectedVersion = before.Version,
            Run = after,
            DocumentChanged = after.Document != before.Document,
            Transitions = [Transition(after, before.State)],
        };
    }

    public static RunChange Next(RunFacts before, RunState state) => Next(before, run => run with { State = state });

    public static RunChange CausedBy(this RunChange change, Guid commandId)
        => change with { Transitions = [.. change.Transitions.Select(t => t with { CommandId = commandId })] };

    public static KeptSignal Signal(RunFacts run, int no, string? clientKey = null, DateTimeOffset? takenAt = null) => new()
    {
        RunId = run.RunId,
        No = no,
        Name = "go",
        ClientKey = clientKey ?? $"key-{no}",
        Body = new Json($"{no}"),
        At = At(no),
        TakenAt = takenAt,
    };

    public static OutboxRow Outbox(RunFacts run, DateTimeOffset? dueAt = null) => new()
    {
        Id = Guid.NewGuid(),
        RunId = run.RunId,
        Route = Route.Publish,
        Type = "run-completed",
        Body = new Json("""{"a":1}"""),
        DueAt = dueAt ?? At(30),
    };

    public static EffectRow Effect(Dispatch row, string name, string? result, string argsHash = "args") => new(row.RunId, row.Seq, row.Attempt, new EffectRecord
    {
        Name = name,
        Class = EffectClass.Idempotent,
        ArgsHash = argsHash,
        Result = new Json(result),
    });

    public static ClaimStep ClaimBy(Dispatch row, string instance) => new()
    {
        RunId = row.RunId,
        Seq = row.Seq,
        Attempt = row.Attempt,
        Nonce = row.Nonce,
        Instance = instance,
    };

    public static ClaimEffect ClaimEffect(Dispatch row, string name = "mail", EffectClass @class = EffectClass.AtMostOnce, string argsHash = "args") => new()
    {
        RunId = row.RunId,
        Seq = row.Seq,
        Attempt = row.Attempt,
        Nonce = row.Nonce,
        Name = name,
        Class = @class,
        ArgsHash = argsHash,
        ClaimId = Guid.NewGuid(),
    };

    public static RecordEffect Record(ClaimEffect claim, string? result) => new()
    {
        RunId = claim.RunId,
        Seq = claim.Seq,
        Attempt = claim.Attempt,
        Nonce = claim.Nonce,
        ClaimId = claim.ClaimId,
        Effect = new EffectRecord { Name = claim.Name, Class = claim.Class, ArgsHash = claim.ArgsHash, Result = new Json(result) },
    };

    public static HeldStep Hold(Dispatch row) => new(row.RunId, row.Seq, row.Attempt, row.Nonce);
}
