namespace QueueAgents.Agents;

/// <summary>How a step is repeated and how long it may take. A step without it has the defaults. Times are written <c>hh:mm:ss</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StepAttribute : Attribute
{
    /// <summary>How many failed attempts end the step; 3 by default, 1 = never repeat.</summary>
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long one attempt may take; 10 minutes by default. A longer one is taken off its queue before it runs.</summary>
    public string Timeout { get; set; } = "00:10:00";

    /// <summary>The pause after the first failure; 1 s by default.</summary>
    public string FirstDelay { get; set; } = "00:00:01";

    /// <summary>The longest pause; 1 minute by default.</summary>
    public string MaxDelay { get; set; } = "00:01:00";

    /// <summary>How the pause grows; doubling by default.</summary>
    public double Factor { get; set; } = 2;

    /// <summary>How far a pause is spread, up and down; 0.2 = ±20 % by default.</summary>
    public double Jitter { get; set; } = 0.2;

    /// <summary>An attempt that does not call <see cref="StepContext.Heartbeat"/> within this time is cancelled and repeated; none by default.</summary>
    public string? Heartbeat { get; set; }

    /// <summary>Exceptions (and those derived from them) after which repeating is useless.</summary>
    public Type[] NonRetryable { get; set; } = [];
}
