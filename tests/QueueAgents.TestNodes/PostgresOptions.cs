namespace QueueAgents.TestNodes;

public sealed record PostgresOptions
{
    /// <summary>Off makes a suite faster that never kills the machine under the server.</summary>
    public bool Fsync { get; init; } = true;

    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Server settings added to the command line, for example <c>deadlock_timeout=100ms</c>.</summary>
    public IReadOnlyList<string> ExtraSettings { get; init; } = [];
}
