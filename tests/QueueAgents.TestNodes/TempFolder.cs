using System.Diagnostics;
using System.Globalization;

namespace QueueAgents.TestNodes;

/// <summary>A folder that is removed on dispose. Its name carries the pid of its owner, so that a later run can sweep what a killed run left.</summary>
public sealed class TempFolder : IDisposable
{
    private const string Prefix = "queueagents-test-";
    private const UnixFileMode WalkIn = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly TimeSpan SweptAfter = TimeSpan.FromHours(1);
    private static readonly Lazy<bool> Swept = new(Sweep);

    public TempFolder(string purpose)
    {
        _ = Swept.Value;
        Root = Path.Combine(
            Path.GetTempPath(),
            string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{purpose}-{Guid.NewGuid().ToString("N")[..8]}"));
        Directory.CreateDirectory(Root);
        if (OperatingSystem.IsLinux())
        {
            // A database server that gives up root must still be able to walk in, whatever the umask.
            System.IO.File.SetUnixFileMode(Root, WalkIn);
        }
    }

    public string Root { get; }

    public string Sub(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    public string File(string name) => Path.Combine(Root, name);

    public void Dispose() => Delete(Root);

    internal static void Delete(string folder)
    {
        // A killed server's last children may still write while we delete.
        for (var attempt = 0; Directory.Exists(folder); attempt++)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
            }
            catch (Exception e) when (attempt < 20 && e is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(50);
            }
        }
    }

    private static bool Sweep()
    {
        foreach (var folder in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*"))
        {
            var owner = folder.Name[Prefix.Length..].Split('-')[0];
            if (int.TryParse(owner, CultureInfo.InvariantCulture, out var pid)
                && folder.CreationTimeUtc + SweptAfter < TimeProvider.System.GetUtcNow()
                && !IsAlive(pid))
            {
                try
                {
                    folder.Delete(recursive: true);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    Trace.TraceWarning("{0} is left over and cannot be removed: {1}", folder.FullName, e.Message);
                }
            }
        }

        return true;
    }

    private static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}");
}
