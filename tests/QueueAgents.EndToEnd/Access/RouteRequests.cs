using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;

namespace QueueAgents.EndToEnd.Access;

/// <summary>Requests of routes, written as <c>GET /v1/runs/{id}</c>.</summary>
internal static class RouteRequests
{
    /// <summary>A request nobody has made.</summary>
    private const string Nobody = "0199b3c2-0000-7000-8000-00000000000a";

    /// <summary>As the route table has it, without constraints of parameters.</summary>
    public static string NameOf(RouteEndpoint endpoint)
    {
        var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var only, ..] ? only : "GET";
        return $"{method} {endpoint.RoutePattern.RawText?.Replace(":guid", "", StringComparison.Ordinal)}".Replace("//", "/", StringComparison.Ordinal).TrimEnd('/');
    }

    public static HttpRequestMessage Of(string route, Guid id, object? body = null)
    {
        var (method, path) = route.Split(' ') is [var first, var second] ? (first, second) : throw new ArgumentException(route, nameof(route));
        return new HttpRequestMessage(new HttpMethod(method), path.Replace("{id}", id.ToString(), StringComparison.Ordinal).Replace("{request}", Nobody, StringComparison.Ordinal).Replace("{documentName}", "v1", StringComparison.Ordinal))
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
    }

    /// <summary>A run that nobody serves, and its id.</summary>
    public static async Task<Guid> SubmitAsync(HttpClient client, object? more = null)
    {
        using var answer = await client.PostAsJsonAsync("/v1/runs", more ?? new { agent = "nobody-serves-this" });
        answer.EnsureSuccessStatusCode();
        return (await BodyAsync(answer)).GetProperty("runId").GetGuid();
    }

    public static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public static async Task<string?> ProblemAsync(HttpResponseMessage answer) => (await BodyAsync(answer)).GetProperty("type").GetString();

    /// <summary>All that a client can tell one answer from another by, but for the trace.</summary>
    public static async Task<string> PictureAsync(HttpResponseMessage answer)
    {
        var members = (await BodyAsync(answer)).EnumerateObject().Where(member => member.Name != "traceId").Select(member => $"{member.Name}={member.Value}");
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Date" or "Content-Length")).OrderBy(header => header.Key, StringComparer.Ordinal)
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}");
        return $"{(int)answer.StatusCode}\n{string.Join('\n', headers)}\n{string.Join('\n', members)}";
    }
}
