using System.Runtime.CompilerServices;
using System.Text.Json;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Fleet;
using QueueAgents.Cli.Reach;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.History;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Stores;

/// <summary>
/// The fleet of this user's store. It is read without more ado, also while another process works on it; to work on it, or to give orders,
/// this process must hold it.
/// </summary>
internal sealed class LocalFleet(string path, bool verbose) : IFleet
{
    private const int Page = 500;
    private const string NoChange = "[]";
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    private StoreReader? _store;
    private EmbeddedFleet? _fleet;

    public bool WorksHere { get; private set; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Require(string agent) => KnownAgents.Require(agent);

    public async Task WorkAsync(CancellationToken ct)
    {
        _fleet = await Fleets.WorkAsync(path, verbose, ct);
        WorksHere = true;
    }

    public async Task<RunView?> FindAsync(Guid runId, CancellationToken ct)
        => await (await RunsAsync(ct)).FindAsync(runId, ct) is { } run ? RunView.Of(run, Now) : null;

    public async Task<IReadOnlyList<Guid>> BeginningWithAsync(string text, CancellationToken ct)
    {
        var runs = await RunsAsync(ct);
        List<Guid> found = [];
        for (var filter = new RunFilter { Limit = Page }; ;)
        {
            var page = await runs.ListAsync(filter, ct);
            found.AddRange(page.Runs.Select(row => row.Run.RunId).Where(id => id.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase)));
            if (page.Next is null) return found;
            filter = filter with { After = page.Next };
        }
    }

    public async Task<RunListing> ListAsync(RunFilter filter, CancellationToken ct)
    {
        if (await StoreAsync(ct) is not { } store) return new([], false, $"There is no store {path} yet.");
        var page = await store.Runs.ListAsync(filter, ct);
        return new([.. page.Runs.Select(row => RunView.Of(row.Run, Now, row.Unserved))], page.Next is not null);
    }

    public async Task<Slice<AttemptView>> AttemptsAsync(Guid runId, int afterSeq, CancellationToken ct)
    {
        var rows = await (await RunsAsync(ct)).AttemptsAsync(runId, afterSeq, Page, ct);
        return new([.. rows.Select(AttemptView.Of)], rows.Count >= Page);
    }

    public async Task<Slice<TransitionView>> TransitionsAsync(Guid runId, int afterVersion, CancellationToken ct)
    {
        var rows = await (await RunsAsync(ct)).TransitionsAsync(runId, afterVersion, Page, ct);
        return new([.. rows.Select(TransitionView.Of)], rows.Count >= Page);
    }

    public async IAsyncEnumerable<TransitionView> FollowAsync(Guid runId, int afterVersion, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var slice = await TransitionsAsync(runId, afterVersion, ct);
            foreach (var transition in slice.Rows)
            {
                yield return transition;
                afterVersion = transition.Version;
            }

            if (!slice.More) await Task.Delay(LookEvery, TimeProvider.System, ct);
        }
    }

    public async Task<string?> DocumentAsync(Guid runId, int version, CancellationToken ct)
        => (await (await OpenAsync(ct)).States.AtAsync(runId, version, ct))?.Document.Text;

    public async Task<DiffView> DiffAsync(Guid runId, int from, int to, CancellationToken ct)
    {
        using var patch = JsonDocument.Parse(JsonDiff.Diff(await DocumentAsync(runId, from, ct), await DocumentAsync(runId, to, ct)) ?? NoChange);
        return new(runId, from, to, patch.RootElement.Clone());
    }

    public async Task<RunAccepted> SubmitAsync(SubmitRun run, CancellationToken ct) => await (await HoldAsync(ct)).SubmitAsync(run, ct);

    public async Task<RunAccepted> OrderAsync<T>(Guid runId, T order, CancellationToken ct) where T : class
        => await (await HoldAsync(ct)).OrderAsync(runId, order, Guid.CreateVersion7(), ct);

    public Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken ct)
        => Task.FromResult<IReadOnlyList<AgentView>>([.. KnownAgents.All.Select(AgentView.Of)]);

    public async Task<IReadOnlyList<WorkerView>> WorkersAsync(CancellationToken ct)
        => await StoreAsync(ct) is { } store ? [.. (await store.WorkersAsync(ct)).Select(WorkerView.Of)] : [];

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null) await _fleet.DisposeAsync();
    }

    /// <summary>To give orders no worker is needed: what is to be done of them, the next process that works does.</summary>
    private async Task<EmbeddedFleet> HoldAsync(CancellationToken ct) => _fleet ??= await Fleets.OrderAsync(path, verbose, ct);

    private async Task<IRunReader> RunsAsync(CancellationToken ct) => _fleet?.Runs ?? (await OpenAsync(ct)).Runs;

    private async Task<StoreReader?> StoreAsync(CancellationToken ct) => _store ??= await StoreReader.FindAsync(path, ct);

    private async Task<StoreReader> OpenAsync(CancellationToken ct) => _store ??= await StoreReader.OpenAsync(path, ct);
}
