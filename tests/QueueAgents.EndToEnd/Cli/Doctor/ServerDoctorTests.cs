using QueueAgents.EndToEnd.Access;
using QueueAgents.EndToEnd.Cli.Servers;
using QueueAgents.Orchestration.Keys;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Doctor;

/// <summary>A server, as its clients see it.</summary>
public sealed class ServerDoctorTests
{
    [Fact]
    public async Task A_server_that_is_ready_and_lets_us_in_is_well()
    {
        using var pages = new Pages(1);
        await using var fleet = await DevFleet.StartAsync(pages.Store);

        var found = (await Diagnosis.OfAsync("--server", fleet.Url, "--store", pages.Store)).Healthy();

        Assert.Equal(("It answers and is ready.", "It lets us in."), (found.Well("server"), found.Well("server-key")));
    }

    [Fact]
    public async Task A_server_that_asks_for_a_key_says_so()
    {
        await using var server = await KeyedServer.StartAsync(settings: (KeyedServer.RequireKey, "true"));
        using var folder = new TempFolder("keys");
        await File.WriteAllTextAsync(folder.File("key"), await server.KeyAsync(KeyRole.Viewer), Ct);
        var url = server.Client(null).BaseAddress!.AbsoluteUri;

        var without = await Diagnosis.OfAsync("--server", url);
        var with = await Diagnosis.OfAsync("--server", url, "--token-file", folder.File("key"));

        Assert.Contains("asks for a key", without.Wrong("server-key"), StringComparison.Ordinal);
        with.Well("server-key");
    }

    [Fact]
    public async Task A_server_that_is_away_is_told()
        => Assert.EndsWith("does not answer: Connection refused.", (await Diagnosis.OfAsync("--server", $"http://127.0.0.1:{Ports.Free()}")).Wrong("server"), StringComparison.Ordinal);
}
