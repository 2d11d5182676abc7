using System.Globalization;

namespace QueueAgents.Agents;

/// <summary>A step's <see cref="StepAttribute"/>, read and checked once.</summary>
internal sealed record StepPolicy
{
    public static StepPolicy Default { get; } = Read(new StepAttribute(), "", []);

    public int MaxAttempts { get; private init; }
    public TimeSpan Timeout { get; private init; }
    public TimeSpan? Heartbeat { get; private init; }
    public TimeSpan FirstDelay { get; private init; }
    public TimeSpan MaxDelay { get; private init; }
    public double Factor { get; private init; }
    public double Jitter { get; private init; }
    public IReadOnlyList<Type> NonRetryable { get; private init; } = [];

    /// <summary>The pause before the next attempt.</summary>
    /// <param name="attempt">The attempt that failed: 1, 2, 3…</param>
    /// <param name="random">0 to 1; a half means no jitter.</param>
    public TimeSpan Delay(int attempt, double random)
    {
        var delay = Math.Min(FirstDelay.TotalSeconds * Math.Pow(Factor, attempt - 1), MaxDelay.TotalSeconds);
        return TimeSpan.FromSeconds(delay * (1 + (Jitter * ((2 * random) - 1))));
    }

    public bool Refuses(Exception exception) => NonRetryable.Any(type => type.IsInstanceOfType(exception));

    public static StepPolicy Read(StepAttribute attribute, string where, List<string> problems)
    {
        if (attribute.MaxAttempts < 1) problems.Add($"{where}: MaxAttempts is {attribute.MaxAttempts}; write 1 or more.");
        if (attribute.Factor is not (>= 1 and <= 100)) problems.Add($"{where}: Factor is {attribute.Factor}; write 1 to 100.");
        if (attribute.Jitter is not (>= 0 and <= 1)) problems.Add($"{where}: Jitter is {attribute.Jitter}; write 0 to 1.");
        problems.AddRange(attribute.NonRetryable.Where(type => !type.IsAssignableTo(typeof(Exception)))
            .Select(type => $"{where}: NonRetryable names {type.Name}, which is no exception; remove it."));

        return new StepPolicy
        {
            MaxAttempts = attribute.MaxAttempts,
            Timeout = Time(attribute.Timeout, nameof(attribute.Timeout), where, problems),
            Heartbeat = attribute.Heartbeat is null ? null : Time(attribute.Heartbeat, nameof(attribute.Heartbeat), where, problems),
            FirstDelay = Time(attribute.FirstDelay, nameof(attribute.FirstDelay), where, problems, orZero: true),
            MaxDelay = Time(attribute.MaxDelay, nameof(attribute.MaxDelay), where, problems, orZero: true),
            Factor = attribute.Factor,
            Jitter = attribute.Jitter,
            NonRetryable = attribute.NonRetryable,
        };
    }

    /// <summary>A time as attributes write it.</summary>
    public static TimeSpan Time(string text, string name, string where, List<string> problems, bool orZero = false)
    {
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && (time > TimeSpan.Zero || (orZero && time == TimeSpan.Zero))) return time;
        problems.Add($"{where}: {name} is \"{text}\"; write a time as \"hh:mm:ss\", for example \"00:00:30\".");
        return TimeSpan.Zero;
    }
}
