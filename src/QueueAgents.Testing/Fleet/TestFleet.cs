using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Worker;

namespace QueueAgents.Testing;

/// <summary>The fleet of one pass through a scenario. It may have several lives; its runs, its clock and its ledger have one.</summary>
public sealed class TestFleet : IAsyncDisposable
{
    private readonly Lives _lives;
    private int _runs;

    internal TestFleet(Action<WorkerBuilder> worker, Action<IServiceCollection>? services, Func<Life> lives)
        => _lives = new Lives(worker, more => { more.AddSingleton(Ledger); services?.Invoke(more); }, Time, lives);

    /// <summary>What arrived at the other side of the tools. Tools get it from dependency injection.</summary>
    public EffectLedger Ledger { get; } = new();

    /// <summary>How many fleets there were, one after the other.</summary>
    public int Lives => _lives.Count;

    /// <summary>The fleet's clock. While the scenario waits for a run, it is put forward to whatever is due next as soon as nothing else happens.</summary>
    public VirtualTime Time { get; } = new();

    /// <summary>Starts a run, waits for its end and returns its result.</summary>
    /// <exception cref="FleetTestException">It did not complete, or not within two minutes.</exception>
    public async Task<TResult> Run<TResult>(string agent, object input) => await Result<TResult>(await Start(agent, input));

    /// <summary>Starts a run and waits for its end, whichever it is.</summary>
    /// <exception cref="FleetTestException">It did not end within two minutes.</exception>
    public async Task<RunStatus> End(string agent, object input) => await End(await Start(agent, input));

    /// <summary>Starts a run.</summary>
    public async Task<Guid> Start(string agent, object input)
    {
        var key = $"run-{Interlocked.Increment(ref _runs).ToString(CultureInfo.InvariantCulture)}";
        var submit = new SubmitRun { Agent = agent, Input = Json.Of(input), Key = key };
        return (await Do((fleet, token) => fleet.SubmitAsync(submit, token))).RunId; // Again in another life it is the same run.
    }

    /// <summary>Waits for a run's end and returns its result.</summary>
    /// <exception cref="FleetTestException">It did not complete, or not within two minutes.</exception>
    public async Task<TResult> Result<TResult>(Guid run)
    {
        var end = await End(run);
        return end.State == RunState.Completed
            ? end.Result.As<TResult>()!
            : throw new FleetTestException($"The run of '{end.Agent}' is {end.State}: {end.Error?.Type} {end.Error?.Message}");
    }

    /// <summary>Waits for a run's end, whichever it is. Sleeps and pauses pass at once, and so does the time anybody has to answer.</summary>
    /// <exception cref="FleetTestException">It did not end within two minutes.</exception>
    public async Task<RunStatus> End(Guid run)
    {
        try
        {
            return await Do(async (fleet, token) =>
            {
                using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
                var hurry = new Hurry(Time).Until(fleet, over.Token);
                try
                {
                    return await fleet.WaitAsync(run, token);
                }
                finally
                {
                    await over.CancelAsync();
                    await hurry.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            });
        }
        catch (FleetTestException e)
        {
            var now = await Do((fleet, token) => fleet.FindAsync(run, token));
            throw new FleetTestException($"The run of '{now?.Agent}' does not end; it is {now?.State} at version {now?.Version}. {e.Message}", e);
        }
    }

    /// <summary>What a run asks a person, as soon as it asks: the oldest request that nobody has answered.</summary>
    /// <exception cref="FleetTestException">It asked nothing within two minutes, or has ended.</exception>
    public async Task<Asked> Asks(Guid run) => await Do(async (fleet, token) =>
    {
        var hurry = new Hurry(Time);
        while (true)
        {
            if (await fleet.Runs.RequestsAsync(run, null, 1, token) is [var pending, ..]) return Asked.Of(pending);
            if (await fleet.FindAsync(run, token) is { State: RunState.Completed or RunState.Failed or RunState.Cancelled or RunState.Parked } end)
                throw new FleetTestException($"The run of '{end.Agent}' asks nothing; it is {end.State}: {end.Error?.Type} {end.Error?.Message}");
            await hurry.Look(fleet, token);
        }
    });

    /// <summary>Lets the call be made, as it was shown.</summary>
    public Task Approve(Asked asked, string? reason = null) => Answer(asked, answer => answer with { Approve = true, Hash = asked.Hash, Reason = reason });

    /// <summary>Does not let the call be made; the model reads why.</summary>
    public Task Deny(Asked asked, string? reason = null) => Answer(asked, answer => answer with { Approve = false, Hash = asked.Hash, Reason = reason });

    /// <summary>Answers a question.</summary>
    public Task Answer<T>(Asked asked, T answer) => Answer(asked, empty => empty with { Body = Json.Of(answer) });

    /// <summary>What was said to a run's model, by it, and by its tools: one JSON document per message.</summary>
    public async Task<IReadOnlyList<Json>> Transcript(Guid run)
        => await Do(async (fleet, token) => (await fleet.Runs.ItemsAsync(run, 0, int.MaxValue, token)).Select(item => item.Body).ToList());

    /// <summary>Does something with the fleet; again with the next one where this one dies meanwhile, so let it be something that may be done twice.</summary>
    /// <exception cref="FleetTestException">It took more than two minutes.</exception>
    public Task<T> Do<T>(Func<EmbeddedFleet, CancellationToken, Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _lives.Do(work);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _lives.DisposeAsync();

    private async Task Answer(Asked asked, Func<AnswerRun, AnswerRun> how)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var order = how(new AnswerRun { RunId = asked.RunId, RequestId = asked.RequestId, By = "the scenario" });
        var tries = 0;
        await Do(async (fleet, token) =>
        {
            var again = tries++ > 0;
            try
            {
                return await fleet.AnswerAsync(order, token);
            }
            catch (RunRefusedException) when (again)
            {
                return new RunAccepted { RunId = asked.RunId }; // The life before has taken it, and died of it.
            }
        });
    }
}
