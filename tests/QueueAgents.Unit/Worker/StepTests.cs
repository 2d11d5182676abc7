using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Worker;

public class StepTests
{
    private static readonly ExecuteStep First = new() { Step = "Begin", Kind = StepKind.First, State = Json.Of("tea") };
    private static readonly ExecuteStep Later = new() { Seq = 2, Kind = StepKind.Sequential, State = Json.Of(new Doc("tea", 1)) };

    [Fact]
    public async Task A_step_ends_in_one_outcome_that_names_its_attempt()
    {
        await using var worker = await TestWorker.Start<Tea>();

        var order = await worker.Send(First);

        var done = await worker.Outcome<StepCompleted>();
        Assert.Equal((order.RunId, order.Seq, order.Attempt, order.Nonce, 1), (done.RunId, done.Seq, done.Attempt, done.Nonce, done.GivenVersion));
        Assert.Equal((worker.Instance, 2), (done.Worker, done.StateVersion));
        Assert.Equal("""{"name":"tea","cups":1}""", done.State.Text);
        Assert.Equal(new Continuation.Step("Pour", new Json("2")), done.Next);
    }

    [Fact]
    public async Task An_older_state_is_lifted_and_goes_back_as_the_workers_own_version()
    {
        await using var worker = await TestWorker.Start<Tea>();

        await worker.Send(Later with { Step = "Pour", StateVersion = 1, State = new Json("""{"title":"tea"}"""), Input = Json.Of(3) });

        var done = await worker.Outcome<StepCompleted>();
        Assert.Equal((1, 2), (done.GivenVersion, done.StateVersion));
        Assert.Equal("""{"name":"tea","cups":3}""", done.State.Text);
    }

    [Fact]
    public async Task An_item_reports_its_result_and_no_state()
    {
        await using var worker = await TestWorker.Start<Tea>();

        await worker.Send(Later with { Step = "Taste", Kind = StepKind.Item, Input = Json.Of(7) });

        var done = await worker.Outcome<StepCompleted>();
        Assert.Equal(new Continuation.Result(new Json("\"cup 7 of tea\"")), done.Next);
        Assert.True(done.State.IsNone);
    }

    [Fact]
    public async Task What_the_author_throws_is_reported_and_the_worker_goes_on()
    {
        await using var worker = await TestWorker.Start<Tea>();

        await worker.Send(Later with { Step = "Spill" });

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal(("InvalidOperationException", "spilt"), (failed.Error.Type, failed.Error.Message));
        Assert.Equal((true, false, 7), (failed.Retryable, failed.Park, failed.MaxAttempts));
        Assert.InRange(failed.RetryIn.TotalSeconds, 4, 6);

        await worker.Send(First);
        await worker.Outcome<StepCompleted>();
    }

    [Fact]
    public async Task An_agent_that_throws_in_its_constructor_fails_its_step_and_the_worker_stays_up()
    {
        await using var worker = await TestWorker.Start(w => w.Add<Tea>("agent").Add<Broken>("broken"));

        await worker.Send(First with { Agent = "broken" });

        var failed = await worker.Outcome<StepFailed>();
        Assert.Equal(("InvalidOperationException", "no kettle"), (failed.Error.Type, failed.Error.Message));
        Assert.True(failed.Retryable);

        await worker.Send(First);
        await worker.Outcome<StepCompleted>();
    }

    [Fact]
    public async Task A_state_that_does_not_parse_parks_the_run()
    {
        await using var worker = await TestWorker.Start<Tea>();

        await worker.Send(Later with { Step = "Pour", StateVersion = 2, State = Json.Of(17) });

        var failed = await worker.Outcome<StepFailed>();
        Assert.True(failed.Park);
        Assert.False(failed.Retryable);
        Assert.Equal("bad-state", failed.Error.Type);
    }

    [Fact]
    public async Task A_malformed_step_is_refused_and_the_worker_goes_on()
    {
        await using var worker = await TestWorker.Start<Tea>();

        await worker.SendAs(First);
        Assert.Contains("has no run, number", await worker.Refusal(), StringComparison.Ordinal);

        await worker.Send(First);
        await worker.Outcome<StepCompleted>();
    }

