using System.Collections.Concurrent;
using QueueAgents.Conformance;

namespace QueueAgents.Integration.SqlServer;

/// <summary>The store over an empty database, which goes to the next test when this one is done with it.</summary>
public sealed class SqlServerFixture : IStoreFixture
{
    private static readonly ConcurrentBag<SqlServerDatabase> Free = [];

    private SqlServerDatabase? database;

    async Task<StoreSet> IStoreFixture.OpenAsync(CancellationToken ct)
    {
        if (!Free.TryTake(out database)) database = await SqlServerDatabase.CreateAsync(ct);
        return database.Stores;
    }

    /// <summary>Before the server is left alone again.</summary>
    internal static async Task DropAllAsync()
    {
        while (Free.TryTake(out var database)) await database.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (database is null) return;
        await database.EmptyAsync();
        Free.Add(database);
    }
}

public sealed class SqlServerCommits : CommitSuite<SqlServerFixture>;

public sealed class SqlServerDueWork : DueWorkSuite<SqlServerFixture>;

public sealed class SqlServerEffects : EffectSuite<SqlServerFixture>;

public sealed class SqlServerFidelity : FidelitySuite<SqlServerFixture>;

public sealed class SqlServerKeys : KeysSuite<SqlServerFixture>;

public sealed class SqlServerLeases : LeaseSuite<SqlServerFixture>;

public sealed class SqlServerLoads : LoadSuite<SqlServerFixture>;

public sealed class SqlServerPayloads : PayloadSuite<SqlServerFixture>;

public sealed class SqlServerMemories : MemorySuite<SqlServerFixture>;

public sealed class SqlServerTranscripts : TranscriptSuite<SqlServerFixture>;

public sealed class SqlServerReads : ReaderSuite<SqlServerFixture>;

public sealed class SqlServerRows : RowsSuite<SqlServerFixture>;

public sealed class SqlServerSentWork : SentWorkSuite<SqlServerFixture>;

public sealed class SqlServerWorkers : WorkersSuite<SqlServerFixture>;
