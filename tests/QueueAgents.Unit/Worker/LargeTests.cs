using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Worker;

/// <summary>Documents that do not fit into a message.</summary>
public class LargeTests
{
    // Two bytes a character and an odd start: pieces are cut inside characters.
    private static readonly string Large = new('ü', 170_000);
    private static readonly ExecuteStep Order = new() { Seq = 2, Kind = StepKind.Sequential };

    [Fact]
    public async Task Large_state_and_input_come_through_the_door_in_pieces()
    {
        await using var worker = await TestWorker.Start<Agent>();
        worker.Door.Payloads[PayloadKind.State] = new Json($"\"{Large}\"");
        worker.Door.Payloads[PayloadKind.Input] = new Json($"\"{Large}!\"");

        await worker.Send(Order with { Step = "Lengths", StateByDoor = true, InputByDoor = true });

        Assert.Equal(new Continuation.Complete(Json.Of("170000 170001")), (await worker.Outcome<StepCompleted>()).Next);
    }

    [Fact]
    public async Task A_large_run_input_comes_through_the_door_as_the_state_of_the_first_step()
    {
        await using var worker = await TestWorker.Start<Agent>();
        worker.Door.Payloads[PayloadKind.State] = new Json($"\"{Large}\"");

        await worker.Send(new ExecuteStep { Step = "Begin", Kind = StepKind.First, StateByDoor = true });

        var done = await worker.Outcome<StepCompleted>();
        Assert.True(done.StateByDoor);
        Assert.Equal(Large, worker.Door.Written(PayloadKind.State).As<string>());
    }

    [Fact]
    public async Task A_large_state_goes_through_the_door_and_the_outcome_refers_to_it()
    {
        await using var worker = await TestWorker.Start<Agent>();

        await worker.Send(Order with { Step = "Grow", State = Json.Of("x"), Input = Json.Of(300_000) });

        var done = await worker.Outcome<StepCompleted>();
        Assert.Equal((true, false), (done.StateByDoor, done.NextByDoor));
        Assert.True(done.State.IsNone);
        Assert.Equal(new string('x', 300_000), worker.Door.Written(PayloadKind.State).As<string>());
    }

    [Fact]
    public async Task A_large_fan_out_goes_through_the_door()
    {
        await using var worker = await TestWorker.Start<Agent>();

        await worker.Send(Order with { Step = "Spread", State = Json.Of("x") });

        var done = await worker.Outcome<StepCompleted>();
        Assert.Equal((false, true), (done.StateByDoor, done.NextByDoor));
        var next = Assert.IsType<Continuation.FanOut>(worker.Door.Written(PayloadKind.Next).As<Continuation>());
        Assert.Equal(10_000, next.Items.Count);
    }

    [Theory]
    [InlineData("Grow")]
    [InlineData("Say")]
    public async Task What_is_larger_than_a_megabyte_fails_the_step_for_good(string step)
    {
        await using var worker = await TestWorker.Start<Agent>();

        await worker.Send(Order with { Step = step, State = Json.Of("x"), Input = Json.Of(1_100_000) });

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal(("too-large", false), (failed.Error.Type, failed.Retryable));
    }

    private sealed class Agent : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;
        public Next Begin(StepContext<string> step) => Next.Step(nameof(Begin));
        public Next Lengths(StepContext<string> step) => Next.Complete($"{step.State.Length} {step.Input<string>().Length}");
        public Next Say(StepContext<string> step, int length) => Next.Complete(new string('x', length));
        public Next Spread(StepContext<string> step) => Next.FanOut(nameof(Item), Enumerable.Repeat("0123456789", 10_000), nameof(Begin));
        public string Item(StepContext<string> step, string item) => item;

        public Next Grow(StepContext<string> step, int length)
        {
            step.State = new string('x', length);
            return Next.Step(nameof(Begin));
        }
    }
}
