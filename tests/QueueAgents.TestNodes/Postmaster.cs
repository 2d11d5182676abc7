using System.Globalization;

namespace QueueAgents.TestNodes;

/// <summary>What a PostgreSQL server writes about itself into postmaster.pid, line by line.</summary>
internal static class Postmaster
{
    private const int PidLine = 0;
    private const int SharedMemoryLine = 6;
    private const int StatusLine = 7;

    /// <summary>A file left by a killed predecessor says ready too, hence the pid.</summary>
    public static bool IsReady(string file, int pid) =>
        Read(file) is { Length: > StatusLine } lines
        && lines[PidLine].Trim() == pid.ToString(CultureInfo.InvariantCulture)
        && lines[StatusLine].Trim() == "ready";

    /// <summary>The id of the System V segment, which outlives a killed server.</summary>
    public static string? SharedMemoryId(string file) =>
        Read(file) is { Length: > SharedMemoryLine } lines
        && lines[SharedMemoryLine].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var id]
            ? id
            : null;

    private static string[]? Read(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
