using System.Net;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Integration.PostgreSql;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Http;

/// <summary>What a server says and does while the broker or the database is away.</summary>
public sealed class AwayTests(Broker broker)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Uri Nowhere => new($"amqp://guest:guest@127.0.0.1:{Ports.Free()}/");

    [Fact]
    public async Task Without_the_broker_work_is_accepted_and_committed_and_readiness_says_degraded()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        await using var server = await WebServer.StartAsync(database.ConnectionString, Nowhere);

        var run = await server.SubmitAsync("ticket");
        Assert.Equal("queued", (await server.GetAsync($"/v1/runs/{run}")).GetProperty("state").GetString());
        Assert.Equal("cancelled", (await server.PostAsync($"/v1/runs/{run}/cancel")).GetProperty("state").GetString());
        Assert.Equal(2L, await database.ScalarAsync<long>("select count(*) from transition", Ct));

        var ready = await server.GetAsync("/health/ready");
        Assert.Equal("degraded", ready.GetProperty("status").GetString());
        var sick = Assert.Single(ready.GetProperty("checks").EnumerateArray(), check => check.GetProperty("status").GetString() != "healthy");
        Assert.Equal("broker", sick.GetProperty("name").GetString());
        Assert.NotEmpty(sick.GetProperty("reason").GetString()!);
        Assert.Equal("healthy", (await server.GetAsync("/health/live")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task With_the_broker_a_server_is_ready()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        await using var server = await WebServer.StartAsync(database.ConnectionString, await broker.VirtualHostAsync());
        await Eventually.Async("it is healthy", async () => (await server.GetAsync("/health/ready")).GetProperty("status").GetString() == "healthy");
    }

    [Fact]
    public async Task Without_the_database_reads_are_unavailable_orders_not_settled_and_both_go_on_when_it_is_back()
    {
        Assert.SkipWhen(Missing.Database() is not null, Missing.Database() ?? "");
        await using var cluster = await PostgresCluster.StartAsync();
        var connection = await cluster.CreateDatabaseAsync("away");
        await using (var services = new ServiceCollection().AddPostgreSqlStore(connection).BuildServiceProvider())
            await services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);
        await using var server = await WebServer.StartAsync(connection, Nowhere, ("Http:AnswerWithin", "00:00:01"));
        var run = await server.SubmitAsync("before");

        await cluster.StopAsync(immediate: true);
        Assert.Equal("/problems/unavailable", (await server.GetAsync($"/v1/runs/{run}", HttpStatusCode.ServiceUnavailable)).GetProperty("type").GetString());
        var unsettled = await server.PostAsync("/v1/runs", new { agent = "nobody", key = "during" }, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("/problems/not-settled", unsettled.GetProperty("type").GetString());
        Assert.Equal("unhealthy", (await server.GetAsync("/health/ready", HttpStatusCode.ServiceUnavailable)).GetProperty("status").GetString());
        Assert.Equal("healthy", (await server.GetAsync("/health/live")).GetProperty("status").GetString());

        await cluster.StartAgainAsync();
        var again = Guid.Empty;
        await Eventually.Async("the same again is answered", async () => (again = await server.SubmitAsync("during")) != Guid.Empty, TimeSpan.FromSeconds(60));
        var found = Assert.Single((await server.GetAsync("/v1/runs?key=during")).GetProperty("runs").EnumerateArray());
        Assert.Equal((again, 1), (found.GetProperty("id").GetGuid(), found.GetProperty("version").GetInt32()));
    }
}
