using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;

namespace QueueAgents.Worker;

/// <summary>Tells the servers who is there (hello), that it lives and what it holds (beat), and that it leaves (goodbye).</summary>
internal sealed class Announcer(
    Wire wire, WorkerIdentity me, AgentCatalogue agents, StepsInFlight inFlight, WorkerOptions options, TimeProvider time, ILogger<Announcer> log)
{
    private volatile bool _unheard;
    private volatile bool _drains;
    private bool _silent;

    /// <summary>Until cancelled.</summary>
    public Task Run(CancellationToken cancellationToken)
        => Task.WhenAll(Every(options.BeatEvery, Beat, cancellationToken), Every(options.HelloEvery, Hello, cancellationToken));

    public async Task Hello(CancellationToken cancellationToken) => _unheard = !await Tell(
        new WorkerHello
        {
            Instance = me.Instance,
            Host = me.Host,
            Concurrency = options.Concurrency,
            Agents = _drains ? [] :
            [
                .. agents.All.Select(agent => new ServedAgent
                {
                    Name = agent.Definition.Name,
                    StateVersion = agent.Definition.States.Version,
                    ReadsFrom = agent.Definition.States.ReadsFrom,
                })
            ],
        },
        cancellationToken);

    /// <summary>From now on it serves nothing, and says so; but first how much it runs, so that whoever sees it drain sees no older number.</summary>
    public async Task Drain(CancellationToken cancellationToken)
    {
        await Beat(cancellationToken);
        _drains = true;
        await Hello(cancellationToken);
    }

    public async Task Beat(CancellationToken cancellationToken)
    {
        if (_unheard) await Hello(cancellationToken);
        await Tell(new WorkerBeat { Instance = me.Instance, InFlight = inFlight.Count, Holds = inFlight.Held }, cancellationToken);
    }

    public Task Goodbye(CancellationToken cancellationToken) => Tell(new WorkerGoodbye { Instance = me.Instance }, cancellationToken);

    private async Task Every(TimeSpan period, Func<CancellationToken, Task> say, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) await say(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The worker stops.
        }
    }

    /// <summary>A server that cannot be told now is told next time; the log says so once.</summary>
    private async Task<bool> Tell<T>(T announcement, CancellationToken cancellationToken) where T : class
    {
        try
        {
            await wire.Tell(announcement, cancellationToken);
            if (_silent) log.AnnouncedAgain(me.Instance);
            _silent = false;
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!_silent) log.NotAnnounced(me.Instance, typeof(T).Name, Queues.Door, e);
            _silent = true;
            return false;
        }
    }
}
