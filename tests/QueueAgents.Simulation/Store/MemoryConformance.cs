using QueueAgents.Conformance;

namespace QueueAgents.Simulation.Store;

public sealed class MemoryFixture : IStoreFixture
{
    Task<StoreSet> IStoreFixture.OpenAsync(CancellationToken ct)
    {
        var store = new MemoryStore(TimeProvider.System);
        return Task.FromResult(new StoreSet(store, store, store, store, store, Keys: null));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

public sealed class MemoryLoad : LoadSuite<MemoryFixture>;
public sealed class MemoryCommit : CommitSuite<MemoryFixture>;
public sealed class MemoryRows : RowsSuite<MemoryFixture>;
public sealed class MemoryFidelity : FidelitySuite<MemoryFixture>;
public sealed class MemoryDueWork : DueWorkSuite<MemoryFixture>;
public sealed class MemorySentWork : SentWorkSuite<MemoryFixture>;
public sealed class MemoryLeases : LeaseSuite<MemoryFixture>;
public sealed class MemoryEffects : EffectSuite<MemoryFixture>;
public sealed class MemoryPayloads : PayloadSuite<MemoryFixture>;
public sealed class MemoryTranscripts : TranscriptSuite<MemoryFixture>;
public sealed class MemoryMemories : MemorySuite<MemoryFixture>;
public sealed class MemoryWorkers : WorkersSuite<MemoryFixture>;
public sealed class MemoryReader : ReaderSuite<MemoryFixture>;
