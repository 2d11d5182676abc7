using QueueAgents.Http.Access;
using QueueAgents.Http.Problems;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Runs;

/// <summary>The one way from an id in an address to a run: another tenant's run is not there, just as one that does not exist.</summary>
internal sealed class CallersRuns(IRunReader runs)
{
    /// <exception cref="ProblemException">404.</exception>
    public async Task<RunFacts> FindAsync(Caller caller, Guid runId, CancellationToken ct)
        => await runs.FindAsync(runId, ct) is { } run && Sees(caller, run.Tenant) ? run : throw NotFound();

    /// <summary>Without its documents.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public async Task<RunHead> HeadAsync(Caller caller, Guid runId, CancellationToken ct)
        => await runs.HeadsAsync([runId], ct) is [var run] && Sees(caller, run.Tenant) ? run : throw NotFound();

    public static ProblemException NotFound() => Problem.NotFound.Because("There is no such run.");

    private static bool Sees(Caller caller, string tenant) => caller.Tenant is null || caller.Tenant == tenant;
}
