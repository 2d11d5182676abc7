using System.Collections.Concurrent;
using QueueAgents.Conformance;
using Xunit;

namespace QueueAgents.Integration.PostgreSql;

/// <summary>The store over an empty database, which goes to the next test when this one is done with it.</summary>
public sealed class PostgreSqlFixture : IStoreFixture
{
    private static readonly ConcurrentBag<MigratedDatabase> Free = [];

    private MigratedDatabase? database;

    async Task<StoreSet> IStoreFixture.OpenAsync(CancellationToken ct)
    {
        if (!Free.TryTake(out database)) database = await MigratedDatabase.CreateAsync(ct);
        return database.Stores;
    }

    public async ValueTask DisposeAsync()
    {
        if (database is null) return;
        await database.EmptyAsync();
        Free.Add(database);
    }
}

public sealed class PostgreSqlCommits : CommitSuite<PostgreSqlFixture>;

public sealed class PostgreSqlDueWork : DueWorkSuite<PostgreSqlFixture>;

public sealed class PostgreSqlEffects : EffectSuite<PostgreSqlFixture>;

public sealed class PostgreSqlFidelity : FidelitySuite<PostgreSqlFixture>;

public sealed class PostgreSqlKeys : KeysSuite<PostgreSqlFixture>;

public sealed class PostgreSqlLeases : LeaseSuite<PostgreSqlFixture>;

public sealed class PostgreSqlLoads : LoadSuite<PostgreSqlFixture>;

public sealed class PostgreSqlPayloads : PayloadSuite<PostgreSqlFixture>;

public sealed class PostgreSqlTranscripts : TranscriptSuite<PostgreSqlFixture>;

public sealed class PostgreSqlReads : ReaderSuite<PostgreSqlFixture>;

public sealed class PostgreSqlRows : RowsSuite<PostgreSqlFixture>;

public sealed class PostgreSqlSentWork : SentWorkSuite<PostgreSqlFixture>;

public sealed class PostgreSqlMemories : MemorySuite<PostgreSqlFixture>;

public sealed class PostgreSqlWorkers : WorkersSuite<PostgreSqlFixture>;
