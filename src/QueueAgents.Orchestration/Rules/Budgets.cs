using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>
/// What a run may spend. A budget is never multiplied: children are given equal shares of what is left, and what they have spent is the
/// parent's. It is looked at before each turn, so one turn may go beyond it, and no more.
/// </summary>
internal static class Budgets
{
    public static RunFacts Counted(RunFacts run, Usage? usage)
        => usage is null ? run : run with { Loop = (run.Loop ?? LoopFacts.None) is var loop ? loop with { Spent = loop.Spent.Plus(usage) } : null };

    public static RunFacts Counted(RunFacts run, Spent? spent)
        => spent is null ? run : run with { Loop = (run.Loop ?? LoopFacts.None) is var loop ? loop with { Spent = loop.Spent.Plus(spent) } : null };

    /// <summary>
    /// An outcome nobody awaits any more changes nothing, but what it has cost is spent: a superseded attempt, or a second copy of one.
    /// The same message again is the same cost. It is applied to no step, so its transition names none. // R3 R12
    /// </summary>
    public static Decision Late(RunFacts run, Found found, Guid nonce, Usage? usage, int seq, int attempt, string worker)
        => usage is null || !run.IsOpen || !found.WasGiven(seq, attempt, nonce) ? Decision.Ignore("stale") : new Decision
        {
            Run = Counted(run, usage),
            Usage = usage,
            Seq = seq,
            Attempt = attempt,
            Worker = worker,
            Detail = "too late; what it cost counts",
        };

    /// <summary>What the agent itself allows, and what its parent left for it: the less of both.</summary>
    public static RunFacts Declared(RunFacts run, Budget? declared)
    {
        if (declared is null) return run;
        var loop = run.Loop ?? LoopFacts.None;
        var until = declared.WallClock is { } wall ? run.CreatedAt + wall : (DateTimeOffset?)null;
        return run with { Loop = loop with { Budget = Less(loop.Budget, declared), Until = Earlier(loop.Until, until) } };
    }

    /// <summary>Why no further turn may be begun; null where one may.</summary>
    public static StepError? Reached(RunFacts run) => run.Loop switch
    {
        { Budget: { } budget, Left: { } left, Spent: var spent } => left switch
        {
            { Turns: <= 0 } => Error("budget-turns", $"All {budget.Turns} turns of its budget are taken."),
            { Tokens: <= 0 } => Error("budget-tokens", $"{spent.Tokens} tokens are used; its budget was {budget.Tokens}."),
            { Cost: <= 0 } => Error("budget-cost", $"{spent.Cost} is spent; its budget was {budget.Cost}."),
            _ => null,
        },
        _ => null,
    };

    /// <summary>Its wall clock has run out.</summary>
    public static StepError? TimeOver(RunFacts run, Moment moment)
        => run.Loop?.Until <= moment.Now ? Error("budget-time", $"The time of its budget was over at {run.Loop.Until:O}.") : null;

    /// <summary>What each of so many children may spend; null where nothing is bounded.</summary>
    public static Budget? Share(RunFacts run, int children) => children == 0 || run.Loop?.Left is not { } left ? null : new Budget
    {
        Turns = left.Turns / children,
        Tokens = left.Tokens / children,
        Cost = left.Cost / children,
    };

    /// <summary>Somebody wants the run to go on although its budget is spent: what it was given once it is given again.</summary>
    public static RunFacts Again(RunFacts run, Moment moment)
    {
        if (run.Loop is not { } loop) return run;
        if (Reached(run) is not null) loop = loop with { Before = loop.Spent };
        if (TimeOver(run, moment) is not null) loop = loop with { Until = loop.Budget?.WallClock is { } wall ? moment.Now + wall : null };
        return run with { Loop = loop };
    }

    private static StepError Error(string type, string message) => new() { Type = type, Message = message };

    private static Budget Less(Budget? a, Budget b) => a is null ? b : new Budget
    {
        Turns = Less(a.Turns, b.Turns),
        Tokens = Less(a.Tokens, b.Tokens),
        Cost = Less(a.Cost, b.Cost),
        WallClock = Less(a.WallClock, b.WallClock),
    };

    private static T? Less<T>(T? a, T? b) where T : struct, IComparable<T>
        => a is { } x && b is { } y ? x.CompareTo(y) <= 0 ? x : y : a ?? b;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => Less(a, b);
}
