using MassTransit;

namespace QueueAgents.Benchmarks.Frozen;

/// <summary>Frozen. Ten steps as a plain MassTransit state machine: the fences are there, what makes a run durable is not.</summary>
internal sealed class FrozenMachine : MassTransitStateMachine<FrozenRun>
{
    private static readonly Uri Steps = new("queue:FrozenStep");

    public FrozenMachine()
    {
        InstanceState(run => run.CurrentState);
        Event(() => Submitted, submitted => submitted.CorrelateById(context => context.Message.RunId));
        Event(() => Completed, completed => completed.CorrelateById(context => context.Message.RunId));
        Initially(
            When(Submitted)
                .Then(context => context.Saga.Begin(context.Message))
                .Send(Steps, context => context.Saga.Step())
                .TransitionTo(Running));
        During(
            Running,
            When(Completed, context => context.Saga.Awaits(context.Message) && context.Message.Next.Kind == "step")
                .Then(context => context.Saga.Advance(context.Message))
                .Send(Steps, context => context.Saga.Step()),
            When(Completed, context => context.Saga.Awaits(context.Message) && context.Message.Next.Kind == "complete")
                .Publish(context => context.Saga.End(context.Message))
                .Finalize());
        SetCompletedWhenFinalized();
    }

    public State Running { get; private set; } = null!;
    public Event<FrozenSubmitRun> Submitted { get; private set; } = null!;
    public Event<FrozenStepCompleted> Completed { get; private set; } = null!;
}

/// <summary>Frozen. What the state machine knows of a run, in memory.</summary>
internal sealed class FrozenRun : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }
    public string CurrentState { get; set; } = "";
    public string Agent { get; set; } = "";
    public string Tenant { get; set; } = "";
    public int Version { get; set; }
    public int Seq { get; set; }
    public Guid Nonce { get; set; }
    public string Name { get; set; } = "Begin";
    public FrozenJson State { get; set; }

    public void Begin(FrozenSubmitRun submit)
    {
        (Agent, Tenant, State) = (submit.Agent, submit.Tenant, submit.Input);
        Next();
    }

    public bool Awaits(FrozenStepCompleted outcome) => outcome.Seq == Seq && outcome.Attempt == 1 && outcome.Nonce == Nonce;

    public void Advance(FrozenStepCompleted outcome)
    {
        (State, Name) = (outcome.State, outcome.Next.Name!);
        Next();
    }

    public FrozenExecuteStep Step() => new()
    {
        RunId = CorrelationId, Seq = Seq, Attempt = 1, Nonce = Nonce, Agent = Agent, Tenant = Tenant, Step = Name, Kind = Seq == 1 ? 0 : 1, StateVersion = 1, State = State,
    };

    public FrozenRunCompleted End(FrozenStepCompleted outcome) => new()
    {
        RunId = CorrelationId, Agent = Agent, Tenant = Tenant, Version = Version + 1, Result = outcome.Next.Value,
    };

    private void Next() => (Version, Seq, Nonce) = (Version + 1, Seq + 1, Guid.NewGuid());
}
