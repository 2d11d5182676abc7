using QueueAgents.Cli.CommandLine;

namespace QueueAgents.Cli.Stores;

/// <summary>The file that keeps this user's runs.</summary>
internal static class StorePlace
{
    /// <summary><c>$XDG_STATE_HOME/queueagents/runs.db</c>, by default under <c>~/.local/state</c>.</summary>
    public static string Default
    {
        get
        {
            // The specification wants a relative path ignored.
            var home = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { } state && Path.IsPathRooted(state)
                ? state
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
            return Path.Combine(home, "queueagents", "runs.db");
        }
    }

    public static string Of(string? given) => Path.GetFullPath(string.IsNullOrEmpty(given) ? Default : given);

    /// <summary>Makes the folder, so that the store can be made in it.</summary>
    public static string MakeFolder(string path)
    {
        if (Directory.Exists(path)) throw RefusedException.Usage($"{path} is a folder; --store names a file.");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException(ExitCode.Failed, $"The store {path} cannot be made: {e.Message}");
        }
    }
}
