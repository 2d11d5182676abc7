using QueueAgents.Cli.Reach;

namespace QueueAgents.Cli.Follow;

/// <summary>Wakes whoever looks at a run when it has changed. A burst of changes is one; and now and then none is one too, because times go on.</summary>
internal sealed class Changes : IAsyncDisposable
{
    private const int LookAfterIdle = 10;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _over = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly Task _listening;
    private int _idle;

    public Changes(IFleet fleet, Guid runId, int afterVersion) => _listening = ListenAsync(fleet, runId, afterVersion);

    /// <summary>What is said meanwhile.</summary>
    public Spoken Spoken { get; } = new();

    /// <returns>Whether the run is to be looked at; otherwise only time has passed.</returns>
    public async Task<bool> NextAsync(CancellationToken ct)
    {
        await Task.Delay(Gather, TimeProvider.System, ct);
        var changed = await _changed.WaitAsync(Idle, ct);
        if (_listening.IsCompleted) await _listening;
        _idle = changed ? 0 : (_idle + 1) % LookAfterIdle;
        return _idle == 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
        _changed.Dispose();
    }

    private async Task ListenAsync(IFleet fleet, Guid runId, int afterVersion)
    {
        try
        {
            await foreach (var _ in fleet.FollowAsync(runId, afterVersion, Spoken.Hear, _over.Token)) Wake();
        }
        finally
        {
            Wake();
        }
    }

    private void Wake()
    {
        if (_changed.CurrentCount == 0) _changed.Release(); // Nobody but us releases it.
    }
}
