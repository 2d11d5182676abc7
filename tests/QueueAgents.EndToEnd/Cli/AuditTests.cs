using System.Text.Json;
using QueueAgents.Cli.Stores;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli;

/// <summary>The first command of the README, as a process.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task The_audit_runs_to_its_end_and_says_where_the_report_is()
    {
        using var pages = new Pages(3);
        pages.Write("broken.md", "# Broken\n\n[nowhere](nowhere.md)\n");

        var ran = await CommandLine.ProcessAsync("run", "start", "docs-audit", pages.Docs, "--store", pages.Store);

        Assert.Equal(0, ran.Exit);
        Assert.StartsWith("4 files, ", ran.Out, StringComparison.Ordinal);
        Assert.Contains("1 error", ran.Out, StringComparison.Ordinal);
        Assert.Contains("✓ Completed", ran.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(" WRN ", ran.Error, StringComparison.Ordinal);
        var report = ran.Out.Split('\n').Single(line => line.StartsWith("Report", StringComparison.Ordinal))[6..].Trim();
        Assert.Contains("nowhere.md", await File.ReadAllTextAsync(report, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_result_as_JSON_is_all_that_is_on_standard_output()
    {
        using var pages = new Pages(2);

        var ran = await CommandLine.ProcessAsync("run", "start", "docs-audit", pages.Docs, "--store", pages.Store, "-o", "json");

        using var run = JsonDocument.Parse(ran.Out);
        Assert.Equal("completed", run.RootElement.GetProperty("state").GetString());
        Assert.Equal(2, run.RootElement.GetProperty("result").GetProperty("totals").GetProperty("files").GetInt32());
    }

    [Fact]
    public async Task Killed_in_mid_run_the_same_command_goes_on_and_does_nothing_again()
    {
        using var pages = new Pages(300, sections: 40);
        string[] command = ["run", "start", "docs-audit", pages.Docs, "--store", pages.Store];
        await using (var first = await CommandLine.StartAsync(command))
        {
            await Eventually.Async("some audited files", async () => await DoneAsync(pages.Store) >= 20);
            first.Kill();
            await first.WaitForExitAsync();
        }

        var before = await AttemptsAsync(pages.Store);
        var done = before.Where(attempt => attempt.Outcome == DispatchOutcome.Ok).ToList();
        Assert.InRange(done.Count, 20, 300);

        var second = await CommandLine.ProcessAsync(command);

        Assert.Equal(0, second.Exit);
        Assert.Matches(@"Continuing run [0-9a-f-]{36} \(\d+ of 300 files done\)", second.Error);
        var after = (await AttemptsAsync(pages.Store)).ToLookup(attempt => attempt.Seq);
        Assert.All(done, committed => Assert.Equal(committed, Assert.Single(after[committed.Seq])));
        Assert.Equal(302, after.Count);
        Assert.All(after, attempts => Assert.Single(attempts, attempt => attempt.Outcome == DispatchOutcome.Ok));
        Assert.Single(await RunsAsync(pages.Store));

        var third = await CommandLine.ProcessAsync(command); // None is open now.
        Assert.Contains("Started run", third.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunsAsync(pages.Store)).Count);
    }

    [Fact]
    public async Task While_a_process_works_others_can_look_but_not_change()
    {
        using var pages = new Pages(300, sections: 60);
        await using var working = await CommandLine.StartAsync("run", "start", "docs-audit", pages.Docs, "--store", pages.Store);
        await Eventually.Async("a run under way", async () => await DoneAsync(pages.Store) >= 1);
        working.Stop();
        var run = (await RunsAsync(pages.Store)).Single().RunId.ToString();

        var list = await CommandLine.HereAsync("run", "list", "--store", pages.Store);
        var show = await CommandLine.HereAsync("run", "show", run, "--store", pages.Store);
        var cancel = await CommandLine.HereAsync("run", "cancel", run, "--store", pages.Store);
        var again = await CommandLine.HereAsync("run", "start", "docs-audit", pages.Docs, "--store", pages.Store);

        Assert.Contains(run, list.Out, StringComparison.Ordinal);
        Assert.Contains("● Running", show.Out, StringComparison.Ordinal);
        Assert.All([cancel, again], refused =>
        {
            Assert.Equal(4, refused.Exit);
            Assert.Equal($"error: {pages.Store} is in use by process {working.Pid}.\n", refused.Error);
        });

        working.Continue();
        var watch = await CommandLine.HereAsync("run", "watch", run, "--store", pages.Store);
        Assert.Equal(0, watch.Exit);
        Assert.Contains($"Process {working.Pid} works on it.", watch.Error, StringComparison.Ordinal);
        Assert.StartsWith("300 files, ", watch.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interrupted_it_stops_and_the_run_stays_open()
    {
        using var pages = new Pages(300, sections: 60);
        await using var working = await CommandLine.StartAsync("run", "start", "docs-audit", pages.Docs, "--store", pages.Store);
        await Eventually.Async("a run under way", async () => await DoneAsync(pages.Store) >= 1);

        working.Terminate();

        Assert.Equal(130, await working.WaitForExitAsync());
        Assert.Contains("stays open", working.Tail(), StringComparison.Ordinal);
        Assert.True((await RunsAsync(pages.Store)).Single().IsOpen);
        Assert.Empty(await (await StoreReader.OpenAsync(pages.Store, Ct)).WorkersAsync(Ct));
    }

    [Fact]
    public async Task A_detached_run_is_worked_on_by_whoever_watches_it()
    {
        using var pages = new Pages(2);

        var start = await CommandLine.HereAsync("run", "start", "docs-audit", pages.Docs, "--store", pages.Store, "--detach");
        Assert.Equal(RunState.Queued, (await RunsAsync(pages.Store)).Single().State);
        var watch = await CommandLine.HereAsync("run", "watch", start.Out.Trim(), "--store", pages.Store, "-o", "jsonl");

        Assert.Equal(0, watch.Exit);
        var transitions = watch.Out.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(Enumerable.Range(1, transitions.Count), transitions.Select(transition => transition.GetProperty("version").GetInt32()));
        Assert.Equal("completed", transitions[^1].GetProperty("to").GetString());
    }

    private static async Task<int> DoneAsync(string store)
        => await StoreReader.FindAsync(store, Ct) is null ? 0 : await RunsAsync(store) is [{ Group.Done: var done }, ..] ? done : 0;

    private static async Task<IReadOnlyList<RunFacts>> RunsAsync(string store)
    {
        var page = await (await StoreReader.OpenAsync(store, Ct)).Runs.ListAsync(new RunFilter(), Ct);
        return [.. page.Runs.Select(row => row.Run)];
    }

    private static async Task<IReadOnlyList<Dispatch>> AttemptsAsync(string store)
    {
        var reader = await StoreReader.OpenAsync(store, Ct);
        var run = (await reader.Runs.ListAsync(new RunFilter(), Ct)).Runs.Single().Run.RunId;
        return await reader.Runs.AttemptsAsync(run, 0, 10_000, Ct);
    }
}
