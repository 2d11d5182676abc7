using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using QueueAgents.Http.Access;
using QueueAgents.Orchestration.Keys;
using Xunit;

namespace QueueAgents.EndToEnd.Access;

/// <summary>Asks every endpoint with a key of every role. What comes back is kept as a page; QUEUEAGENTS_UPDATE_GOLDEN=1 rewrites it.</summary>
public sealed class RoleTests(OneKeyedServer one) : IClassFixture<OneKeyedServer>
{
    private const string Head = """
        # Who may do what

        As the server answers: every route, asked without a key, with a key of every role, and with an administrator's key of one tenant. A test writes this page.


        """;

    [Fact]
    public async Task Every_role_may_do_what_the_page_says_and_nothing_else()
    {
        var server = await one.Server;
        var roles = Enum.GetValues<KeyRole>();
        List<(string Name, HttpClient Client)> columns = [("no key", server.Client(null))];
        foreach (var role in roles) columns.Add((role.ToString().ToLowerInvariant(), await server.ClientAsync(role)));
        columns.Add(("of one tenant", await server.ClientAsync(KeyRole.Admin, "acme")));

        var page = new StringBuilder(Head)
            .Append("| route | policy |").AppendJoin("", columns.Select(column => $" {column.Name} |")).Append('\n')
            .Append("|---|---|").AppendJoin("", columns.Select(_ => "---|")).Append('\n');
        foreach (var endpoint in server.Endpoints.OrderBy(RouteRequests.NameOf, StringComparer.Ordinal))
        {
            var route = RouteRequests.NameOf(endpoint);
            page.Append(CultureInfo.InvariantCulture, $"| `{route}` | {endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy ?? "–"} |");
            foreach (var (_, client) in columns) page.Append(CultureInfo.InvariantCulture, $" {await VerdictAsync(client, route)} |");
            page.Append('\n');
        }

        foreach (var (_, client) in columns) client.Dispose();
        CheckGolden(page.ToString());
    }

    [Fact]
    public async Task A_refusal_says_which_role_is_needed_and_which_was_shown()
    {
        var server = await one.Server;
        using var viewer = await server.ClientAsync(KeyRole.Viewer);
        using var tenant = await server.ClientAsync(KeyRole.Admin, "acme");

        using var refused = await viewer.SendAsync(RouteRequests.Of("POST /v1/runs/{id}/cancel", Guid.CreateVersion7()), Ct);
        using var fleet = await tenant.GetAsync("/v1/workers", Ct);

        Assert.Equal((403, "/problems/forbidden"), ((int)refused.StatusCode, await RouteRequests.ProblemAsync(refused)));
        Assert.Equal("This needs the role operator or admin; this key's is viewer.", (await RouteRequests.BodyAsync(refused)).GetProperty("detail").GetString());
        Assert.Equal("This needs a key of all tenants; this one is of the tenant acme.", (await RouteRequests.BodyAsync(fleet)).GetProperty("detail").GetString());
    }

    /// <summary>Whether a caller gets past the door: an id that is not there and an empty body are refused by what is behind it.</summary>
    private static async Task<string> VerdictAsync(HttpClient client, string route)
    {
        using var answer = await client.SendAsync(RouteRequests.Of(route, Guid.CreateVersion7()), Ct);
        return (int)answer.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => "401",
            StatusCodes.Status403Forbidden => "403",
            StatusCodes.Status429TooManyRequests => throw new InvalidOperationException("Too many."),
            >= 500 and not StatusCodes.Status503ServiceUnavailable => throw new InvalidOperationException($"{route}: {await answer.Content.ReadAsStringAsync(Ct)}"),
            _ => "yes",
        };
    }

    private static void CheckGolden(string actual, [CallerFilePath] string here = "")
    {
        var golden = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/QueueAgents.Http/Access/ROLES.md"));
        if (Environment.GetEnvironmentVariable("QUEUEAGENTS_UPDATE_GOLDEN") == "1") File.WriteAllText(golden, actual);
        Assert.True(File.Exists(golden), $"{golden} is missing; write it with QUEUEAGENTS_UPDATE_GOLDEN=1.");
        Assert.Equal(File.ReadAllText(golden), actual);
    }
}
