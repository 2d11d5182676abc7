using System.Globalization;

namespace QueueAgents.TestNodes;

/// <summary>Reads /proc: which processes are whose children.</summary>
internal static class ProcessTable
{
    public static bool IsAlive(int pid) => ParentOf(pid) is not null;

    public static IReadOnlyList<int> ChildrenOf(int parent) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && ParentOf(pid) == parent),
    ];

    /// <summary>Null when there is no such process, or only its zombie.</summary>
    private static int? ParentOf(int pid)
    {
        try
        {
            // "pid (name) state parent …", and the name may itself contain parentheses and blanks.
            var status = File.ReadAllText($"/proc/{pid}/stat");
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
