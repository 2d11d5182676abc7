using System.Runtime.CompilerServices;
using System.Text.Json;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Fleet;
using QueueAgents.Cli.Reach;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Http.Runs;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Stores;

/// <summary>
/// The fleet of this user's store. It is read without more ado, also while another process works on it; to work on it, or to give orders,
/// this process must hold it.
/// </summary>
internal sealed class LocalFleet(string path, bool verbose) : IFleet
{
    private const int Page = 500;
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
        if (!IdRange.TryParse(text, out var ids)) return [];
        return [.. (await runs.ListAsync(new RunFilter { Ids = ids, Limit = IFleet.Few }, ct)).Runs.Select(row => row.Run.RunId)];
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

    public async IAsyncEnumerable<TransitionView> FollowAsync(Guid runId, int afterVersion, Action<TextView> heard, [EnumeratorCancellation] CancellationToken ct)
    {
        // Of another process on this store only the rows are seen.
        using var listening = _fleet?.Live.Listen(runId, text => heard(TextView.Of(text)));
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

    public async Task<JsonElement?> DocumentAsync(Guid runId, int version, CancellationToken ct) => JsonText.Part(await StateAsync(runId, version, ct));

    public async Task<DiffView> DiffAsync(Guid runId, int from, int to, CancellationToken ct)
        => DiffView.Of(runId, from, (await StateAsync(runId, from, ct)).Text, to, (await StateAsync(runId, to, ct)).Text);

    public async Task<RunAccepted> SubmitAsync(SubmitBody run, CancellationToken ct)
    {
        var fleet = await HoldAsync(ct);
        return await fleet.SubmitAsync(
            new SubmitRun
            {
                RunId = run.RunId ?? Guid.Empty,
                Agent = run.Agent,
                Input = run.Input,
                Key = run.Key,
                Tenant = run.Tenant ?? new SubmitRun().Tenant,
                Tags = run.Tags,
                Deadline = run.Deadline,
                Pinned = run.Pinned,
            },
            ct);
    }

    public async Task<RunAccepted> OrderAsync<T>(Guid runId, T order, CancellationToken ct) where T : class
        => await (await HoldAsync(ct)).OrderAsync(runId, order, Guid.CreateVersion7(), ct);

    public async Task<IReadOnlyList<RequestView>> RequestsAsync(Guid? runId, CancellationToken ct)
        => await StoreAsync(ct) is null && _fleet is null ? [] : [.. (await (await RunsAsync(ct)).RequestsAsync(runId, null, Page, ct)).Select(RequestView.Of)];

    public Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken ct)
        => Task.FromResult<IReadOnlyList<AgentView>>([.. KnownAgents.All.Select(AgentView.Of)]);

    public async Task<IReadOnlyList<WorkerView>> WorkersAsync(CancellationToken ct)
        => await StoreAsync(ct) is { } store ? [.. (await store.WorkersAsync(ct)).Select(WorkerView.Of)] : [];

    public Task<WorkerView> DrainAsync(string instance, CancellationToken ct)
        => throw RefusedException.Conflict("A worker of a store is part of the process that works on it: stop that process. To drain a worker of a server's fleet, name the server: --server URL.");

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null) await _fleet.DisposeAsync();
    }

    private async Task<Json> StateAsync(Guid runId, int version, CancellationToken ct) => (await (await OpenAsync(ct)).States.AtAsync(runId, version, ct))?.Document ?? Json.None;

    /// <summary>To give orders no worker is needed: what is to be done of them, the next process that works does.</summary>
    private async Task<EmbeddedFleet> HoldAsync(CancellationToken ct) => _fleet ??= await Fleets.OrderAsync(path, verbose, ct);

    private async Task<IRunReader> RunsAsync(CancellationToken ct) => _fleet?.Runs ?? (await OpenAsync(ct)).Runs;

    private async Task<StoreReader?> StoreAsync(CancellationToken ct) => _store ??= await StoreReader.FindAsync(path, ct);

    private async Task<StoreReader> OpenAsync(CancellationToken ct) => _store ??= await StoreReader.OpenAsync(path, ct);
}
