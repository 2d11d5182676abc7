namespace QueueAgents.Cli.Doctor;

/// <summary>Looks at one thing of <typeparamref name="T"/>, such as an open connection. A new one is a class and a line in the list of its kind.</summary>
internal interface ICheck<in T>
{
    /// <summary>Stable, kebab-case.</summary>
    string Name { get; }

    /// <summary>Changes nothing for good. What it throws counts as wrong; how long it may take is limited by whoever calls it.</summary>
    IAsyncEnumerable<Finding> LookAsync(T on, CancellationToken ct);
}

internal static class Findings
{
    public static Finding Well<T>(this ICheck<T> check, string says) => new(check.Name, Verdict.Well, says);

    public static Finding Warning<T>(this ICheck<T> check, string says, string what) => new(check.Name, Verdict.Warning, says, what);

    public static Finding Wrong<T>(this ICheck<T> check, string says, string what) => new(check.Name, Verdict.Wrong, says, what);

    public static Finding NotLooked<T>(this ICheck<T> check, string why) => new(check.Name, Verdict.NotLooked, why);
}
