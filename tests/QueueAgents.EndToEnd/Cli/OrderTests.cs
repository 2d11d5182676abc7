using System.Text.Json;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.EndToEnd.Fleet;
using Xunit;

namespace QueueAgents.EndToEnd.Cli;

/// <summary>Commands on the runs of an agent this program does not serve.</summary>
public sealed class OrderTests
{
    [Fact]
    public async Task A_question_is_shown_and_answered()
    {
        await using var one = await StoppedAsync();
        var run = await AskingAsync(one);

        var show = await CommandLine.HereAsync("run", "show", $"{run}", "--store", one.Store);
        var answer = await CommandLine.HereAsync("run", "answer", $"{run}", "\"the board\"", "--store", one.Store, "-o", "json");
        var again = await CommandLine.HereAsync("run", "answer", $"{run}", "\"the board\"", "--store", one.Store);

        Assert.Contains("for an answer to “Who?”", show.Out, StringComparison.Ordinal);
        using var view = JsonDocument.Parse(answer.Out);
        Assert.Equal("running", view.RootElement.GetProperty("state").GetString());
        Assert.Equal((4, $"error: Run {run} asks nothing: it is running.\n"), (again.Exit, again.Error));
        await one.StartAgainAsync(worker => worker.Add<Curious>("curious"));
        Assert.Equal("the board", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task What_a_step_changed_is_shown()
    {
        await using var one = await StoppedAsync();
        var run = await AskingAsync(one);

        var table = await CommandLine.HereAsync("run", "diff", $"{run}", "1", "--store", one.Store);
        var patch = await CommandLine.HereAsync("run", "diff", $"{run}", "--store", one.Store, "-o", "jsonl");
        var nothing = await CommandLine.HereAsync("run", "diff", $"{run}", "1", "1", "--store", one.Store);
        var beyond = await CommandLine.HereAsync("run", "diff", $"{run}", "1", "99", "--store", one.Store);

        Assert.Contains("""{"topic":"x","asked":true}""", table.Out, StringComparison.Ordinal);
        Assert.Contains("""[{"op":"add","path":"","value":{"topic":"x","asked":true}}]""", patch.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing changed", nothing.Error, StringComparison.Ordinal);
        Assert.Equal(2, beyond.Exit);
    }

    [Fact]
    public async Task A_run_is_paused_resumed_signalled_and_cancelled()
    {
        await using var one = await StoppedAsync();
        var run = $"{await AskingAsync(one)}";
        async Task<(int, string)> Do(params string[] command)
        {
            var ran = await CommandLine.HereAsync([.. command, "--store", one.Store, "-o", "json"]);
            return (ran.Exit, ran.Exit == 0 ? JsonDocument.Parse(ran.Out).RootElement.GetProperty("state").GetString()! : ran.Error.Trim());
        }

        Assert.Equal((0, "paused"), await Do("run", "pause", run));
        Assert.Equal((0, "waiting"), await Do("run", "resume", run));
        Assert.Equal((0, "waiting"), await Do("run", "signal", run, "hello", """{"a":1}""", "--key", "k"));
        Assert.Equal((0, "waiting"), await Do("run", "signal", run, "hello", """{"a":1}""", "--key", "k"));
        Assert.Equal((4, "error: The run is Waiting."), await Do("run", "retry", run));
        var (exit, stale) = await Do("run", "cancel", run, "--if-version", "1");
        Assert.Equal(4, exit);
        Assert.EndsWith(", not 1.", stale, StringComparison.Ordinal);
        Assert.Equal((0, "cancelled"), await Do("run", "cancel", run, "--reason", "enough"));
        Assert.Equal((0, "cancelled"), await Do("run", "cancel", run));
    }

    [Fact]
    public async Task A_run_is_found_by_the_beginning_of_its_id_where_that_is_unique()
    {
        await using var one = await StoppedAsync();
        await one.StartAgainAsync(worker => worker.Add<Curious>("curious"));
        foreach (var id in new[] { "abcd0000-0000-7000-8000-000000000001", "abcd1111-0000-7000-8000-000000000002" })
            await one.Fleet.SubmitAsync(new SubmitRun { RunId = Guid.Parse(id), Agent = "curious", Input = Json.Of("x") }, Ct);
        await one.StopAsync();

        Assert.Equal(0, (await CommandLine.HereAsync("run", "show", "abcd1", "--store", one.Store)).Exit);
        var ambiguous = await CommandLine.HereAsync("run", "show", "abcd", "--store", one.Store);
        Assert.Equal(2, ambiguous.Exit);
        Assert.Contains("2 runs' ids begin with 'abcd'", ambiguous.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await CommandLine.HereAsync("run", "show", "abce", "--store", one.Store)).Exit);
    }

    private static async Task<OneFleet> StoppedAsync()
    {
        var one = await OneFleet.StartAsync(worker => worker.Add<Curious>("curious"));
        await one.StopAsync();
        return one;
    }

    private static async Task<Guid> AskingAsync(OneFleet one)
    {
        await one.StartAgainAsync(worker => worker.Add<Curious>("curious"));
        var run = await one.SubmitAsync("curious", "x");
        await one.ReachesAsync(run, RunState.Waiting);
        await one.StopAsync();
        return run;
    }

    private sealed class Curious : StepAgent<string, Curious.Mind, string>
    {
        public override Mind Start(string input) => new(input, false);

        public Next Begin(StepContext<Mind> step)
        {
            step.State = step.State with { Asked = true };
            return Next.Ask("Who?", then: nameof(Hear));
        }

        public Next Hear(StepContext<Mind> step) => Next.Complete(step.Answer<string>());

        internal sealed record Mind(string Topic, bool Asked);
    }
}
