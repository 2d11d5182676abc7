using QueueAgents.Contracts;
using QueueAgents.Orchestration.Rules;
using static QueueAgents.Contracts.RunState;

namespace QueueAgents.Orchestration.Runs;

/// <summary>
/// The whole life of a run: what each event means in each state. A cell is a rule; there is no empty cell. // R10
/// </summary>
internal static class RunTable
{
    public static IReadOnlyList<RunState> Columns { get; } = [None, Queued, Running, Waiting, Paused, Parked, Completed, Failed, Cancelled];

    public static void Describe(IRunTable table)
    {
        // Paused is left by the ends of the run and by Resume only.
        var start = Rule<SubmitRun>("start", Submitting.Start, Queued, Running);
        var again = Rule<SubmitRun>("again", Submitting.Again);
        var startChild = Rule<SubmitChild>("start", Submitting.StartChild, Queued, Running, Failed);
        var childAgain = Rule<SubmitChild>("again", Submitting.ChildAgain);
        var serve = Rule<AgentServed>("serve", Submitting.Served, Running);
        var complete = Rule<StepCompleted>("apply", Advancing.Completed, Running, Waiting, Parked, Completed, Failed);
        var completePaused = Rule<StepCompleted>("apply", Advancing.Completed, Paused, Parked, Completed, Failed);
        var fail = Rule<StepFailed>("retry-or-end", Failing.Failed, Running, Waiting, Parked, Failed);
        var failPaused = Rule<StepFailed>("retry-or-end", Failing.Failed, Paused, Parked, Failed);
        // Nothing is with a worker then: what comes is late, and counted at most.
        var late = Rule<StepCompleted>("late", Advancing.Completed, Waiting);
        var lateFailure = Rule<StepFailed>("late", Failing.Failed, Waiting);
        var lose = Rule<StepLost>("retry-or-end", Failing.Lost, Running, Waiting, Failed);
        var losePaused = Rule<StepLost>("retry-or-end", Failing.Lost, Paused, Failed);
        var join = Rule<ChildEnded>("join", Families.Ended, Running, Waiting, Failed);
        // While something is with a worker, what others answer neither ends the group nor leaves the run waiting.
        var joinBeside = Rule<ChildEnded>("join", Families.Ended, Running);
        var joinPaused = Rule<ChildEnded>("join", Families.Ended, Paused, Failed);
        var due = Rule<RunDue>("due", Awaiting.Due, Running, Failed);
        var deadline = Rule<RunDue>("deadline", Awaiting.Due, Failed);
        var keep = (RunState state) => Rule<SignalRun>("keep", Awaiting.Signalled, state);
        var signal = Rule<SignalRun>("take", Awaiting.Signalled, Running, Waiting);
        var answer = Rule<AnswerRun>("take", Asking.Answered, Running, Waiting, Failed);
        var answerBeside = Rule<AnswerRun>("take", Asking.Answered, Running);
        var answerPaused = Rule<AnswerRun>("take", Asking.Answered, Paused, Failed);
        var noRequest = Rule<AnswerRun>("refuse", Asking.Answered, Queued);
        var expire = Rule<RequestExpired>("expire", Asking.Expired, Running, Waiting, Failed);
        var expireBeside = Rule<RequestExpired>("expire", Asking.Expired, Running);
        var expirePaused = Rule<RequestExpired>("expire", Asking.Expired, Paused, Failed);
        var cancel = Rule<CancelRun>("cancel", Controlling.Cancel, Cancelled);
        var pause = Rule<PauseRun>("pause", Controlling.Pause, Paused);
        var resume = Rule<ResumeRun>("resume", Controlling.Resume, Queued, Running, Waiting);
        var retry = Rule<RetryRun>("retry", Controlling.Retry, Queued, Running, Waiting);

        //                        None                 Queued               Running              Waiting              Paused               Parked               Completed            Failed               Cancelled
        table.Row<SubmitRun>     (start,               again,               again,               again,               again,               again,               again,               again,               again);
        table.Row<SubmitChild>   (startChild,          childAgain,          childAgain,          childAgain,          childAgain,          childAgain,          childAgain,          childAgain,          childAgain);
        table.Row<AgentServed>   (No<AgentServed>(),   serve,               No<AgentServed>(),   No<AgentServed>(),   No<AgentServed>(),   No<AgentServed>(),   No<AgentServed>(),   No<AgentServed>(),   No<AgentServed>());
        table.Row<StepCompleted> (Stale<StepCompleted>(), Stale<StepCompleted>(), complete,      late,                completePaused,   Stale<StepCompleted>(), Stale<StepCompleted>(), Stale<StepCompleted>(), Stale<StepCompleted>());
        table.Row<StepFailed>    (Stale<StepFailed>(), Stale<StepFailed>(), fail,                lateFailure,         failPaused,          Stale<StepFailed>(), Stale<StepFailed>(), Stale<StepFailed>(), Stale<StepFailed>());
        table.Row<StepLost>      (Stale<StepLost>(),   Stale<StepLost>(),   lose,                Stale<StepLost>(),   losePaused,          Stale<StepLost>(),   Stale<StepLost>(),   Stale<StepLost>(),   Stale<StepLost>());
        table.Row<ChildEnded>    (Stale<ChildEnded>(), Stale<ChildEnded>(), joinBeside,          join,                joinPaused,          Stale<ChildEnded>(), Stale<ChildEnded>(), Stale<ChildEnded>(), Stale<ChildEnded>());
        table.Row<RequestExpired>(Stale<RequestExpired>(), Stale<RequestExpired>(), expireBeside, expire,              expirePaused,        Stale<RequestExpired>(), Stale<RequestExpired>(), Stale<RequestExpired>(), Stale<RequestExpired>());
        table.Row<RunDue>        (No<RunDue>(),        deadline,            deadline,            due,                 deadline,            No<RunDue>(),        No<RunDue>(),        No<RunDue>(),        No<RunDue>());
        table.Row<SignalRun>     (Lost<SignalRun>(),   keep(Queued),        keep(Running),       signal,              keep(Paused),        Wrong<SignalRun>(),  Wrong<SignalRun>(),  Wrong<SignalRun>(),  Wrong<SignalRun>());
        table.Row<AnswerRun>     (Lost<AnswerRun>(),   noRequest,           answerBeside,        answer,              answerPaused,        Wrong<AnswerRun>(),  Wrong<AnswerRun>(),  Wrong<AnswerRun>(),  Wrong<AnswerRun>());
        table.Row<CancelRun>     (Lost<CancelRun>(),   cancel,              cancel,              cancel,              cancel,              Wrong<CancelRun>(),  Wrong<CancelRun>(),  Wrong<CancelRun>(),  Done<CancelRun>());
        table.Row<PauseRun>      (Lost<PauseRun>(),    pause,               pause,               pause,               Done<PauseRun>(),    Wrong<PauseRun>(),   Wrong<PauseRun>(),   Wrong<PauseRun>(),   Wrong<PauseRun>());
        table.Row<ResumeRun>     (Lost<ResumeRun>(),   Done<ResumeRun>(),   Done<ResumeRun>(),   Done<ResumeRun>(),   resume,              Wrong<ResumeRun>(),  Wrong<ResumeRun>(),  Wrong<ResumeRun>(),  Wrong<ResumeRun>());
        table.Row<RetryRun>      (Lost<RetryRun>(),    Wrong<RetryRun>(),   Wrong<RetryRun>(),   Wrong<RetryRun>(),   Wrong<RetryRun>(),   retry,               Wrong<RetryRun>(),   retry,               Wrong<RetryRun>());
    }

    private static Rule<T> Rule<T>(string name, Decide<T> decide, params RunState[] targets) => new(name, decide, targets);

    /// <summary>Nothing to do here; nobody is told.</summary>
    private static Rule<T> No<T>() => Rule<T>("ignore", Controlling.Nothing);

    /// <summary>An outcome of something the run no longer awaits: acknowledged and counted. // R3</summary>
    private static Rule<T> Stale<T>() => Rule<T>("stale", Controlling.Stale);

    private static Rule<T> Lost<T>() => Rule<T>("not-found", Controlling.NotFound);

    private static Rule<T> Wrong<T>() => Rule<T>("refuse", Controlling.WrongState);

    private static Rule<T> Done<T>() => Rule<T>("already", Controlling.Already);
}

/// <summary>Who reads the table: the state machine, and the matrix that is kept as a golden file.</summary>
internal interface IRunTable
{
    void Row<T>(Rule<T> none, Rule<T> queued, Rule<T> running, Rule<T> waiting, Rule<T> paused, Rule<T> parked, Rule<T> completed, Rule<T> failed, Rule<T> cancelled)
        where T : class;
}
