using QueueAgents.Orchestration.Store;

namespace QueueAgents.Conformance;

/// <summary>One test's store. A database joins the suites with one class like this, and one line per suite.</summary>
public interface IStoreFixture : IAsyncDisposable
{
    /// <summary>A fresh and empty set, over one and the same database.</summary>
    internal Task<StoreSet> OpenAsync(CancellationToken ct);
}

/// <param name="Reader">Null where there is none: its suite says so and is skipped.</param>
/// <param name="Keys">Null where there are none.</param>
internal sealed record StoreSet(IRunStore Runs, IDueStore Due, IDoorStore Door, IWorkerStore Workers, IRunReader? Reader, IKeyStore? Keys);
