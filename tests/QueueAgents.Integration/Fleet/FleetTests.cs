using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Integration.Fleet;

public sealed class FleetTests(Broker broker, Database database)
{
    [Fact]
    public async Task A_task_published_by_another_service_runs_through_its_steps_to_its_result()
    {
        await using var fleet = await TestFleet.StartAsync(await broker.VirtualHostAsync(), await database.CreateAsync(), w => w.Add<Counter>("counter"));

        var runId = await fleet.SubmitAsync(new SubmitRun { Agent = "counter", Input = Json.Of(5) });

        var run = await fleet.UntilAsync(runId, RunState.Completed);
        Assert.Equal("5", run.Result.Text);
        var transitions = await fleet.Runs.TransitionsAsync(runId, 0, 100, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, transitions.Count), transitions.Select(t => t.Version));
        Assert.Equal(transitions.Skip(1).Select(t => t.From), transitions.SkipLast(1).Select(t => t.To)); // R4
    }

    [Fact]
    public async Task A_fan_out_is_joined_in_order()
    {
        await using var fleet = await TestFleet.StartAsync(await broker.VirtualHostAsync(), await database.CreateAsync(), w => w.Add<Squares>("squares"));

        var runId = await fleet.SubmitAsync(new SubmitRun { Agent = "squares", Input = Json.Of(300) });

        var run = await fleet.UntilAsync(runId, RunState.Completed);
        Assert.Equal(Enumerable.Range(0, 300).Sum(i => i * i), run.Result.As<int>());
    }
}

public sealed class Counter : StepAgent<int, Counter.State, int>
{
    public sealed record State(int Goal, int At);

    public override State Start(int input) => new(input, 0);

    public Next Begin(StepContext<State> step)
    {
        step.State = step.State with { At = step.State.At + 1 };
        return step.State.At == step.State.Goal ? Next.Complete(step.State.At) : Next.Step(nameof(Begin));
    }
}

public sealed class Squares : StepAgent<int, Squares.State, int>
{
    public sealed record State(int Count);

    public override State Start(int input) => new(input);

    public Next Begin(StepContext<State> step) => Next.FanOut(nameof(Square), Enumerable.Range(0, step.State.Count), nameof(Join), maxParallel: 20);

    public int Square(StepContext<State> step, int item) => item * item;

    public Next Join(StepContext<State> step) => Next.Complete(step.Results<int>().Sum(r => r.Value));
}
