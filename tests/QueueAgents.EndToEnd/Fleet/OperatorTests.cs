using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Persistence;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Fleet;

/// <summary>What people do to runs and to the store.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task A_paused_run_takes_the_outcome_of_its_running_step_and_goes_on_only_when_it_is_resumed()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Two>("two"));
        var run = await one.SubmitAsync("two", "");
        await one.Notes.Reads("first");

        await one.Fleet.PauseAsync(new PauseRun { RunId = run }, Ct);
        one.Notes.Open("first");
        await Eventually.Async("the outcome of the first step", async () => (await one.HistoryAsync(run))[^1].Event == nameof(StepCompleted));
        Assert.Equal(RunState.Paused, (await one.Fleet.FindAsync(run, Ct))?.State);
        await one.StopAsync();
        await one.StartAgainAsync(worker => worker.Add<Two>("two")); // A restart does not wake it.
        Assert.Equal(0, one.Notes.Count("second"));

        await one.Fleet.ResumeAsync(new ResumeRun { RunId = run }, Ct);

        Assert.Equal("done", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task An_order_for_another_version_changes_nothing()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Two>("two"));
        var run = await one.SubmitAsync("two", "");
        await one.Notes.Reads("first");

        var refused = await Assert.ThrowsAsync<RunRefusedException>(() => one.Fleet.CancelAsync(new CancelRun { RunId = run, IfVersion = 99 }, Ct));

        Assert.Equal(Rejections.StaleVersion, refused.Code);
        Assert.Equal(RunState.Running, (await one.Fleet.FindAsync(run, Ct))?.State);
    }

    [Fact]
    public async Task A_run_that_nobody_serves_waits_for_a_worker_that_does()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Two>("two"));
        one.Notes.Open("first");
        var run = await one.SubmitAsync("later", "");
        Assert.Equal(RunState.Queued, (await one.ReachesAsync(run, RunState.Queued)).State);

        await one.StopAsync();
        await one.StartAgainAsync(worker => worker.Add<Two>("later"));

        Assert.Equal("done", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task A_fleet_without_a_worker_takes_orders_and_leaves_the_work_to_the_next()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Two>("two"));
        one.Notes.Open("first");
        await one.StopAsync();

        await one.StartAgainAsync(agents: null);
        var run = await one.SubmitAsync("two", "");
        await one.StopAsync();
        await one.StartAgainAsync(worker => worker.Add<Two>("two"));

        Assert.Equal("done", await one.ResultAsync<string>(run));
    }

    [Fact]
    public async Task A_second_fleet_on_the_same_file_is_refused_with_the_pid_of_the_first()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Two>("two"));

        var refused = await Assert.ThrowsAsync<StoreInUseException>(() => EmbeddedFleet.StartAsync(options => options.StorePath = one.Store, Ct));

        Assert.Equal(Environment.ProcessId, refused.Holder);
    }

    [Fact]
    public void Its_bus_tells_nobody_how_it_is_used()
    {
        using var provider = new ServiceCollection().AddEmbeddedFleet(options => options.Agents = worker => worker.Add<Two>("two")).BuildServiceProvider();

        Assert.False(provider.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }

    [Fact]
    public async Task A_store_of_a_newer_release_is_left_alone()
    {
        await using var one = await OneFleet.StartAsync(worker => worker.Add<Two>("two"));
        await one.StopAsync();
        await using (var provider = new ServiceCollection().AddSqliteStore(one.Store).BuildServiceProvider())
        await using (var db = await provider.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct))
            await db.Database.ExecuteSqlAsync($"""insert into "__EFMigrationsHistory" values ('29990101000000_Future', '99.0')""", Ct);

        var refused = await Assert.ThrowsAsync<SchemaException>(() => EmbeddedFleet.StartAsync(options => options.StorePath = one.Store, Ct));

        Assert.Contains("29990101000000_Future", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Two(Notebook notes) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public async Task<Next> Begin(StepContext<string> step, CancellationToken ct)
        {
            notes.Write("first");
            await notes.Gate("first", ct);
            return Next.Step(nameof(Second));
        }

        public Next Second(StepContext<string> step)
        {
            notes.Write("second");
            return Next.Complete("done");
        }
    }
}
