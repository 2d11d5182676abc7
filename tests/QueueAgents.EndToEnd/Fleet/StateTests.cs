using System.Text.Json.Nodes;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using Xunit;

namespace QueueAgents.EndToEnd.Fleet;

/// <summary>States that are large, old, broken, or cannot be had.</summary>
public sealed class StateTests
{
    [Fact]
    public async Task A_state_and_a_result_too_large_for_a_message_go_through_the_door()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Large>("large"));

        var result = await one.ResultAsync<string>(await one.SubmitAsync("large", 300_000));

        Assert.Equal(300_000, result.Length);
    }

    [Fact]
    public async Task A_state_beyond_all_limits_fails_its_step_at_once()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Large>("large"));

        var run = await one.SubmitAsync("large", 1_100_000);

        Assert.Equal((RunState.Failed, "too-large"), ((await one.EndAsync(run)).State, (await one.EndAsync(run)).Error?.Type));
        Assert.Single(await one.AttemptsAsync(run));
    }

    [Fact]
    public async Task An_input_beyond_its_limit_is_refused()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Large>("large"));

        var refused = await Assert.ThrowsAsync<RunRefusedException>(() => one.SubmitAsync("large", new string('x', 1_100_000)));

        Assert.Equal(Rejections.TooLarge, refused.Code);
    }

    [Fact]
    public async Task A_large_input_goes_through_the_door()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Echo>("echo"));

        Assert.Equal(900_000, (await one.ResultAsync<string>(await one.SubmitAsync("echo", new string('x', 900_000)))).Length);
    }

    [Fact]
    public async Task R6_A_state_that_cannot_be_lifted_parks_the_run_until_a_mended_release_retries_it()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<OldAgent>("agent"));
        var run = await one.SubmitAsync("agent", "x");
        await one.ReachesAsync(run, RunState.Waiting);
        await one.StopAsync();

        await one.StartAgainAsync(worker => worker.Add<BrokenAgent>("agent"));
        await one.Fleet.SignalAsync(new SignalRun { RunId = run, Name = "go" }, Ct);
        var parked = await one.EndAsync(run);
        Assert.Equal((RunState.Parked, "bad-state"), (parked.State, parked.Error?.Type));
        await one.StopAsync();

        await one.StartAgainAsync(worker => worker.Add<MendedAgent>("agent"));
        await one.Fleet.RetryAsync(new RetryRun { RunId = run }, Ct);

        Assert.Equal("x, lifted", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task An_agent_that_throws_in_its_constructor_fails_its_runs_and_nothing_else()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Unmakeable>("unmakeable").Add<Echo>("echo"));

        var failed = await one.EndAsync(await one.SubmitAsync("unmakeable", ""));

        Assert.Equal((RunState.Failed, "no"), (failed.State, failed.Error?.Message));
        Assert.Equal("still there", await one.ResultAsync<string>(await one.SubmitAsync("echo", "still there")));
    }

    [Fact]
    public async Task An_input_of_the_wrong_type_fails_the_run_with_a_reason()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Echo>("echo"));

        var end = await one.EndAsync(await one.SubmitAsync("echo", new { not = "a string" }));

        Assert.Equal((RunState.Failed, "bad-input"), (end.State, end.Error?.Type));
    }

    private sealed class Large : StepAgent<int, string, string>
    {
        public override string Start(int input) => new('x', input);

        public Next Begin(StepContext<string> step) => Next.Step(nameof(End));

        public Next End(StepContext<string> step) => Next.Complete(step.State);
    }

    private sealed class Echo : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public Next Begin(StepContext<string> step) => Next.Complete(step.State);
    }

    private sealed class Unmakeable : StepAgent<string, string, string>
    {
        public Unmakeable() => throw new InvalidOperationException("no");

        public override string Start(string input) => input;

        public Next Begin(StepContext<string> step) => Next.Complete(step.State);
    }

    private abstract class Agent<TState> : StepAgent<string, TState, string>
    {
        public Next Begin(StepContext<TState> step) => Next.WaitFor("go", then: nameof(End));

        public Next End(StepContext<TState> step) => Next.Complete($"{step.State}");
    }

    private sealed record One(string Text);

    private sealed record Two(string Text, string Mark)
    {
        public override string ToString() => $"{Text}, {Mark}";
    }

    private sealed class OldAgent : Agent<One>
    {
        public override One Start(string input) => new(input);
    }

    private sealed class BrokenAgent : Agent<Two>
    {
        public override int StateVersion => 2;

        public override IEnumerable<IStateMigration> Migrations => [new Break()];

        public override Two Start(string input) => new(input, "new");
    }

    private sealed class MendedAgent : Agent<Two>
    {
        public override int StateVersion => 2;

        public override IEnumerable<IStateMigration> Migrations => [new Lift()];

        public override Two Start(string input) => new(input, "new");
    }

    private sealed class Break : IStateMigration
    {
        public int From => 1;

        public JsonNode Up(JsonNode state) => throw new InvalidOperationException("This release has a bug.");
    }

    private sealed class Lift : IStateMigration
    {
        public int From => 1;

        public JsonNode Up(JsonNode state)
        {
            state["mark"] = "lifted";
            return state;
        }
    }
}
