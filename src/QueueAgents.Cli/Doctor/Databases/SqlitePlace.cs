using System.Globalization;
using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>The folder of the store can be written to and has room.</summary>
internal sealed class SqlitePlace : ICheck<OpenDatabase>
{
    private const long Little = 1L << 30;

    public string Name => "database-place";

    public async IAsyncEnumerable<Finding> LookAsync(OpenDatabase on, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var folder = Path.GetDirectoryName(Path.GetFullPath(on.File))!;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (!MayWrite(on.File)) yield return this.Wrong($"{on.File} cannot be written to.", "Give this user the right to write to the file and its folder.");
        else if (free < Little) yield return this.Warning($"{Size(free)} of disk are free in {folder}.", "Free some: what cannot be written is not committed.");
        else yield return this.Well($"{Size(free)} of disk are free in {folder}.");
    }

    private static bool MayWrite(string file)
    {
        try
        {
            using var opened = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return true;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.#} GB");
}
