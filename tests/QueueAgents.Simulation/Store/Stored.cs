using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Simulation.Store;

/// <summary>Records as a database gives them back: moments in UTC, to the microsecond.</summary>
internal static class Stored
{
    public static RunFacts Of(RunFacts run) => run with
    {
        Wait = run.Wait is { } wait ? wait with { Until = Cut(wait.Until) } : null,
        Deadline = Cut(run.Deadline),
        Loop = run.Loop is { } loop ? loop with { Until = Cut(loop.Until) } : null,
        WakeAt = Cut(run.WakeAt),
        CreatedAt = Cut(run.CreatedAt),
        UpdatedAt = Cut(run.UpdatedAt),
    };

    public static Dispatch Of(Dispatch row) => row with
    {
        Request = Of(row.Request),
        DueAt = Cut(row.DueAt),
        CreatedAt = Cut(row.CreatedAt),
        EndedAt = Cut(row.EndedAt),
        Took = Cut(row.Took),
    };

    /// <summary>A row keeps what it was made with; phase, due time, owner, request and the closing columns are written.</summary>
    public static Dispatch Changed(Dispatch known, Dispatch row) => known with
    {
        Request = Of(row.Request),
        Phase = row.Phase,
        DueAt = Cut(row.DueAt),
        Owner = row.Owner,
        EndedAt = Cut(row.EndedAt),
        Outcome = row.Outcome,
        Result = row.Result,
        Error = row.Error,
        Worker = row.Worker,
        Took = Cut(row.Took),
    };

    private static StepRequest? Of(StepRequest? request) => request is null ? null : request with
    {
        Until = Cut(request.Until),
        Answer = request.Answer is { } answer ? answer with { At = Cut(answer.At) } : null,
    };

    public static Transition Of(Transition transition) => transition with { At = Cut(transition.At), Took = Cut(transition.Took) };

    public static KeptSignal Of(KeptSignal signal) => signal with { At = Cut(signal.At), TakenAt = Cut(signal.TakenAt) };

    private static DateTimeOffset Cut(DateTimeOffset moment) => new(moment.UtcTicks - moment.UtcTicks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);

    private static DateTimeOffset? Cut(DateTimeOffset? moment) => moment is { } some ? Cut(some) : null;

    private static TimeSpan? Cut(TimeSpan? span) => span is { } some ? new TimeSpan(some.Ticks - some.Ticks % TimeSpan.TicksPerMicrosecond) : null;
}
