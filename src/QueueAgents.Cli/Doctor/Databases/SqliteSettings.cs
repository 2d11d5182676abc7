using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Persistence.Sqlite;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>A log beside the file, so that one may look while another writes; and every commit on disk before it is answered.</summary>
internal sealed class SqliteSettings : ICheck<OpenDatabase>
{
    private const int Full = 2;

    public string Name => "database-settings";

    public async IAsyncEnumerable<Finding> LookAsync(OpenDatabase on, [EnumeratorCancellation] CancellationToken ct)
    {
        var mode = await on.TextAsync("pragma journal_mode", ct);
        if (mode != "wal")
        {
            yield return this.Warning($"journal_mode is {mode}: who reads waits for who writes.", "The next process that works on the store sets it to wal; a network folder may not allow that, so keep the store on a local disk.");
            yield break;
        }

        var source = on.Services.GetRequiredService<SqliteSource>();
        var synchronous = await source.ReadAsync(session => session.Query("pragma synchronous", field => field.Int()).Single(), ct);
        yield return synchronous >= Full
            ? this.Well("journal_mode is wal, and commits are on disk when they are answered.")
            : this.Wrong($"synchronous is {synchronous}: a commit that was answered can be lost with the machine.", "This program sets it to full; something else is in between.");
    }
}
