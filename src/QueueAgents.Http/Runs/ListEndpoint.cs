using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.OpenApi;
using QueueAgents.Contracts;
using QueueAgents.Http.Access;
using QueueAgents.Http.Input;
using QueueAgents.Http.OpenApi;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Runs;

internal static class ListEndpoint
{
    private static readonly QueryParameter Id = new("id", JsonSchemaType.String, "Only runs whose id begins so.");
    private static readonly QueryParameter State = new("state", JsonSchemaType.String, "Only runs in this state; may be repeated.")
    {
        Repeats = true,
        Words = [.. Enum.GetValues<RunState>().Where(s => s != RunState.None).Select(s => s.ToString().ToLowerInvariant())],
    };
    private static readonly QueryParameter Agent = new("agent", JsonSchemaType.String, "Only runs of this agent.");
    private static readonly QueryParameter Tenant = new("tenant", JsonSchemaType.String, "Only runs of this tenant.");
    private static readonly QueryParameter Key = new("key", JsonSchemaType.String, "Only the runs with this key.");
    private static readonly QueryParameter Tag = new("tag", JsonSchemaType.String, "Only runs with this tag, as name=value, or name:value where there is no '=' in it.");
    private static readonly QueryParameter Since = new("since", JsonSchemaType.String, "Only runs begun after this moment, or within this time, such as 2h.");
    private static readonly QueryParameter Until = new("until", JsonSchemaType.String, "Only runs begun before this moment, or longer ago than this.");
    private static readonly QueryParameter Unserved = new("unserved", JsonSchemaType.Boolean, "Only runs that find no worker.");
    private static readonly QueryParameter Limit = new("limit", JsonSchemaType.Integer, "At most so many; 50 by default.") { Least = 1, Most = 500 };
    private static readonly QueryParameter After = new("cursor", JsonSchemaType.String, "Where the page before ended: its `next`, unchanged.");

    public static async Task<IResult> HandleAsync(HttpContext context, IRunReader runs, FleetClock clock)
    {
        var now = clock.Now;
        var query = new Query(context);
        var filter = new RunFilter
        {
            Ids = query.Parsed(Id, text => IdRange.TryParse(text, out var ids) ? ids : null),
            States = query.Words<RunState>(State),
            Agent = query.Text(Agent, Names.IsAgent),
            Tenant = query.Text(Tenant, Names.IsTenant),
            Key = query.Text(Key, Names.IsKey),
            Tag = query.Parsed(Tag, TagOf),
            CreatedAfter = query.Moment(Since, now),
            CreatedBefore = query.Moment(Until, now),
            Unserved = query.Flag(Unserved),
            Limit = query.Whole(Limit) ?? 50,
            After = query.Parsed(After, Cursor.Parse),
        };
        query.Check();
        var page = await runs.ListAsync(filter with { Tenant = Caller.Of(context.User).TenantOf(filter.Tenant) }, context.RequestAborted);
        var next = page.Next is { } last ? Cursor.Of(last) : null;
        context.LinkNext(After, next);
        return Results.Ok(new RunPageView([.. page.Runs.Select(row => RunView.Of(row.Run, now, row.Unserved))], next));
    }

    public static void Describe(RouteHandlerBuilder endpoint) => endpoint
        .Saying("listRuns", "List runs, the newest first", "Pages by cursor; nothing is counted. Inputs, documents and results are left out.")
        .WithMetadata(new TakesQuery(Id, State, Agent, Tenant, Key, Tag, Since, Until, Unserved, Limit, After))
        .Produces<RunPageView>()
        .Refusing(Problem.Invalid, Problem.OtherTenant);

    private static (string Name, string Value)? TagOf(string text)
        => text.IndexOf(text.Contains('=', StringComparison.Ordinal) ? '=' : ':', StringComparison.Ordinal) is > 0 and var at && Names.IsKey(text[..at]) && Names.IsKey(text[(at + 1)..]) ? (text[..at], text[(at + 1)..]) : null;
}
