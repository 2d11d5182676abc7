using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Reading;

namespace QueueAgents.Http.Runs;

/// <summary>A run's document as it was, and what changed in it.</summary>
internal static class StateEndpoints
{
    private static readonly QueryParameter Version = new("version", JsonSchemaType.Integer, "After this transition; by default the latest.") { Least = 1 };
    private static readonly QueryParameter From = new("from", JsonSchemaType.Integer, "A version of the run; 0 is before there was a document. By default the one before the last change of its document.");
    private static readonly QueryParameter To = new("to", JsonSchemaType.Integer, "A later version; by default the latest.");

    public static async Task<IResult> StateAsync(Guid id, HttpContext context, CallersRuns runs, StateHistory states)
    {
        var query = new Query(context);
        var asked = query.Whole(Version);
        query.Check();
        var head = await runs.HeadAsync(Caller.Of(context.User), id, context.RequestAborted);
        var state = await states.AtAsync(id, asked ?? head.Version, context.RequestAborted)
            ?? throw Problem.NotFound.Because($"The run has the versions 1 to {head.Version}.");
        return Results.Ok(new StateView(id, state.Version, state.StateVersion, JsonText.Part(state.Document)));
    }

    public static async Task<IResult> DiffAsync(Guid id, HttpContext context, CallersRuns runs, IRunReader reader, StateHistory states)
    {
        var ct = context.RequestAborted;
        var query = new Query(context);
        var (from, to) = (query.Whole(From), query.Whole(To));
        query.Check();
        var head = await runs.HeadAsync(Caller.Of(context.User), id, ct);
        var last = to ?? head.Version;
        var first = from ?? Math.Min(last, await BeforeLastChangeAsync(reader, head, ct));
        if (last > head.Version) throw Problem.NotFound.Because($"The run has the versions 1 to {head.Version}.");
        if (first > last) throw Problem.Invalid.Because("from is after to.", From.Name);
        return Results.Ok(DiffView.Of(id, first, await DocumentAsync(states, id, first, ct), last, await DocumentAsync(states, id, last, ct)));
    }

    public static void DescribeState(RouteHandlerBuilder endpoint) => endpoint
        .Saying("getState", "Show a run's document as it was", "The agent's own document after a transition of the run, in the state version it had then.")
        .WithMetadata(new TakesQuery(Version))
        .Produces<StateView>()
        .Refusing(Problem.Invalid, Problem.NotFound);

    public static void DescribeDiff(RouteHandlerBuilder endpoint) => endpoint
        .Saying("getDiff", "Show what changed in a run's document", "Between two of the run's versions, as an RFC 6902 patch.")
        .WithMetadata(new TakesQuery(From, To))
        .Produces<DiffView>()
        .Refusing(Problem.Invalid, Problem.NotFound);

    /// <summary>Version 0 is before there was anything.</summary>
    private static async Task<string?> DocumentAsync(StateHistory states, Guid runId, int version, CancellationToken ct)
        => (await states.AtAsync(runId, version, ct))?.Document.Text;

    private static async Task<int> BeforeLastChangeAsync(IRunReader reader, RunHead run, CancellationToken ct)
    {
        var found = 0;
        for (var after = 0; after < run.Version;)
        {
            var page = await reader.TransitionsAsync(run.RunId, after, 500, ct);
            if (page.Count == 0) break;
            found = page.LastOrDefault(transition => transition.ReverseDiff is not null)?.Version - 1 ?? found;
            after = page[^1].Version;
        }

        return found;
    }
}
