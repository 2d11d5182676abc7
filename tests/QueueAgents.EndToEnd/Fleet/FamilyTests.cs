using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Fleet;

/// <summary>Parallel steps and child runs.</summary>
public sealed class FamilyTests
{
    [Fact]
    public async Task Results_come_to_the_join_in_item_order_and_no_more_run_at_a_time_than_allowed()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Fan>("fan"));

        var run = await one.SubmitAsync("fan", new Fan.Plan([.. Enumerable.Range(0, 100)], Bad: -1, MaxParallel: 4, Tolerate: false));

        Assert.Equal(string.Join(' ', Enumerable.Range(0, 100).Select(n => n * n)), await one.ResultAsync<string>(run));
        Assert.InRange(one.Notes.MostInside, 1, 4);
    }

    [Fact]
    public async Task A_tolerated_failure_is_seen_by_the_join()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Fan>("fan"));

        var run = await one.SubmitAsync("fan", new Fan.Plan([1, 2, 3], Bad: 2, MaxParallel: 0, Tolerate: true));

        Assert.Equal("1 failed: 2 is bad 9", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task A_failure_that_is_not_tolerated_fails_the_run()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Fan>("fan"));

        var end = await one.EndAsync(await one.SubmitAsync("fan", new Fan.Plan([1, 2, 3], Bad: 2, MaxParallel: 0, Tolerate: false)));

        Assert.Equal(RunState.Failed, end.State);
        Assert.Equal("2 is bad", end.Error?.Message);
    }

    [Fact]
    public async Task An_empty_fan_out_goes_straight_to_its_join()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Fan>("fan"));

        Assert.Equal("", await one.ResultAsync<string>(await one.SubmitAsync("fan", new Fan.Plan([], Bad: 0, MaxParallel: 0, Tolerate: false))));
    }

    [Fact]
    public async Task A_fan_out_goes_on_after_a_restart_and_does_nothing_again_that_was_done()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Gated>("gated"));
        var run = await one.SubmitAsync("gated", 20);
        one.Notes.Open("1"); // Half of the items pass, the others hang until their worker is gone.
        await Eventually.Async("ten done items", async () => (await one.Fleet.Runs.FindAsync(run, CancellationToken.None))?.Group?.Done == 10);

        await one.StopAsync();
        one.Notes.Open("0");
        await one.StartAgainAsync(worker => worker.Add<Gated>("gated"));

        Assert.Equal(20, await one.ResultAsync<int>(run));
        Assert.All(Enumerable.Range(0, 20).Where(n => n % 2 == 1), n => Assert.Equal(1, one.Notes.Count($"item {n}")));
    }

    [Fact]
    public async Task Children_run_as_runs_of_their_own_and_their_results_come_in_input_order()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Parent>("parent").Add<Child>("child"));
        one.Notes.Open("child");

        var run = await one.SubmitAsync("parent", 5);

        Assert.Equal("0 1 2 3 4", await one.ResultAsync<string>(run));
        var children = await one.Fleet.Runs.ListAsync(new RunFilter { Agent = "child" }, CancellationToken.None);
        Assert.Equal(5, children.Runs.Count(row => row.Run.ParentRunId == run && row.Run.State == RunState.Completed));
    }

    [Fact]
    public async Task Cancelling_a_parent_cancels_its_children_and_the_steps_they_have_running()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Parent>("parent").Add<Child>("child"));
        var run = await one.SubmitAsync("parent", 3);
        await Eventually.Async("three running children", () => one.Notes.Lines.Count(line => line.StartsWith("child ", StringComparison.Ordinal)) == 3);

        await one.Fleet.CancelAsync(new CancelRun { RunId = run, Reason = "enough" }, Ct);

        Assert.Equal(RunState.Cancelled, (await one.EndAsync(run)).State);
        await Eventually.Async("three cancelled children", async () =>
        {
            var children = await one.Fleet.Runs.ListAsync(new RunFilter { Agent = "child" }, CancellationToken.None);
            return children.Runs.Count(row => row.Run.State == RunState.Cancelled) == 3;
        });
        await Eventually.Async("three cancelled steps", () => one.Notes.Count("cancelled") == 3, describe: () => string.Join(", ", one.Notes.Lines));
    }

    private sealed class Fan(Notebook notes, TimeProvider time) : StepAgent<Fan.Plan, Fan.Plan, string>
    {
        public override Plan Start(Plan input) => input;

        public Next Begin(StepContext<Plan> step)
            => Next.FanOut(nameof(Square), step.State.Items, join: nameof(Join), step.State.MaxParallel, step.State.Tolerate);

        public async Task<int> Square(StepContext<Plan> step, int item, CancellationToken ct)
        {
            notes.Enter();
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(2), time, ct);
                return item == step.State.Bad ? throw new StepFailedException($"{item} is bad") : item * item;
            }
            finally
            {
                notes.Leave();
            }
        }

        public Next Join(StepContext<Plan> step) => Next.Complete(string.Join(' ', step.Results<int>()));

        internal sealed record Plan(int[] Items, int Bad, int MaxParallel, bool Tolerate);
    }

    private sealed class Gated(Notebook notes) : StepAgent<int, int, int>
    {
        public override int Start(int input) => input;

        public Next Begin(StepContext<int> step) => Next.FanOut(nameof(Pass), Enumerable.Range(0, step.State), join: nameof(Join), maxParallel: step.State);

        public async Task<int> Pass(StepContext<int> step, int item)
        {
            await notes.Gate($"{item % 2}", step.CancellationToken);
            notes.Write($"item {item}");
            return item;
        }

        public Next Join(StepContext<int> step) => Next.Complete(step.Results<int>().Values().Count());
    }

    private sealed class Parent : StepAgent<int, int, string>
    {
        public override int Start(int input) => input;

        public Next Begin(StepContext<int> step) => Next.Children("child", Enumerable.Range(0, step.State), join: nameof(Join));

        public Next Join(StepContext<int> step) => Next.Complete(string.Join(' ', step.Children<int>()));
    }

    private sealed class Child(Notebook notes) : StepAgent<int, int, int>
    {
        public override int Start(int input) => input;

        public async Task<Next> Begin(StepContext<int> step, CancellationToken ct)
        {
            notes.Write($"child {step.State}");
            try
            {
                await notes.Gate("child", ct);
            }
            catch (OperationCanceledException)
            {
                notes.Write("cancelled");
                throw;
            }

            return Next.Complete(step.State);
        }
    }
}
