using System.Diagnostics;
using System.Text.Json;
using MassTransit;

namespace QueueAgents.Benchmarks.Frozen;

/// <summary>Frozen. The worker's part: reads the state, changes it a little, answers.</summary>
internal sealed class FrozenStepConsumer : IConsumer<FrozenExecuteStep>
{
    private static readonly Uri Runs = new("queue:FrozenRun");

    public async Task Consume(ConsumeContext<FrozenExecuteStep> context)
    {
        var began = Stopwatch.GetTimestamp();
        var step = context.Message;
        var state = step.Kind == 0 ? new State(0, new string('x', 1_000)) : JsonSerializer.Deserialize<State>(step.State.Text!)!;
        state = state with { At = state.At + 1 };
        await context.Send(Runs, new FrozenStepCompleted
        {
            RunId = step.RunId, Seq = step.Seq, Attempt = step.Attempt, Nonce = step.Nonce, Worker = Environment.MachineName,
            GivenVersion = step.StateVersion, StateVersion = step.StateVersion,
            State = new(JsonSerializer.Serialize(state)),
            Next = state.At == 10 ? new() { Kind = "complete", Value = new("10") } : new() { Kind = "step", Name = "Begin" },
            Took = Stopwatch.GetElapsedTime(began),
        });
    }

    private sealed record State(int At, string Ballast);
}
