namespace QueueAgents.Samples;

/// <summary>Where agents of this library keep what outlives a run, unless somebody says otherwise.</summary>
internal static class StateFolder
{
    /// <summary>In the user's state folder.</summary>
    public static string Home
    {
        get
        {
            var home = Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state
                ? state
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
            return Path.GetFullPath(Path.Combine(home, "queueagents"));
        }
    }
}
