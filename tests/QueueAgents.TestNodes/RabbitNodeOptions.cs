namespace QueueAgents.TestNodes;

public sealed record RabbitNodeOptions
{
    /// <summary>The management plugin doubles the start time, so it is off unless asked for.</summary>
    public bool Management { get; init; }

    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Lines added to rabbitmq.conf, for example <c>consumer_timeout = 2000</c>.</summary>
    public IReadOnlyList<string> ExtraConfiguration { get; init; } = [];
}
