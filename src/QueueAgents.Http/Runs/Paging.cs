using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.OpenApi;
using QueueAgents.Http.Input;

namespace QueueAgents.Http.Runs;

/// <summary>How pages follow each other: by what the last one ended with, in the body and as a link.</summary>
internal static class Paging
{
    public static readonly QueryParameter After = new("after", JsonSchemaType.Integer, "What the page before ended with: its `next`.");
    public static readonly QueryParameter Limit = new("limit", JsonSchemaType.Integer, "At most so many; 100 by default.") { Least = 1, Most = 500 };

    public static (int After, int Limit) Read(HttpContext context)
    {
        var query = new Query(context);
        var (after, limit) = (query.Whole(After) ?? 0, query.Whole(Limit) ?? 100);
        query.Check();
        return (after, limit);
    }

    public static void LinkNext(this HttpContext context, QueryParameter parameter, string? next)
    {
        if (next is null) return;
        var others = context.Request.Query.Where(p => p.Key != parameter.Name).SelectMany(p => p.Value, (p, value) => KeyValuePair.Create(p.Key, value ?? ""));
        var query = new QueryBuilder([.. others, KeyValuePair.Create(parameter.Name, next)]);
        context.Response.Headers.Link = $"<{context.Request.Path}{query}>; rel=\"next\"";
    }

    public static void LinkNext(this HttpContext context, int? next) => context.LinkNext(After, next?.ToString(CultureInfo.InvariantCulture));
}
