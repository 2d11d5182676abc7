using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using QueueAgents.Http.Access;
using Xunit;

namespace QueueAgents.EndToEnd.Access;

/// <summary>Walks the route table: an endpoint that nobody has thought about turns this red.</summary>
public sealed class RouteTests(OneKeyedServer one) : IClassFixture<OneKeyedServer>
{
    /// <summary>Each has its reason in <c>Routes</c>.</summary>
    private static readonly string[] Anonymous = ["GET /health/live", "GET /health/ready", "GET /health/startup", "GET /openapi/{documentName}.json"];

    private static readonly string[] Known = [Policies.Viewer, Policies.Submitter, Policies.Operator, Policies.Approver, Policies.Fleet, Policies.FleetOperator];

    [Fact]
    public async Task Every_route_has_a_policy_or_is_named_as_anonymous()
    {
        var endpoints = (await one.Server).Endpoints;

        Assert.True(endpoints.Count > Anonymous.Length, "The route table is empty.");
        foreach (var endpoint in endpoints)
        {
            var name = RouteRequests.NameOf(endpoint);
            var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(needed => needed.Policy).ToList();
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null) Assert.True(Anonymous.Contains(name), $"{name} is anonymous and not named as such here.");
            else Assert.True(policies is [{ } policy] && Known.Contains(policy), $"{name} has the policies [{string.Join(", ", policies)}]; it needs one that is known.");
        }

        Assert.Equal(Anonymous, endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(RouteRequests.NameOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_only_looks_and_what_changes_have_different_policies()
    {
        foreach (var endpoint in (await one.Server).Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var looks = endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy is Policies.Viewer or Policies.Fleet;
            Assert.Equal(RouteRequests.NameOf(endpoint).StartsWith("GET ", StringComparison.Ordinal), looks);
        }
    }

    /// <summary>An answer that goes on for days must end with its key: see <c>WhileTheKeyIsValid</c>, and the test of a stream in <see cref="KeyTests"/>.</summary>
    [Fact]
    public async Task What_goes_on_and_on_is_known()
    {
        var streams = (await one.Server).Endpoints
            .Where(e => e.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(answer => answer.ContentTypes.Contains("text/event-stream")));
        Assert.Equal(["GET /v1/runs/{id}/events"], streams.Select(RouteRequests.NameOf));
    }

    [Fact]
    public async Task The_document_says_of_every_route_that_needs_a_key_that_it_does()
    {
        var server = await one.Server;
        using var client = server.Client(null);
        using var answer = await client.GetAsync("/openapi/v1.json", Ct);
        var document = await RouteRequests.BodyAsync(answer);

        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("key").GetProperty("scheme").GetString());
        foreach (var endpoint in server.Endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null))
        {
            var (method, path) = RouteRequests.NameOf(endpoint).Split(' ') is [var first, var second] ? (first, second) : ("", "");
            var operation = document.GetProperty("paths").GetProperty(path).GetProperty(method.ToLowerInvariant());
            Assert.Equal(0, operation.GetProperty("security")[0].GetProperty("key").GetArrayLength());
            Assert.All(["401", "403", "429"], status => Assert.True(operation.GetProperty("responses").TryGetProperty(status, out _), $"{path} does not say {status}."));
        }
    }

    [Fact]
    public async Task An_address_that_is_not_there_is_not_found_out_without_a_key()
    {
        using var client = (await one.Server).Client(null);
        using var answer = await client.GetAsync("/v1/nothing", Ct);
        Assert.Equal(401, (int)answer.StatusCode);
    }
}
