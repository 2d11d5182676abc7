using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Http.Runs;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Reach;

/// <summary>The fleet a command is about: that of this user's store, or the one behind a server. Commands do not know which.</summary>
internal interface IFleet : IAsyncDisposable
{
    /// <summary>How many runs are looked for where one is named by the beginning of its id.</summary>
    const int Few = 10;

    /// <summary>The runs go on only while this process works on them: it makes no sense to wait for what somebody else might do.</summary>
    bool WorksHere { get; }

    /// <exception cref="CommandLine.RefusedException">No run of this agent could ever begin.</exception>
    void Require(string agent);

    /// <summary>Where the runs are not worked on anyway, lets this process do it from now on.</summary>
    Task WorkAsync(CancellationToken ct);

    /// <summary>Null where there is no such run.</summary>
    Task<RunView?> FindAsync(Guid runId, CancellationToken ct);

    /// <summary>The runs whose ids begin so; of many, the first few.</summary>
    Task<IReadOnlyList<Guid>> BeginningWithAsync(string text, CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<RunListing> ListAsync(RunFilter filter, CancellationToken ct);

    /// <summary>In order of step and attempt; a step comes with all its attempts.</summary>
    Task<Slice<AttemptView>> AttemptsAsync(Guid runId, int afterSeq, CancellationToken ct);

    Task<Slice<TransitionView>> TransitionsAsync(Guid runId, int afterVersion, CancellationToken ct);

    /// <summary>Every transition after a version, once and in order, as it is committed; it ends only with the token.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="afterVersion">The last one known.</param>
    /// <param name="heard">Told what its models say meanwhile, as far as that can be heard.</param>
    /// <param name="ct">Ends it.</param>
    IAsyncEnumerable<TransitionView> FollowAsync(Guid runId, int afterVersion, Action<TextView> heard, CancellationToken ct);

    /// <summary>The run's document after a transition; null where there was none.</summary>
    Task<JsonElement?> DocumentAsync(Guid runId, int version, CancellationToken ct);

    Task<DiffView> DiffAsync(Guid runId, int from, int to, CancellationToken ct);

    /// <summary>Starts a run; returns when it is committed. The same submission again is the same run.</summary>
    Task<RunAccepted> SubmitAsync(SubmitBody run, CancellationToken ct);

    /// <summary>Carries out an order such as <see cref="CancelRun"/>; returns when it is committed.</summary>
    Task<RunAccepted> OrderAsync<T>(Guid runId, T order, CancellationToken ct) where T : class;

    /// <summary>What people are asked: by one run, or by all.</summary>
    Task<IReadOnlyList<RequestView>> RequestsAsync(Guid? runId, CancellationToken ct);

    Task<IReadOnlyList<AgentView>> AgentsAsync(CancellationToken ct);

    Task<IReadOnlyList<WorkerView>> WorkersAsync(CancellationToken ct);

    /// <summary>Asks a worker to leave; what it says of itself then is seen in the list.</summary>
    Task<WorkerView> DrainAsync(string instance, CancellationToken ct);
}

/// <summary>Some rows, and whether there are more after them.</summary>
internal sealed record Slice<T>(IReadOnlyList<T> Rows, bool More);

/// <param name="Runs">The runs.</param>
/// <param name="More">There are more than were asked for.</param>
/// <param name="Nothing">Why there is none, where it is not that none fits.</param>
internal sealed record RunListing(IReadOnlyList<RunView> Runs, bool More, string? Nothing = null);
