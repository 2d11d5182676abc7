namespace QueueAgents.Testing;

/// <summary>One life of a fleet: from its start until it is stopped, or until the point at which it has to die.</summary>
internal sealed class Life : IDisposable
{
    private readonly CancellationTokenSource _died = new();
    private int _points;

    /// <summary>0 = never.</summary>
    public int DiesAt { get; init; }

    /// <summary>Whether everything is delivered twice.</summary>
    public bool Twice { get; init; }

    public bool IsDead => _died.IsCancellationRequested;

    public CancellationToken Died => _died.Token;

    /// <summary>Where it died; null = it did not.</summary>
    public string? DiedAt { get; private set; }

    /// <summary>A place where the process may end. After it nothing goes in or out any more.</summary>
    /// <exception cref="FleetDiedException">This is where, or it was before.</exception>
    public void Reach(string point)
    {
        if (IsDead) throw new FleetDiedException();
        if (Interlocked.Increment(ref _points) != DiesAt) return;
        DiedAt = point;
        _died.Cancel();
        throw new FleetDiedException();
    }

    public void Dispose()
    {
        if (!IsDead) _died.Cancel();
    }
}

/// <summary>The process this call is made in is meant to be dead.</summary>
internal sealed class FleetDiedException() : Exception("The fleet is dead.");
