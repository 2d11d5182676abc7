using MassTransit;
using MassTransit.Context;
using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Runs;

/// <summary>
/// The run as a MassTransit state machine, built from <see cref="RunTable"/>: every cell calls one pure rule through <see cref="Chain"/>
/// and moves the saga to the state the rule decided. Nothing else sets a state.
/// </summary>
internal sealed class RunMachine : MassTransitStateMachine<Run>, IRunTable
{
    private readonly Dictionary<Type, Event> events = [];
    private readonly Dictionary<RunState, State> states;

    public RunMachine()
    {
        InstanceState(run => run.CurrentState);
        states = RunTable.Columns.ToDictionary(s => s, s => s == RunState.None ? Initial : Declare(s));
        RunTable.Describe(this);
    }

    public static string NameOf(RunState state) => state == RunState.None ? "Initial" : state.ToString();

    /// <summary>Decides one message on the run a chain is about.</summary>
    public async Task<Decision> RaiseAsync<T>(Chain chain, T message, Cause cause, Moment moment) where T : class
    {
        var run = new Run(chain, cause, moment);
        var envelope = new MessageConsumeContext<T>(Occasion.Instance, message);
        var context = new BehaviorContextProxy<T>(this, new DefaultSagaConsumeContext<Run, T>(envelope, run), envelope, (Event<T>)events[typeof(T)]);
        try
        {
            await ((StateMachine<Run>)this).RaiseEvent(context);
        }
#pragma warning disable CA1031 // Whatever a decision throws, only its own run stands still.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            return chain.Park(thrown, typeof(T).Name, cause, moment);
        }

        return chain.Last!;
    }

    void IRunTable.Row<T>(Rule<T> none, Rule<T> queued, Rule<T> running, Rule<T> waiting, Rule<T> paused, Rule<T> parked, Rule<T> completed, Rule<T> failed, Rule<T> cancelled)
    {
        var happening = Event<T>(typeof(T).Name);
        events.Add(typeof(T), happening);
        Rule<T>[] cells = [none, queued, running, waiting, paused, parked, completed, failed, cancelled];
        foreach (var (state, rule) in RunTable.Columns.Zip(cells))
            During(states[state], When(happening).ThenAsync(context => DecideAsync(context, rule)));
    }

    private Task DecideAsync<T>(BehaviorContext<Run, T> context, Rule<T> rule) where T : class
    {
        var decision = context.Saga.Decide(rule, context.Message);
        return decision.Run is { } after && NameOf(after.State) != context.Saga.CurrentState
            ? context.TransitionToState(states[after.State])
            : Task.CompletedTask;
    }

    private new Event<T> Event<T>(string name) where T : class => (Event<T>)base.Event<T>(name, correlate => correlate.CorrelateById(context => context.CorrelationId ?? Guid.Empty));

    private State Declare(RunState state)
    {
        State(state.ToString());
        return GetState(state.ToString());
    }
}
