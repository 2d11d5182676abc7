using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Integration.PostgreSql;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using QueueAgents.TestNodes;
using Xunit;
using Missing = QueueAgents.TestNodes.Missing;

namespace QueueAgents.Integration.Http;

/// <summary>The server as it is shipped: a process, its addresses, its health check and its end.</summary>
public sealed class ServerProcessTests(Broker broker)
{
    private static readonly TimeSpan Exits = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_takes_work_is_asked_for_its_health_and_ends_with_streams_open()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        var start = Start(database, await broker.VirtualHostAsync(), $"http://localhost:{Ports.Free()}");
        await using var server = await ChildProcess.StartAsync(start);
        using var client = new HttpClient { BaseAddress = await AddressOf(server) };

        using var submitted = await client.PostAsJsonAsync("/v1/runs", new { agent = "nobody", input = 7 }, Ct);
        Assert.Equal(HttpStatusCode.Accepted, submitted.StatusCode);
        Assert.False(submitted.Headers.Contains("Server"));
        Assert.Equal("queued", (await client.GetFromJsonAsync<JsonElement>(submitted.Headers.Location, Ct)).GetProperty("state").GetString());
        Assert.Equal(0, await HealthAsync(start));

        await using var stream = await client.GetStreamAsync($"{submitted.Headers.Location}/events", Ct);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(Ct) != "id: 1") { }
        server.Terminate();
        Assert.Contains("data: {", await reader.ReadToEndAsync(Ct), StringComparison.Ordinal); // To its end: it is not cut off.
        Assert.Equal(0, await server.WaitForExitAsync(Exits));
        Assert.Equal(1, await HealthAsync(start));
    }

    [Fact]
    public async Task A_second_server_at_the_same_address_says_so_and_does_not_wait()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        var start = Start(database, await broker.VirtualHostAsync(), $"http://127.0.0.1:{Ports.Free()}");
        await using var first = await ChildProcess.StartAsync(start);
        await AddressOf(first);

        await using var second = await ChildProcess.StartAsync(start);
        Assert.Equal(1, await second.WaitForExitAsync(Exits));
        Assert.Contains("address already in use", second.Tail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_started_before_its_database_says_what_it_waits_for_and_goes_on_when_it_is_there()
    {
        Assert.SkipWhen(Missing.Database() is not null, Missing.Database() ?? "");
        await using var cluster = await PostgresCluster.StartAsync();
        var connection = await cluster.CreateDatabaseAsync("late");
        await using (var services = new ServiceCollection().AddPostgreSqlStore(connection).BuildServiceProvider())
            await services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);
        await cluster.StopAsync(immediate: true);

        var url = $"http://127.0.0.1:{Ports.Free()}";
        // Kestrel's own setting, which goes before every other.
        var start = Start(connection, await broker.VirtualHostAsync(), "http://127.0.0.1:1", ("Kestrel__Endpoints__Here__Url", url));
        await using var server = await ChildProcess.StartAsync(start);
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await server.WaitForLine(line => line.Contains("The database does not answer", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/live"));

        using (var startup = await client.GetAsync("/health/startup", Ct))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, startup.StatusCode);
            Assert.Contains("The database does not answer.", await startup.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        }

        using (var submitted = await client.PostAsJsonAsync("/v1/runs", new { agent = "nobody" }, Ct))
        {
            Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(2)), (submitted.StatusCode, submitted.Headers.RetryAfter!.Delta));
            Assert.Equal("/problems/unavailable", (await submitted.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("type").GetString());
        }

        Assert.Equal(1, await HealthAsync(start));
        await cluster.StartAgainAsync();
        await AddressOf(server);
        await Eventually.Async("it is ready", async () => await StatusAsync(client, "/health/ready") == HttpStatusCode.OK);
        Assert.Equal(0, await HealthAsync(start));
        server.Terminate();
        Assert.Equal(0, await server.WaitForExitAsync(Exits));
    }

    [Fact]
    public async Task A_server_that_waits_for_its_database_ends_when_it_is_told_to()
    {
        var nowhere = $"Host=127.0.0.1;Port={Ports.Free()};Username=nobody;Database=none";
        await using var server = await ChildProcess.StartAsync(Start(nowhere, await broker.VirtualHostAsync(), $"http://127.0.0.1:{Ports.Free()}"));
        await server.WaitForLine(line => line.Contains("The database does not answer", StringComparison.Ordinal));
        server.Terminate();
        Assert.Equal(0, await server.WaitForExitAsync(Exits));
    }

    [Fact]
    public async Task A_server_without_HTTP_listens_nowhere()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        var url = $"http://127.0.0.1:{Ports.Free()}";
        var start = Start(database, await broker.VirtualHostAsync(), url, ("QueueAgents__Http__Enabled", "false"));
        await using var server = await ChildProcess.StartAsync(start);
        await server.WaitForLine(line => line.Contains("HTTP is off", StringComparison.Ordinal));

        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync($"{url}/health/live", Ct));
        server.Terminate();
        Assert.Equal(0, await server.WaitForExitAsync(Exits));
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient client, string path)
    {
        try
        {
            using var answer = await client.GetAsync(path, Ct);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null; // Nothing listens for a moment, when the server takes the address over.
        }
    }

    private static ChildStart Start(MigratedDatabase database, Uri virtualHost, string url, params (string Name, string Value)[] more)
        => Start(database.ConnectionString, virtualHost, url, more);

    private static ChildStart Start(string connection, Uri virtualHost, string url, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string?>
        {
            ["QueueAgents__Connection"] = connection,
            ["QueueAgents__Broker"] = virtualHost.ToString(),
            ["ASPNETCORE_URLS"] = url,
        };
        foreach (var (name, value) in more) environment[name] = value;
        return new ChildStart("dotnet", Program) { Environment = environment };
    }

    /// <summary>As a container's health check does.</summary>
    private static async Task<int> HealthAsync(ChildStart server)
    {
        await using var asked = await ChildProcess.StartAsync(server with { Arguments = [.. server.Arguments, "--health"] });
        return await asked.WaitForExitAsync(Exits);
    }

    private static async Task<Uri> AddressOf(ChildProcess server)
    {
        var line = await server.WaitForLine(line => line.Contains("HTTP on ", StringComparison.Ordinal));
        var begin = line.IndexOf("http://", StringComparison.Ordinal);
        return new Uri(line[begin..line.IndexOfAny([' ', '"', '\\'], begin)]);
    }

    private static string Program
    {
        get
        {
            var folder = typeof(ServerProcessTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Server.Folder").Value!;
            return Path.GetFullPath(Path.Combine(folder, "QueueAgents.Server.dll"));
        }
    }
}
