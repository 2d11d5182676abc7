using System.Net;
using System.Runtime.CompilerServices;
using QueueAgents.Http.Problems;
using Xunit;
using static QueueAgents.EndToEnd.Http.Requests;

namespace QueueAgents.EndToEnd.Http;

/// <summary>What the interface says of itself: its document, and its health.</summary>
public sealed class DocumentTests(TalkingFleet fleet) : IClassFixture<TalkingFleet>
{
    private HttpClient Client => fleet.Http.Client;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>QUEUEAGENTS_UPDATE_GOLDEN=1 rewrites it.</summary>
    [Fact]
    public async Task The_document_is_the_one_in_the_repository()
    {
        var file = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "src", "QueueAgents.Http", "OpenApi", "openapi.v1.json"));
        var document = (await Client.GetStringAsync("/openapi/v1.json", Ct)).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("QUEUEAGENTS_UPDATE_GOLDEN") == "1") await File.WriteAllTextAsync(file, document, Ct);
        Assert.True(File.Exists(file), $"{file} is missing; write it with QUEUEAGENTS_UPDATE_GOLDEN=1.");
        Assert.Equal(await File.ReadAllTextAsync(file, Ct), document);
    }

    [Fact]
    public async Task Every_operation_has_a_name_and_a_summary_and_says_what_it_answers()
    {
        var document = await Client.OkAsync("/openapi/v1.json");
        Assert.StartsWith("3.1.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.False(document.TryGetProperty("servers", out _), "Where a server listens is not in the document.");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject(), (path, method) => ($"{method.Name} {path.Name}", method.Value)).ToList();
        Assert.True(operations.Count >= 15, $"{operations.Count} operations");
        foreach (var (name, operation) in operations)
        {
            Assert.True(operation.TryGetProperty("operationId", out _), $"{name} has no name.");
            Assert.True(operation.TryGetProperty("summary", out _), $"{name} has no summary.");
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), response => response.Name.StartsWith('2'));
            foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(response => response.Name[0] is '4' or '5'))
                Assert.Contains("/problems/", response.Value.GetProperty("description").GetString()!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_two_problems_share_a_type_and_each_status_has_one()
    {
        Assert.Equal(Problem.All.Count, Problem.All.Select(p => p.Type).Distinct().Count());
        Assert.All(Problem.All, p => Assert.Equal(p.Status, Problem.Of(p.Status).Status));
        Assert.Equal((408, "/problems/invalid"), (Problem.Of(408).Status, Problem.Of(408).Type));
        Assert.Equal((505, "/problems/internal"), (Problem.Of(505).Status, Problem.Of(505).Type));
    }

    [Theory]
    [InlineData("live", "")]
    [InlineData("startup", "started")]
    [InlineData("ready", "broker,draining,schema,started,store")]
    public async Task A_fleet_that_is_well_says_so_part_by_part(string question, string parts)
    {
        var health = await Client.OkAsync(Get($"/health/{question}").With("Host", "elsewhere.example"));
        Assert.Equal("healthy", health.GetProperty("status").GetString());
        Assert.Equal(parts, string.Join(',', health.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString())));
    }

    [Fact]
    public async Task What_nobody_has_foreseen_is_a_500_that_tells_nothing()
    {
        await using var broken = await HttpFleet.StartAsync(TalkingAgents.Add);
        var run = await broken.Client.StartAsync("nobody");
        await broken.BreakAsync();
        var problem = await broken.Client.RefusedAsync(Get($"/v1/runs/{run}/transitions"), HttpStatusCode.InternalServerError, "internal");
        Assert.False(problem.TryGetProperty("detail", out _));
        Assert.DoesNotContain("sqlite", problem.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(broken.Log.All, line => line.StartsWith("Error QueueAgents.Http.Problems.Failures: GET", StringComparison.Ordinal));
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
