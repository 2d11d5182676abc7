namespace QueueAgents.Cli.Doctor;

/// <summary>What one look came to.</summary>
/// <param name="Check">What was looked at; stable, kebab-case.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Says">In one sentence.</param>
/// <param name="Do">What to do about it.</param>
internal sealed record Finding(string Check, Verdict Verdict, string Says, string? Do = null);

internal enum Verdict
{
    Well = 0,

    /// <summary>It works, and somebody should look.</summary>
    Warning,

    /// <summary>It does not work, or loses something.</summary>
    Wrong,

    /// <summary>It was not looked at, and why.</summary>
    NotLooked,
}
