using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>
/// A declared agent as the run machine runs it: <c>Begin</c> and <c>Turn</c> are turns of the model, and every call of a tool is an item of
/// the fan-out between two turns. There is no engine besides.
/// </summary>
internal sealed class LoopDefinition(LoopPlan plan) : AgentDefinition
{
    public const string Turn = "Turn";

    /// <summary>A provider that wants a pause gets it: many attempts, far apart, and no worker waits meanwhile.</summary>
    private static readonly StepPolicy TurnPolicy = Policy(new StepAttribute { MaxAttempts = 12, FirstDelay = "00:00:01", MaxDelay = "00:02:00" });

    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private static readonly StepPolicy CallPolicy = Policy(new StepAttribute());

    public override string Name => plan.Name;

    public override Type? AgentType => null;

    public override StateUpcaster States { get; } = StateUpcaster.Of(1, [], "", []);

    public override StepPolicy PolicyOf(string step) => TurnPolicy;

    /// <summary>A tool that may take long is a long step, which gives up its delivery; the step ends after the tool does.</summary>
    public override StepPolicy PolicyOf(ExecuteStep order)
    {
        if (order.Kind != StepKind.Item) return TurnPolicy;
        return plan.Tools.TimeoutOf(order.Step) + Margin is { } longest && longest > CallPolicy.Timeout
            ? Policy(new StepAttribute { Timeout = longest.ToString("c", CultureInfo.InvariantCulture) })
            : CallPolicy;
    }

    public override async ValueTask<StepOutcome> Run(StepSession session, Json state, StepScope scope)
    {
        var tools = await plan.Tools.Resolve(scope.Services, session.Cancellation);
        if (session.Order.Kind == StepKind.Item)
        {
            var call = new ToolStep(plan, tools, scope.Services.GetRequiredService<ToolRunner>(), CallPolicy.MaxAttempts);
            return new(new Continuation.Result(Json.Of(await call.Run(session, plan.Memory is null ? null : Read(state).Subject, scope.Services))), Json.None);
        }

        await session.Transcript.Load(session.Cancellation);
        var turn = new TurnStep(plan, tools, scope.Services.GetRequiredService<ModelTurn>());
        return await turn.Run(session, session.Order.Kind == StepKind.First ? new LoopState() : Read(state));
    }

    private static LoopState Read(Json state)
    {
        try
        {
            return state.As<LoopState>() ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new ParkedException(ParkedException.BadState, $"The state is not one of a tool loop: {e.Message}", e);
        }
    }

    private static StepPolicy Policy(StepAttribute attribute) => StepPolicy.Read(attribute, nameof(LoopDefinition), []);
}
