using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Worker;

namespace QueueAgents.Testing;

/// <summary>
/// Runs a scenario on a whole fleet in this process: the same server, store and worker as in production, without a broker. Whatever test
/// framework calls it, a scenario fails by throwing.
/// </summary>
public sealed class FleetTest
{
    private const int MostPoints = 5_000;

    private readonly Action<WorkerBuilder> _worker;
    private readonly Action<IServiceCollection>? _services;

    private FleetTest(Action<WorkerBuilder> worker, Action<IServiceCollection>? services) => (_worker, _services) = (worker, services);

    /// <summary>A fleet that serves some agents.</summary>
    /// <param name="worker">Adds agents and models, as a worker's own start does. Called for each life of the fleet.</param>
    /// <param name="services">
    /// What agents and tools are made from. Called for each life as well, so register what must outlive one as an instance made outside; the
    /// scenario's <see cref="EffectLedger"/> is there already.
    /// </param>
    public static FleetTest With(Action<WorkerBuilder> worker, Action<IServiceCollection>? services = null)
    {
        ArgumentNullException.ThrowIfNull(worker);
        return new(worker, services);
    }

    /// <summary>Runs a scenario as it is.</summary>
    public Task Run(Func<TestFleet, Task> scenario) => Pass(scenario, () => new(), "as it is");

    /// <summary>Runs a scenario while every step is sent to its worker twice and every message to a run arrives twice.</summary>
    public Task DeliverEverythingTwice(Func<TestFleet, Task> scenario) => Pass(scenario, () => new() { Twice = true }, "everything delivered twice");

    /// <summary>
    /// Runs a scenario again and again, and each time the fleet dies at the next point: before and after each commit, each claim, each
    /// recorded effect and each message. Another fleet then starts on what the dead one has left. It ends with the first pass that nothing
    /// had to die in.
    /// </summary>
    /// <returns>At how many points it died.</returns>
    /// <exception cref="FleetTestException">The scenario failed; the message says at which point the fleet had died.</exception>
    public async Task<int> KillAtEveryPoint(Func<TestFleet, Task> scenario)
    {
        for (var point = 1; point <= MostPoints; point++)
        {
            var first = true;
            var doomed = new Life { DiesAt = point };
            await Pass(scenario, () => Interlocked.Exchange(ref first, false) ? doomed : new(), () => $"killed at point {point}, {doomed.DiedAt ?? "which it never reached"}");
            if (doomed.DiedAt is null) return point - 1;
        }

        throw new FleetTestException($"The scenario has more than {MostPoints} points to die at: make it smaller.");
    }

    private Task Pass(Func<TestFleet, Task> scenario, Func<Life> lives, string how) => Pass(scenario, lives, () => how);

    private async Task Pass(Func<TestFleet, Task> scenario, Func<Life> lives, Func<string> how)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        await using var fleet = new TestFleet(_worker, _services, lives);
        try
        {
            await scenario(fleet);
        }
        catch (Exception e)
        {
            throw new FleetTestException($"The scenario failed, {how()}: {e.Message}", e);
        }
    }
}

/// <summary>A scenario failed, and how it was run.</summary>
public sealed class FleetTestException(string message, Exception? inner = null) : Exception(message, inner);
