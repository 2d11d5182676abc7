using System.Globalization;

namespace QueueAgents.Persistence.Sqlite;

/// <summary>
/// Keeps a database file to one process. The system lets go of it when its holder ends, however it ends. Beside the database stand
/// <c>.lock</c>, which is locked and empty, and <c>.pid</c>, which says who holds it: a locked file cannot be read everywhere.
/// </summary>
public sealed class StoreLock : IDisposable
{
    private readonly FileStream held;
    private readonly string pidPath;

    private StoreLock(FileStream held, string pidPath)
    {
        this.held = held;
        this.pidPath = pidPath;
    }

    /// <exception cref="StoreInUseException">Another process holds it; the message names it.</exception>
    public static StoreLock Acquire(string databasePath)
    {
        var full = Path.GetFullPath(databasePath);
        if (Path.GetDirectoryName(full) is { } folder) Directory.CreateDirectory(folder);
        var pidPath = full + ".pid";
        FileStream held;
        try
        {
            held = new FileStream(full + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(full + ".lock"))
        {
            throw new StoreInUseException(full, ReadPid(pidPath), e);
        }

        File.WriteAllText(pidPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new(held, pidPath);
    }

    public void Dispose()
    {
        // Before the lock goes: afterwards it may be the next holder's.
        File.Delete(pidPath);
        held.Dispose();
    }

    private static int? ReadPid(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path).AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>The database file belongs to a running process.</summary>
/// <param name="holder">Its process id; null where it has not written it yet.</param>
public sealed class StoreInUseException(string path, int? holder, Exception? inner = null)
    : InvalidOperationException($"{path} is in use by process {holder?.ToString(CultureInfo.InvariantCulture) ?? "(unknown)"}.", inner)
{
    public int? Holder { get; } = holder;
}