    [Fact]
    public async Task Services_are_injected_and_disposed_with_the_step()
    {
        var signal = new Signal();
        await using var worker = await TestWorker.Start<Injected>(null, signal);

        await worker.Send(First);

        await worker.Outcome<StepCompleted>();
        await signal.Wait(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Results_of_a_fan_out_are_there_for_the_join_in_order()
    {
        await using var worker = await TestWorker.Start<Tea>();
        worker.Door.Results.AddRange([
            new() { Seq = 3, Ok = true, Value = Json.Of("a") },
            new() { Seq = 4, Ok = false, Error = new() { Type = "x", Message = "spilt" } },
            new() { Seq = 5, Ok = true, Value = Json.Of("c") },
        ]);
        var join = Later with { Seq = 6, Arrival = Arrival.Joined, JoinFirst = 3, JoinCount = 3 };

        await worker.Send(join with { Step = "Join" });
        Assert.Equal(new Continuation.Complete(Json.Of("a, failed: spilt, c")), (await worker.Outcome<StepCompleted>()).Next);

        await worker.Send(join with { Step = "JoinLater" });
        Assert.Equal(new Continuation.Complete(Json.Of("a, failed: spilt, c")), (await worker.Outcome<StepCompleted>()).Next);

        await worker.Send(join with { Step = "JoinValues" });
        Assert.Equal("item-failed", (await worker.Outcome<StepFailed>()).Error.Type);
    }

    [Fact]
    public async Task An_answer_a_signal_and_a_timeout_are_told_apart()
    {
        await using var worker = await TestWorker.Start<Tea>();
        var arrival = Later with { Step = "Answered" };

        await worker.Send(arrival with { Arrival = Arrival.Answer, Input = Json.Of("milk") });
        Assert.Equal(new Continuation.Complete(Json.Of("milk")), (await worker.Outcome<StepCompleted>()).Next);

        await worker.Send(arrival with { Arrival = Arrival.TimedOut });
        Assert.Equal(new Continuation.Complete(Json.Of("none")), (await worker.Outcome<StepCompleted>()).Next);

        await worker.Send(arrival with { Arrival = Arrival.Signal, Input = Json.Of("milk") });
        Assert.Equal("no-input", (await worker.Outcome<StepFailed>()).Error.Type);
    }

    public sealed record Doc(string Name, int Cups);

    public sealed class Tea : StepAgent<string, Doc, string>
    {
        public override int StateVersion => 2;
        public override IEnumerable<IStateMigration> Migrations => [new TitleToName()];
        public override Doc Start(string input) => new(input, 1);
        public Next Begin(StepContext<Doc> step) => Next.Step(nameof(Pour), 2);

        public Next Pour(StepContext<Doc> step, int cups)
        {
            step.State = step.State with { Cups = cups };
            return Next.Complete("done");
        }

        public string Taste(StepContext<Doc> step, int item) => $"cup {item} of {step.State.Name}";

        [Step(MaxAttempts = 7, FirstDelay = "00:00:05")]
        public Next Spill(StepContext<Doc> step) => throw new InvalidOperationException("spilt");

        public Next Join(StepContext<Doc> step) => Next.Complete(string.Join(", ", step.Results<string>()));
        public Next JoinValues(StepContext<Doc> step) => Next.Complete(string.Join(", ", step.Children<string>().Values()));

        public async Task<Next> JoinLater(StepContext<Doc> step)
        {
            var all = new List<string>();
            await foreach (var result in step.ResultsAsync<string>()) all.Add($"{result}");
            return Next.Complete(string.Join(", ", all));
        }

        public Next Answered(StepContext<Doc> step) => Next.Complete(step.TimedOut ? "none" : step.Answer<string>());
    }

    public sealed class Broken : StepAgent<string, Doc, string>
    {
        public Broken() => throw new InvalidOperationException("no kettle");
        public override Doc Start(string input) => new(input, 1);
        public Next Begin(StepContext<Doc> step) => Next.Complete("");
    }

    private sealed class Injected(Signal signal) : StepAgent<string, Doc, string>, IDisposable
    {
        public override Doc Start(string input) => new(input, 1);
        public Next Begin(StepContext<Doc> step) => Next.Complete("");
        public void Dispose() => signal.Set();
    }

    private sealed class TitleToName : IStateMigration
    {
        public int From => 1;
        public System.Text.Json.Nodes.JsonNode Up(System.Text.Json.Nodes.JsonNode state)
            => new System.Text.Json.Nodes.JsonObject { ["name"] = state["title"]?.DeepClone() ?? state["name"]?.DeepClone(), ["cups"] = state["cups"]?.DeepClone() ?? 0 };
    }
}
