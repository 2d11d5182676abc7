using System.Net;
using System.Text.Json;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Http.Problems;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Servers;

/// <summary>What a server's problem (RFC 9457) means to whoever typed the command.</summary>
internal static class Refusal
{
    public static bool IsProblem(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType == "application/problem+json";

    public static async Task<RefusedException> OfAsync(HttpResponseMessage response, ServerAddress server, CancellationToken ct)
    {
        if (response.Headers.Location is { } other && (int)response.StatusCode is >= 300 and < 400)
            return RefusedException.Usage($"{server.Url} sends us on to {other}: name that server instead.");

        var problem = await ReadAsync(response, ct);
        var code = CodeOf(problem, response.StatusCode);
        if (code == ExitCode.Auth && server.Token is null)
            return new(code, $"{server.Url} asks for a key: put it into {ServerAddress.TokenVariable}, or into a file for --token-file.");
        var sentence = problem.Detail ?? problem.Title ?? $"{server.Url} answers {(int)response.StatusCode} {response.ReasonPhrase}.";
        return new(code, problem.Name == Problem.Unauthorized.Name ? $"{server.Url} does not take this key. {sentence}" : sentence);
    }

    private static int CodeOf(Answer problem, HttpStatusCode status) => problem.Name switch
    {
        "invalid" or "too-large" => ExitCode.Usage,
        "not-found" => ExitCode.NotFound,
        "unauthorized" or "forbidden" or "other-tenant" => ExitCode.Auth,
        "unavailable" or "not-settled" or "too-many-streams" or "too-many-requests" => ExitCode.Unreachable,
        _ => (int)status switch
        {
            401 or 403 => ExitCode.Auth,
            409 or 412 or 422 or 428 => ExitCode.Conflict,
            408 or 429 or 502 or 503 or 504 => ExitCode.Unreachable,
            _ => ExitCode.Failed,
        },
    };

    private static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (!IsProblem(response)) return new(null, null, null);
        try
        {
            return JsonSerializer.Deserialize<Answer>(await response.Content.ReadAsStringAsync(ct), JsonText.Line) ?? new(null, null, null);
        }
        catch (JsonException)
        {
            return new(null, null, null);
        }
    }

    private sealed record Answer(string? Type, string? Title, string? Detail)
    {
        public string? Name => Type?.Split('/')[^1];
    }
}
