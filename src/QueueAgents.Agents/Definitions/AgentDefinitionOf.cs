using System.Collections.Frozen;
using System.Text.Json;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <inheritdoc/>
internal sealed class AgentDefinition<TInput, TState, TResult> : AgentDefinition
{
    private readonly FrozenDictionary<string, StepMethod<TState>> _steps;

    public AgentDefinition(string name, StepAgent agent)
    {
        var problems = new List<string>();
        (Name, AgentType) = (name, agent.GetType());
        if (!Names.IsAgent(name)) problems.Add($"'{name}' is no agent name; use 1 to 64 of a-z, 0-9 and -.");

        var version = agent.StateVersion;
        if (version < 1) problems.Add($"{AgentType.Name}.StateVersion is {version}; write it as => 1 or more (a property with an initializer cannot be read here).");
        if (agent.Migrations is not { } migrations)
        {
            problems.Add($"{AgentType.Name}.Migrations is null; write it as => [new …()] (a property with an initializer cannot be read here).");
            migrations = [];
        }

        States = StateUpcaster.Of(version, migrations, AgentType.Name, problems);
        _steps = StepMethods.Of<TState>(AgentType, problems).ToFrozenDictionary(step => step.Name, StringComparer.Ordinal);
        if (problems.Count > 0) throw new AgentDefinitionException(name, AgentType, problems);
    }

    public override string Name { get; }

    public override Type AgentType { get; }

    public override StateUpcaster States { get; }

    public override StepPolicy PolicyOf(string step) => _steps.TryGetValue(step, out var method) ? method.Policy : StepPolicy.Default;

    public override async ValueTask<StepOutcome> Run(StepSession session, Json state, StepScope scope)
    {
        var make = scope.Make;
        var order = session.Order;
        var isItem = order.Kind == StepKind.Item;
        var method = Find(order.Step, isItem);
        var context = order.Kind == StepKind.First
            ? First(session, make, out var agent)
            : Later(session, state, make, out agent);

        var returned = await method.Invoke(agent, context);
        if (isItem) return new(new Continuation.Result(returned.Result), Json.None);
        if (returned.Next is not { } next) throw Broken($"step '{order.Step}' returned null instead of a Next");

        Check(next);
        return new(next.Continuation, Write(context.State));
    }

    private static StepContext<TState> First(StepSession session, Func<StepAgent> make, out StepAgent agent)
    {
        var input = session.Input<TInput>("input");
        agent = make();
        return new(session, ((StepAgent<TInput, TState, TResult>)agent).Start(input));
    }

    private StepContext<TState> Later(StepSession session, Json state, Func<StepAgent> make, out StepAgent agent)
    {
        var today = Read(States.Up(state, session.Order.StateVersion));
        agent = make();
        return new(session, today);
    }

    private TState Read(Json state)
    {
        try
        {
            return state.As<TState>() ?? throw new JsonException("it is null");
        }
        catch (Exception e)
        {
            throw new ParkedException(ParkedException.BadState, $"The state of version {States.Version} is not a {typeof(TState).Name}: {e.Message}", e);
        }
    }

    private Json Write(TState state)
    {
        try
        {
            return Json.Of(state);
        }
        catch (Exception e)
        {
            throw Broken($"its state, a {typeof(TState).Name}, cannot be written as JSON: {e.Message}", e);
        }
    }

    /// <summary>A name that is wrong now would only be found when its turn comes, perhaps after days of waiting.</summary>
    private void Check(Next next)
    {
        switch (next.Continuation)
        {
            case Continuation.Step step: Find(step.Name, isItem: false); break;
            case Continuation.FanOut fan: Find(fan.Name, isItem: true); Find(fan.Join, isItem: false); break;
            case Continuation.Children children: Find(children.Join, isItem: false); break;
            case Continuation.Ask ask: Find(ask.Then, isItem: false); break;
            case Continuation.WaitFor wait: Find(wait.Then, isItem: false); break;
            case Continuation.Sleep sleep: Find(sleep.Then, isItem: false); break;
            case Continuation.Complete when next.Result is not (null or TResult):
                throw Broken($"it completed with a {next.Result.GetType().Name}, but its result is declared as {typeof(TResult).Name}");
        }
    }

    private StepMethod<TState> Find(string name, bool isItem)
    {
        if (!_steps.TryGetValue(name, out var step))
        {
            throw Broken($"it has no step '{name}'; its steps are {string.Join(", ", _steps.Keys.Order(StringComparer.Ordinal))}");
        }

        if (step.IsItem == isItem) return step;
        throw Broken(isItem
            ? $"step '{name}' returns a Next, so it cannot run per item of a fan-out; let it return the item's result"
            : $"step '{name}' returns a result, so it can only run per item of a fan-out; let it return a Next");
    }

    private ParkedException Broken(string what, Exception? inner = null) => new(ParkedException.BadAgent, $"Agent '{Name}' needs a fix: {what}.", inner);
}
