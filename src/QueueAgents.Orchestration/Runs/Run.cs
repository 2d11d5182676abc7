using MassTransit;

namespace QueueAgents.Orchestration.Runs;

/// <summary>The saga instance: a shell around <see cref="RunFacts"/> that MassTransit's state machine works on while a chain of decisions goes on.</summary>
internal sealed class Run(Chain chain, Cause cause, Moment moment) : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; } = chain.Run.RunId;

    /// <summary>Kept by the state machine. It agrees with <see cref="RunFacts.State"/>, which is what is stored.</summary>
    public string CurrentState { get; set; } = RunMachine.NameOf(chain.Run.State);

    public Decision Decide<T>(Rule<T> rule, T message) => chain.Decide(rule, message, typeof(T).Name, cause, moment);
}
