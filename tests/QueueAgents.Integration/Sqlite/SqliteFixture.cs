using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Conformance;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.TestNodes;

namespace QueueAgents.Integration.Sqlite;

/// <summary>The store over a file of its own, as a host makes it.</summary>
public sealed class SqliteFixture : IStoreFixture
{
    /// <summary>Migrated once; each test begins with a copy.</summary>
    private static readonly Lazy<Task<byte[]>> Empty = new(MigrateAsync);

    private readonly TempFolder folder = new("sqlite");
    private ServiceProvider? services;

    internal string Path => folder.File("fleet.db");

    internal static ServiceProvider Services(string path) => new ServiceCollection().AddSqliteStore(path).BuildServiceProvider();

    internal static StoreSet StoresOf(IServiceProvider services) => new(
        services.GetRequiredService<IRunStore>(),
        services.GetRequiredService<IDueStore>(),
        services.GetRequiredService<IDoorStore>(),
        services.GetRequiredService<IWorkerStore>(),
        services.GetRequiredService<IRunReader>(),
        services.GetRequiredService<IKeyStore>());

    internal async Task<StoreSet> OpenAsync(CancellationToken ct)
    {
        await File.WriteAllBytesAsync(Path, await Empty.Value, ct);
        services = Services(Path);
        return StoresOf(services);
    }

    Task<StoreSet> IStoreFixture.OpenAsync(CancellationToken ct) => OpenAsync(ct);

    internal async Task StopAsync()
    {
        if (services is not null) await services.DisposeAsync();
        services = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        folder.Dispose();
    }

    private static async Task<byte[]> MigrateAsync()
    {
        using var folder = new TempFolder("sqlite-empty");
        var path = folder.File("empty.db");
        await using (var services = Services(path)) await services.GetRequiredService<StoreMigrator>().MigrateAsync(CancellationToken.None);
        return await File.ReadAllBytesAsync(path);
    }
}

public sealed class SqliteLoads : LoadSuite<SqliteFixture>;

public sealed class SqliteCommits : CommitSuite<SqliteFixture>;

public sealed class SqliteRows : RowsSuite<SqliteFixture>;

public sealed class SqliteFidelity : FidelitySuite<SqliteFixture>;

public sealed class SqliteDueWork : DueWorkSuite<SqliteFixture>;

public sealed class SqliteSentWork : SentWorkSuite<SqliteFixture>;

public sealed class SqliteLeases : LeaseSuite<SqliteFixture>;

public sealed class SqliteEffects : EffectSuite<SqliteFixture>;

public sealed class SqlitePayloads : PayloadSuite<SqliteFixture>;

public sealed class SqliteTranscripts : TranscriptSuite<SqliteFixture>;

public sealed class SqliteMemories : MemorySuite<SqliteFixture>;

public sealed class SqliteWorkers : WorkersSuite<SqliteFixture>;

public sealed class SqliteReads : ReaderSuite<SqliteFixture>;

public sealed class SqliteKeys : KeysSuite<SqliteFixture>;
