using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Rules;

/// <summary>How rows of steps are made, released and closed. Shared by the rules; nothing here decides.</summary>
internal static class Steps
{
    /// <summary>The run goes on with one sequential step. While it is paused the row is held. </summary>
    public static Decision GoOn(RunFacts run, Moment moment, string step, Json input, Arrival arrival, int joinFirst = 0, int joinCount = 0)
    {
        var first = run.Document.IsNone && run.Seq == 0;
        var row = Row(run, moment, run.Seq + 1, first ? StepKind.First : StepKind.Sequential, step, input) with
        {
            Arrival = arrival,
            JoinFirst = joinFirst,
            JoinCount = joinCount,
        };
        return new Decision
        {
            Run = run with
            {
                State = run.State == RunState.Paused ? RunState.Paused : RunState.Running,
                Seq = row.Seq,
                Step = step,
                Group = new StepGroup { Kind = row.Kind, First = row.Seq, Count = 1, Next = row.Seq + 1 },
                Wait = null,
            },
            NewRows = [row],
        };
    }

    public static Dispatch Row(RunFacts run, Moment moment, int seq, StepKind kind, string step, Json input) => Released(run, moment, new Dispatch
    {
        RunId = run.RunId,
        Seq = seq,
        Attempt = 1,
        Nonce = moment.Nonce(),
        Kind = kind,
        Step = step,
        Input = input,
        StateVersion = run.StateVersion,
        Queue = kind == StepKind.Child ? "" : Queues.Step(run.Agent, run.StateVersion, run.Pinned),
        CreatedAt = moment.Now,
    });

    /// <summary>Ready to be sent, unless the run is paused.</summary>
    public static Dispatch Released(RunFacts run, Moment moment, Dispatch row) => row switch
    {
        { Kind: StepKind.Child } => row with { Phase = DispatchPhase.Child, DueAt = null },
        _ when run.State == RunState.Paused => Held(row),
        { Request: { Answer: null } request } => Asked(row, request, moment),
        _ => row with { Phase = DispatchPhase.Unsent, DueAt = moment.SendBy },
    };

    private static Dispatch Asked(Dispatch row, StepRequest request, Moment moment)
    {
        var until = moment.Now + request.Expires;
        return row with
        {
            Phase = DispatchPhase.Asked,
            DueAt = until,
            Request = request with { Id = MessageIds.OfRequest(row.RunId, row.Seq, row.Attempt), Until = until },
        };
    }

    public static Dispatch Held(Dispatch row) => row with { Phase = DispatchPhase.Held, DueAt = null };

    /// <summary>Another attempt of the same step: same number, same effect keys, a new nonce. // R11</summary>
    public static Dispatch Again(RunFacts run, Moment moment, Dispatch row) => Released(run, moment, row with
    {
        Attempt = row.Attempt + 1,
        Nonce = moment.Nonce(),
        StateVersion = run.StateVersion,
        Queue = row.Kind == StepKind.Child ? "" : Queues.Step(run.Agent, run.StateVersion, run.Pinned),
        ChildRunId = row.Kind == StepKind.Child ? MessageIds.OfChild(row.RunId, row.Seq, row.Attempt + 1) : null,
        Owner = null,
        CreatedAt = moment.Now,
        EndedAt = null,
        Outcome = null,
        Result = Json.None,
        Error = null,
        Worker = null,
        Took = null,
    });

    public static Dispatch Closed(Dispatch row, Moment moment, DispatchOutcome outcome) => row with
    {
        EndedAt = moment.Now,
        Outcome = outcome,
        DueAt = null,
    };

    /// <summary>What starts the child of a row.</summary>
    public static (Route, object) StartChild(RunFacts run, StepGroup group, Dispatch row) => (Route.Run, new SubmitChild
    {
        Run = new SubmitRun
        {
            RunId = row.ChildRunId!.Value,
            Agent = group.ChildAgent ?? row.Step,
            Tenant = run.Tenant,
            Input = row.Input,
            Tags = run.Tags,
            Deadline = run.Deadline,
        },
        ParentRunId = run.RunId,
        ParentSeq = row.Seq,
        Depth = run.Depth + 1,
        Budget = run.Loop?.Share,
        Until = run.Loop?.Until,
    });
}
