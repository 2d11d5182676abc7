using System.Diagnostics;
using QueueAgents.Chaos.Fleet;
using QueueAgents.TestNodes;

namespace QueueAgents.Chaos.Storm;

/// <summary>
/// Kills what a fleet is made of, by chance and by plan: servers and workers all the while, the database's sessions now and then, the
/// broker once, its disk once, and one worker frozen past its lease.
/// </summary>
internal sealed class Nemesis(RunningFleet fleet, RabbitNode broker, PostgresCluster cluster, string database, StormOptions options)
{
    private readonly Random _chance = new(options.Seed);
    private readonly Stopwatch _clock = new();
    private readonly List<string> _deeds = [];

    /// <summary>What it did, in order.</summary>
    public IReadOnlyList<string> Deeds
    {
        get
        {
            lock (_deeds) return [.. _deeds];
        }
    }

    public int Count(string deed) => Deeds.Count(d => d.Contains(deed, StringComparison.Ordinal));

    /// <summary>Returns when all is over and everything runs again.</summary>
    public async Task RageAsync()
    {
        _clock.Start();
        await Task.WhenAll(
            KillAsync(),
            AtAsync(0.20, "restart broker", RestartBrokerAsync),
            AtAsync(0.40, "freeze a worker", FreezeAsync),
            AtAsync(0.60, "wipe broker", broker.WipeAsync));
        foreach (var process in fleet.Processes)
        {
            // Nobody asked it to end: a fleet that dies of its troubles would need somebody to start it again.
            if (await process.ReviveAsync() is { } words) Note($"{process.Name} had ended by itself:\n{words}");
        }
    }

    private async Task KillAsync()
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 + (3 * _chance.NextDouble())));
            if (_clock.Elapsed > options.Lasts) return;
            if (_chance.NextDouble() < 0.15)
            {
                Note("terminate sessions");
                await cluster.TerminateBackends(database);
                continue;
            }

            var free = fleet.Processes.Where(p => !p.IsBusy).ToList();
            var victim = free[_chance.Next(free.Count)];
            Note($"kill {victim.Name}");
            await victim.KillAsync();
        }
    }

    private async Task RestartBrokerAsync()
    {
        await broker.StopAsync();
        await broker.StartAgainAsync();
    }

    private async Task FreezeAsync()
    {
        var worker = fleet.Workers[_chance.Next(fleet.Workers.Count)];
        await worker.FreezeAsync(fleet.Lease * 2.5);
    }

    private async Task AtAsync(double part, string deed, Func<Task> act)
    {
        await Task.Delay(options.Lasts * part);
        Note(deed);
        await act();
        Note($"{deed}: done");
    }

    private void Note(string deed)
    {
        lock (_deeds) _deeds.Add($"{_clock.Elapsed.TotalSeconds,6:0.0} s {deed}");
    }
}
