using System.Diagnostics;
using QueueAgents.Chaos.Fleet;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Chaos.Storm;

/// <summary>The claim itself: whatever is killed, every run completes, and the world outside was asked no more often than promised.</summary>
public sealed class StormTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_run_completes_whatever_is_killed()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        Assert.SkipWhen(Missing.Database() is not null, Missing.Database() ?? "");
        var options = new StormOptions();
        Say($"QUEUEAGENTS_CHAOS_SEED={options.Seed} QUEUEAGENTS_CHAOS_RUNS={options.Runs} QUEUEAGENTS_CHAOS_MINUTES={options.Lasts.TotalMinutes:0.##}");
        var clock = Stopwatch.StartNew();

        await using var broker = await RabbitNode.StartAsync();
        await using var cluster = await PostgresCluster.StartAsync();
        var connection = await cluster.CreateDatabaseAsync("fleet");
        await Nodes.MigrateAsync(connection);
        await using var fleet = await RunningFleet.StartAsync(new FleetPlan(broker.Uri, connection) { Servers = 2, Workers = 3 });
        Say($"ready after {clock.Elapsed.TotalSeconds:0} s");

        var nemesis = new Nemesis(fleet, broker, cluster, "fleet", options);
        var driver = new Driver(fleet, options);
        var watch = new Watch(fleet, broker);
        using var drained = new CancellationTokenSource();
        var answering = driver.AnswerAsync(drained.Token);
        try
        {
            var rage = options.Calm ? Task.CompletedTask : nemesis.RageAsync();
            var submitting = driver.SubmitAllAsync();
            await watch.UntilAsync("the storm to be over", _ => rage.IsCompleted && submitting.IsCompleted, still: TimeSpan.FromSeconds(60), options.Lasts + TimeSpan.FromMinutes(2));
            await Task.WhenAll(rage, submitting);
            Say($"healed after {clock.Elapsed.TotalSeconds:0} s, {watch.Ended} of {2 * options.Runs} runs and children ended");
            await watch.UntilAsync("every run to end and every message to leave", seen => seen.Ended == 2 * options.Runs && seen.Outbox == 0, still: TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2));
        }
        finally
        {
            await drained.CancelAsync();
            await answering;
            foreach (var deed in nemesis.Deeds) Say(deed);
        }

        var calls = await fleet.CallsAsync();
        var found = await Verdict.OfAsync(fleet, driver, calls);
        await TellAsync(fleet, nemesis, driver, watch, calls, clock.Elapsed);
        Assert.Equal("", string.Join('\n', [.. watch.Found, .. found, .. await RawBroker.RefusedAsync(broker, broker.Uri)]));
        Assert.DoesNotContain(nemesis.Deeds, deed => deed.Contains("ended by itself", StringComparison.Ordinal));
        await NothingIsLeftAsync(broker);
    }

    /// <summary>What was sent once more may still wait behind the last step that counted: it is taken and changes nothing.</summary>
    private static async Task NothingIsLeftAsync(RabbitNode broker)
    {
        List<string> left = [];
        await Eventually.Async(
            "the queues to be empty",
            async () =>
            {
                var depths = (await broker.QueueDepths()).Where(q => q.Key.StartsWith("queue-agents.", StringComparison.Ordinal) && q.Value.Ready > 0);
                left = [.. depths.Select(q => $"{q.Key}: {q.Value.Ready}")];
                return left.Count == 0;
            },
            describe: () => string.Join(", ", left));
    }

    private async Task TellAsync(RunningFleet fleet, Nemesis nemesis, Driver driver, Watch watch, IReadOnlyList<TestFleet.LedgerCall> calls, TimeSpan took)
    {
        var lost = await fleet.ScalarAsync<long>("select count(*) from transition where event = 'StepLost'");
        var failed = await fleet.ScalarAsync<long>("select count(*) from transition where event = 'StepFailed'");
        var attempts = await fleet.ScalarAsync<long>("select count(*) from dispatch where kind <> 3");
        var transitions = await fleet.ScalarAsync<long>("select count(*) from transition");
        var unknown = await fleet.ScalarAsync<long>("select coalesce(sum((result::jsonb ->> 'unknown')::int), 0)::bigint from run where parent_run_id is null");
        var paces = await fleet.RowsAsync("select count(h.run_id) from generate_series((select min(at) from transition), (select max(at) from transition), '5 s') t left join transition h on h.at >= t and h.at < t + interval '5 s' group by t order by t");
        var perKey = calls.GroupBy(c => c.Key).ToList();
        Say($"""
            runs {driver.Submissions.Count} and as many children, steps given {attempts}, transitions {transitions}
            kills {fleet.Servers.Sum(p => p.Kills)} of servers, {fleet.Workers.Sum(p => p.Kills)} of workers; database sessions ended {nemesis.Count("terminate")} times
            submissions nobody answered in time {driver.Unknown}, repeated and recognised {driver.Repeats}
            steps lost {lost}, failed and repeated {failed}
            calls {calls.Count}, repeated {perKey.Sum(g => g.Count() - 1)}, AtMostOnce outcomes unknown {unknown}
            transitions in every 5 s: {string.Join(' ', paces)}
            looks at the rows while under way {watch.Looks}; longest time without a change {watch.LongestPause.TotalSeconds:0.0} s
            took {took.TotalSeconds:0} s
            """);
    }

    private void Say(string line) => output.WriteLine(line);
}
