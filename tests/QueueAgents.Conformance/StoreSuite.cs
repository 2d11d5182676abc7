using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>What the suites share: an empty store before each test, and the few calls every test makes.</summary>
public abstract class StoreSuite<TFixture> : IAsyncLifetime
    where TFixture : IStoreFixture, new()
{
    private readonly TFixture fixture = new();
    private StoreSet stores = null!;

    internal IRunStore Runs => stores.Runs;
    internal IDueStore Due => stores.Due;
    internal IDoorStore Door => stores.Door;
    internal IWorkerStore Workers => stores.Workers;
    internal IRunReader? OptionalReader => stores.Reader;
    internal IKeyStore? OptionalKeys => stores.Keys;

    internal static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => stores = await fixture.OpenAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Commits one change that must succeed, and answers the run as it is now.</summary>
    internal async Task<RunFacts> CommitAsync(RunChange change)
    {
        Assert.Equal(CommitResult.Committed, await TryCommitAsync(change));
        return change.Run;
    }

    internal async Task<CommitResult> TryCommitAsync(RunChange change)
        => Assert.Single((await Runs.CommitAsync([change], Ct)).Results, r => r.Key == change.Run.RunId).Value;

    /// <summary>A run whose rows these are.</summary>
    internal async Task<RunFacts> RunWithAsync(RunFacts run, params IReadOnlyList<Dispatch> rows)
        => await CommitAsync(Make.Insert(run) with { NewRows = rows });

    /// <summary>A run with one open attempt that has been sent.</summary>
    internal async Task<(RunFacts Run, Dispatch Row)> SentAsync()
    {
        var run = Make.Run();
        var row = Make.Row(run, 1) with { Phase = DispatchPhase.Sent };
        return (await RunWithAsync(run, row), row);
    }

    internal async Task CloseAsync(RunFacts run, Dispatch row)
        => await CommitAsync(Make.Next(run) with { ChangedRows = [Make.Closed(row)] });

    /// <summary>Refused, either by a result or by a constraint of the database; in both cases nothing is written.</summary>
    internal async Task RefusedAsync(RunChange change)
    {
        var before = await LoadAsync(new LoadRequest(change.Run.RunId) { Open = true });
        CommitResult? result = null;
        try
        {
            result = await TryCommitAsync(change);
        }
#pragma warning disable CA1031 // Each database has its own exception for a violated constraint.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            TestContext.Current.SendDiagnosticMessage($"Refused by {e.GetType().Name}: {e.Message}");
        }

        Assert.NotEqual(CommitResult.Committed, result);
        var after = await LoadAsync(new LoadRequest(change.Run.RunId) { Open = true });
        Same(before.Run, after.Run);
        Assert.Equal(before.Rows, after.Rows);
        Assert.Empty(await Runs.FindCommittedAsync([.. change.Transitions.Select(t => (t.RunId, t.CommandId))], Ct));
    }

    internal async Task<LoadedRun> LoadAsync(LoadRequest request) => Assert.Single(await Runs.LoadAsync([request], Ct));

    internal async Task<RunFacts?> FactsAsync(Guid runId) => (await LoadAsync(new LoadRequest(runId))).Run;

    /// <summary>The open attempt of a step, or null.</summary>
    internal async Task<Dispatch?> OpenRowAsync(Guid runId, int seq = 1)
        => (await LoadAsync(new LoadRequest(runId) { Seqs = [seq] })).Rows.SingleOrDefault();

    /// <summary>The last attempt of a step of the current group that has not ended well, or null.</summary>
    internal async Task<Dispatch?> UnfinishedRowAsync(Guid runId, int seq = 1)
        => (await LoadAsync(new LoadRequest(runId) { Unfinished = true })).Rows.SingleOrDefault(r => r.Seq == seq);

    internal static void Same(RunFacts? expected, RunFacts? actual)
    {
        Assert.Equal(expected is null ? null : expected with { Tags = null }, actual is null ? null : actual with { Tags = null });
        Assert.Equal(expected?.Tags, actual?.Tags);
    }

    internal static AttemptId IdOf(Dispatch row) => new(row.RunId, row.Seq, row.Attempt);
}
