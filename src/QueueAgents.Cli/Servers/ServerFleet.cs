using System.Globalization;
using System.Text.Json;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Reach;
using QueueAgents.Contracts;
using QueueAgents.Http.Runs;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Servers;

/// <summary>The fleet behind a server. Its runs are worked on whether we look or not.</summary>
internal sealed class ServerFleet(ServerLink server) : IFleet
{
    private const int MostInAPage = 500;
    private const int MostAttempts = 200; // Each may carry an input and a result.

    public bool WorksHere => false;

    /// <summary>An agent nobody serves yet is taken too: its run waits.</summary>
    public void Require(string agent)
    {
    }

    public Task WorkAsync(CancellationToken ct) => Task.CompletedTask;

    public Task<RunView?> FindAsync(Guid runId, CancellationToken ct) => server.FindAsync<RunView>($"v1/runs/{runId}", ct);

    public async Task<IReadOnlyList<Guid>> BeginningWithAsync(string text, CancellationToken ct)
    {
        if (!IdRange.TryParse(text, out _)) return [];
        var address = new RunAddress { ["id"] = text, ["limit"] = IFleet.Few.ToString(CultureInfo.InvariantCulture) };
        return [.. (await server.GetAsync<RunPageView>($"v1/runs{address}", ct)).Runs.Select(run => run.Id)];
    }

    public async Task<RunListing> ListAsync(RunFilter filter, CancellationToken ct)
    {
        List<RunView> runs = [];
        var address = RunAddress.Of(filter);
        while (true)
        {
            address["limit"] = Math.Min(filter.Limit - runs.Count, MostInAPage).ToString(CultureInfo.InvariantCulture);
            var page = await server.GetAsync<RunPageView>($"v1/runs{address}", ct);
            runs.AddRange(page.Runs);
            if (page.Next is null || runs.Count >= filter.Limit) return new(runs, page.Next is not null);
            address["cursor"] = page.Next;
        }
    }

    public async Task<Slice<AttemptView>> AttemptsAsync(Guid runId, int afterSeq, CancellationToken ct)
    {
        var page = await server.GetAsync<AttemptPageView>($"v1/runs/{runId}/attempts?after={afterSeq}&limit={MostAttempts}", ct);
        return new(page.Attempts, page.Next is not null);
    }

    public async Task<Slice<TransitionView>> TransitionsAsync(Guid runId, int afterVersion, CancellationToken ct)
    {
        var page = await server.GetAsync<TransitionPageView>($"v1/runs/{runId}/transitions?after={afterVersion}&limit={MostInAPage}", ct);
        return new(page.Transitions, page.Next is not null);
    }

    public IAsyncEnumerable<TransitionView> FollowAsync(Guid runId, int afterVersion, Action<TextView> heard, CancellationToken ct)
    {
        server.StayWithIt();
        return EventStream.FollowAsync(server, runId, afterVersion, heard, ct);
    }

    public async Task<JsonElement?> DocumentAsync(Guid runId, int version, CancellationToken ct)
        => (await server.GetAsync<StateView>($"v1/runs/{runId}/state?version={version}", ct)).Document;

    public Task<DiffView> DiffAsync(Guid runId, int from, int to, CancellationToken ct) => server.GetAsync<DiffView>($"v1/runs/{runId}/diff?from={from}&to={to}", ct);

    public Task<RunAccepted> SubmitAsync(SubmitBody run, CancellationToken ct)
    {
        // Named by us, so that asking once more is the same run, whatever became of the first answer.
        var named = run.Key is null ? run with { RunId = run.RunId ?? Guid.CreateVersion7() } : run;
        return server.PostAsync<RunAccepted>("v1/runs", named, RunOrder.NoHeaders, Again.WhileAway, ct);
    }

    public Task<RunAccepted> OrderAsync<T>(Guid runId, T order, CancellationToken ct) where T : class
    {
        var (verb, body, headers) = RunOrder.Of(order);
        return server.PostAsync<RunAccepted>($"v1/runs/{runId}/{verb}", body, headers, Again.Never, ct);
    }

    public async Task<IReadOnlyList<RequestView>> RequestsAsync(Guid? runId, CancellationToken ct)
        => (await server.GetAsync<RequestListView>($"v1/{(runId is { } id ? $"runs/{id}/" : "")}requests?limit={MostInAPage}", ct)).Requests;

    public async Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken ct)
        => [.. (await server.GetAsync<AgentListView>("v1/agents", ct)).Agents.Select(agent => new AgentView(agent.Name, agent.StateVersion, agent.ReadsFrom))];

    public async Task<IReadOnlyList<WorkerView>> WorkersAsync(CancellationToken ct) => (await server.GetAsync<WorkerListView>("v1/workers", ct)).Workers;

    public async Task<WorkerView> DrainAsync(string instance, CancellationToken ct)
        => await server.PostAsync<WorkerView>($"v1/workers/{Uri.EscapeDataString(instance)}/drain", null, RunOrder.NoHeaders, Again.WhileUnanswered, ct);

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }
}
