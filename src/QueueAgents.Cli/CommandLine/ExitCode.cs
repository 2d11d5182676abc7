namespace QueueAgents.Cli.CommandLine;

/// <summary>What the program ends with. Scripts rely on these numbers: they never change.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something failed; for a command that follows a run: the run failed, was cancelled or is parked.</summary>
    public const int Failed = 1;

    /// <summary>The command was written wrongly.</summary>
    public const int Usage = 2;

    public const int NotFound = 3;

    /// <summary>The run or the store is not in the state for it: another process holds the store, the run waits for somebody, it has changed.</summary>
    public const int Conflict = 4;

    /// <summary>The server does not let this caller do that.</summary>
    public const int Auth = 5;

    /// <summary>Nobody answered, or not in time.</summary>
    public const int Unreachable = 6;

    public const int Interrupted = 130;
}

/// <summary>Ends the program with one clear sentence.</summary>
internal class RefusedException(int exitCode, string message) : Exception(message)
{
    public int Code { get; } = exitCode;

    public static RefusedException Usage(string message) => new(ExitCode.Usage, message);

    public static RefusedException NotFound(string message) => new(ExitCode.NotFound, message);

    public static RefusedException Conflict(string message) => new(ExitCode.Conflict, message);
}
