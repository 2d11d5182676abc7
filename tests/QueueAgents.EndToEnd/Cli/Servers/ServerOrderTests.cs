using System.Text.Json;
using QueueAgents.Agents;
using QueueAgents.Cli.Dev;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Servers;

/// <summary>Orders to the runs of a server, and what it refuses.</summary>
public sealed class ServerOrderTests
{
    [Fact]
    public async Task A_run_is_paused_resumed_signalled_answered_and_ends()
    {
        await using var fleet = await HttpFleet.StartAsync();
        var run = await fleet.AskingAsync("a \"topic\" & <more>");

        Assert.Equal((0, "paused"), await fleet.StateAfterAsync("run", "pause", run[..13]));
        Assert.Equal((0, "waiting"), await fleet.StateAfterAsync("run", "resume", run));
        Assert.Equal((0, "waiting"), await fleet.StateAfterAsync("run", "signal", run, "hello", """{"a":1}""", "--key", "schlüssel"));
        Assert.Equal((0, "waiting"), await fleet.StateAfterAsync("run", "signal", run, "hello", """{"a":1}""", "--key", "schlüssel"));
        Assert.Equal((4, "error: The run is Waiting."), await fleet.StateAfterAsync("run", "retry", run));
        var (exit, stale) = await fleet.StateAfterAsync("run", "answer", run, "1", "--if-version", "1");
        Assert.Equal(4, exit);
        Assert.EndsWith(", not 1.", stale, StringComparison.Ordinal);
        Assert.Equal(0, (await fleet.RunAsync("run", "answer", run, "\"the board\"")).Exit);

        var watch = await fleet.RunAsync("run", "watch", run, "-o", "json");
        Assert.Equal("the board", JsonDocument.Parse(watch.Out).RootElement.GetProperty("result").GetString());
        Assert.Equal(0, watch.Exit);
        Assert.Equal(4, (await fleet.RunAsync("run", "cancel", run)).Exit);
    }

    [Fact]
    public async Task A_cancelled_run_says_why_and_whoever_follows_it_ends_with_1()
    {
        await using var fleet = await HttpFleet.StartAsync();
        var run = await fleet.AskingAsync("x");
        var watch = fleet.RunAsync("run", "watch", run);

        Assert.Equal((0, "cancelled"), await fleet.StateAfterAsync("run", "cancel", run, "--reason", "enough"));
        Assert.Equal((0, "cancelled"), await fleet.StateAfterAsync("run", "cancel", run));

        var watched = await watch;
        Assert.Equal(1, watched.Exit);
        Assert.Contains("– Cancelled enough", watched.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_start_again_is_the_same_run_and_another_under_its_key_is_refused()
    {
        await using var fleet = await HttpFleet.StartAsync();
        string[] start = ["run", "start", "curious", "--input", "\"x\"", "--key", "ticket-1", "--deadline", "2126-01-01T00:00Z", "--pinned", "--tag", "a=b", "--detach"];

        var first = await fleet.RunAsync(start);
        var again = await fleet.RunAsync(start);
        var other = await fleet.RunAsync([.. start, "--tag", "c=d"]);

        Assert.Equal((0, 0, first.Out), (first.Exit, again.Exit, again.Out));
        Assert.Equal((4, "error: A run with this id or key was submitted with another body.\n"), (other.Exit, other.Error));
        var show = JsonDocument.Parse((await fleet.RunAsync("run", "show", first.Out.Trim(), "-o", "json")).Out).RootElement.GetProperty("run");
        Assert.Equal(("ticket-1", true, "2126-01-01T00:00:00Z", "b"),
            (show.GetProperty("key").GetString(), show.GetProperty("pinned").GetBoolean(), show.GetProperty("deadline").GetString(), show.GetProperty("tags").GetProperty("a").GetString()));
    }

    [Fact]
    public async Task An_open_run_of_the_same_input_is_gone_on_with()
    {
        await using var fleet = await HttpFleet.StartAsync();
        var run = await fleet.AskingAsync("x");

        var again = await fleet.RunAsync("run", "start", "curious", "--input", "\"x\"", "--detach");
        var named = await fleet.RunAsync("run", "start", "nobody-serves-it", "--input", "\"x\"", "--detach", "-o", "json");

        Assert.Equal((0, run, "It is open already.\n"), (again.Exit, again.Out.Trim(), again.Error));
        Assert.Equal("queued", JsonDocument.Parse(named.Out).RootElement.GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_list_of_many_runs_is_read_page_by_page()
    {
        await using var fleet = await HttpFleet.StartAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 520), Ct, async (n, _) => await fleet.SubmitAsync($"{n}"));

        var all = await fleet.RunAsync("run", "list", "--limit", "1000", "-o", "name");
        var some = await fleet.RunAsync("run", "list", "--limit", "510");

        Assert.Equal(520, all.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
        Assert.Equal("There are more: --limit 5100\n", some.Error);
        Assert.Equal(511, some.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    /// <summary>A fleet with the HTTP interface in this process, and an agent that asks.</summary>
    private sealed class HttpFleet : IAsyncDisposable
    {
        private readonly TempFolder _folder = new("http-fleet");
        private DevHost? _host;

        public static async Task<HttpFleet> StartAsync()
        {
            var fleet = new HttpFleet();
            fleet._host = await DevHost.StartAsync(fleet._folder.File("runs.db"), 0, worker => worker.Add<Curious>("curious"), verbose: false, Ct);
            return fleet;
        }

        public Task<Ran> RunAsync(params string[] command) => CommandLine.HereAsync([.. command, "--server", _host!.Url]);

        /// <summary>The run's state as the command shows it, or what went wrong.</summary>
        public async Task<(int Exit, string Said)> StateAfterAsync(params string[] command)
        {
            var ran = await RunAsync([.. command, "-o", "json"]);
            return (ran.Exit, ran.Exit == 0 ? JsonDocument.Parse(ran.Out).RootElement.GetProperty("state").GetString()! : ran.Error.Trim());
        }

        public async Task<string> SubmitAsync(string topic)
        {
            var ran = await RunAsync("run", "start", "curious", "--input", Json.Of(topic).Text!, "--detach");
            Assert.True(ran.Exit == 0, ran.Error);
            return ran.Out.Trim();
        }

        /// <summary>A run that waits for its answer.</summary>
        public async Task<string> AskingAsync(string topic)
        {
            var run = await SubmitAsync(topic);
            await Eventually.Async("the question", async () => (await RunAsync("run", "show", run)).Out.Contains("for an answer to “Who?”", StringComparison.Ordinal));
            return run;
        }

        public async ValueTask DisposeAsync()
        {
            if (_host is not null) await _host.DisposeAsync();
            _folder.Dispose();
        }
    }

    private sealed class Curious : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public Next Begin(StepContext<string> step) => Next.Ask("Who?", then: nameof(Hear));

        public Next Hear(StepContext<string> step) => Next.Complete(step.Answer<string>());
    }
}
