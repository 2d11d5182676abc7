using System.Diagnostics;
using System.Globalization;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Chaos.Storm;
using QueueAgents.Samples.Refunds;
using QueueAgents.TestFleet;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Chaos.Refunds;

/// <summary>What the sample promises, on a real broker and database: a crash never refunds twice, and never posts a letter twice.</summary>
public sealed class RefundsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan SubmittedOver = TimeSpan.FromSeconds(15);

    /// <summary><c>QUEUEAGENTS_CHAOS_REFUNDS</c>: 200 by default.</summary>
    private static int Runs => int.TryParse(Environment.GetEnvironmentVariable("QUEUEAGENTS_CHAOS_REFUNDS"), CultureInfo.InvariantCulture, out var runs) ? runs : 200;

    [Fact]
    public async Task R11_No_refund_is_made_twice_and_no_letter_posted_twice_while_workers_die_and_every_message_comes_up_to_three_times()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        Assert.SkipWhen(Missing.Database() is not null, Missing.Database() ?? "");
        var seed = new StormOptions().Seed;
        Say($"QUEUEAGENTS_CHAOS_SEED={seed} QUEUEAGENTS_CHAOS_REFUNDS={Runs}");
        var clock = Stopwatch.StartNew();

        await using var broker = await RabbitNode.StartAsync();
        await using var cluster = await PostgresCluster.StartAsync(new PostgresOptions { Fsync = false });
        var connection = await cluster.CreateDatabaseAsync("fleet");
        await Nodes.MigrateAsync(connection);
        await using var parrot = await Parrot.StartAsync(broker, seed);
        await using var shop = await ShopBooks.StartAsync();
        await using var fleet = await RunningFleet.StartAsync(new FleetPlan(broker.Uri, connection)
        {
            Workers = 3,
            Serves = RefundsAgent.Name,
            WorkerSettings = new Dictionary<string, string?> { [WorkerProcess.ShopPort] = $"{shop.Port}" },
        });
        Say($"ready after {clock.Elapsed.TotalSeconds:0} s");

        var customers = new Customers(fleet, Runs);
        var watch = new Watch(fleet, broker);
        using var over = new CancellationTokenSource();
        var meanwhile = Task.WhenAll(KillAsync(fleet, new Random(seed), over.Token), customers.AnswerAsync(over.Token));
        try
        {
            await customers.SubmitAllAsync(SubmittedOver);
            await watch.UntilAsync("every run to end and every message to leave", seen => seen.Ended == Runs && seen.Outbox == 0, still: TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2));
        }
        catch (Exception)
        {
            Say(fleet.Tails());
            throw;
        }
        finally
        {
            await over.CancelAsync();
            await meanwhile;
        }

        var (calls, booked) = (shop.Calls(), shop.Booked());
        await TellAsync(fleet, parrot, calls, clock.Elapsed);
        string[] wrong = [.. watch.Found, .. await RefundsVerdict.OfAsync(fleet, customers, calls, booked), .. await RawBroker.RefusedAsync(broker, broker.Uri)];
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
        Assert.True(fleet.Workers.Sum(worker => worker.Kills) >= 3, "Hardly anything was killed.");
        Assert.True(parrot.Failed == 0 && parrot.Said > parrot.Heard / 2, $"Of {parrot.Heard} messages {parrot.Said} were repeated and {parrot.Failed} could not be.");
    }

    /// <summary>kill -9, and another worker in its place, until all is over. However slow the machine: none is killed before all of them work.</summary>
    private static async Task KillAsync(RunningFleet fleet, Random chance, CancellationToken over)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(200, 1_200)), over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (over.IsCancellationRequested) return;
            if (await fleet.ScalarAsync<long>("select count(*) from worker where seen_at > now() - interval '2 s'") < fleet.Workers.Count) continue;
            await fleet.Workers[chance.Next(fleet.Workers.Count)].KillAsync();
        }
    }

    private async Task TellAsync(RunningFleet fleet, Parrot parrot, IReadOnlyList<ShopCall> calls, TimeSpan took)
    {
        var posted = calls.Where(call => call.Effect == ShopCall.Letter).Select(call => call.Key).ToHashSet();
        var unknown = await fleet.RowsAsync("select replace(run_id::text, '-', '') || '/' || seq from effect where class = 2 and recorded_at is null");
        var said = await fleet.ScalarAsync<long>("select count(*) from run where result::jsonb ->> 'letter' = 'unknown'");
        var refunds = calls.Where(call => call.Effect == ShopCall.Refund).ToList();
        Say($"""
            runs {Runs}, kills {fleet.Workers.Sum(worker => worker.Kills)}, messages {parrot.Heard} and {parrot.Said} copies of them
            steps lost {await fleet.ScalarAsync<long>("select count(*) from transition where event = 'StepLost'")}, attempts {await fleet.ScalarAsync<long>("select count(*) from dispatch")}
            refunds asked for {refunds.Count} times under {refunds.Select(call => call.Key).Distinct().Count()} keys
            letters posted {posted.Count}; outcome unknown of {unknown.Count} keys, of which {unknown.Count(posted.Contains)} had been posted; runs whose model was told so {said}
            took {took.TotalSeconds:0} s
            """);
    }

    private void Say(string line) => output.WriteLine(line);
}
