using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using QueueAgents.Integration.Fleet;
using QueueAgents.TestNodes;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Console;

/// <summary>
/// A broker as compose/rabbitmq sets it up: its configuration, its definitions, and users made from secrets by its script.
/// </summary>
public sealed class ProductionBroker : IAsyncDisposable
{
    public const string Tests = "production broker";

    public const string VirtualHost = "queue-agents";

    private static readonly string Compose = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "compose", "rabbitmq"));

    private readonly TempFolder _folder = new("production");
    private readonly Dictionary<string, string> _passwords = new[] { "server", "worker", "publisher", "operator" }.ToDictionary(role => role, _ => RandomNumberGenerator.GetHexString(24));
    private readonly Lazy<Task<RabbitNode>> _node;

    public ProductionBroker() => _node = new(() => Task.Run(StartAsync));

    /// <summary>Skips the asking test, with the reason, where no broker is installed.</summary>
    internal Task<RabbitNode> NodeAsync()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        return _node.Value;
    }

    public async Task<Uri> UrlAsync(string role) => new($"amqp://{role}:{_passwords[role]}@127.0.0.1:{(await NodeAsync()).Port}/{VirtualHost}");

    internal async Task<Roles> RolesAsync() => new(await UrlAsync("server"), await UrlAsync("worker"), await UrlAsync("publisher"));

    public async Task<IConnection> ConnectAsync(string role)
        => await new ConnectionFactory { Uri = await UrlAsync(role), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();

    /// <summary>The management API, as somebody with this role sees it.</summary>
    public async Task<HttpClient> ConsoleAsync(string role)
    {
        var client = new HttpClient { BaseAddress = (await NodeAsync()).ManagementUri };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{role}:{_passwords[role]}")));
        return client;
    }

    /// <summary>A list of the management API.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string what, string role = "operator")
    {
        using var console = await ConsoleAsync(role);
        return [.. JsonElement.Parse(await console.GetStringAsync($"api/{what}")).EnumerateArray()];
    }

    /// <summary>What definitions.sh prints for these secrets.</summary>
    public Task<string> DefinitionsAsync(string secrets) => Tool.RunAsync(new ChildStart("/bin/sh", Path.Combine(Compose, "definitions.sh"), secrets));

    public async ValueTask DisposeAsync()
    {
        if (_node.IsValueCreated && _node.Value.IsCompletedSuccessfully) await (await _node.Value).DisposeAsync();
        _folder.Dispose();
    }

    private async Task<RabbitNode> StartAsync()
    {
        var secrets = _folder.Sub("secrets");
        foreach (var (role, password) in _passwords) await File.WriteAllTextAsync(Path.Combine(secrets, $"rabbitmq_{role}"), $"{password}\n");
        var definitions = _folder.File("definitions.json");
        await File.WriteAllTextAsync(definitions, await DefinitionsAsync(secrets));
        var configuration = await File.ReadAllLinesAsync(Path.Combine(Compose, "rabbitmq.conf"));
        return await RabbitNode.StartAsync(new RabbitNodeOptions
        {
            Management = true,
            ExtraConfiguration = [.. configuration
                .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
                // A test machine's disk is its own affair.
                .Where(line => !line.StartsWith("disk_free_limit", StringComparison.Ordinal))
                .Select(line => line.Replace("/var/lib/rabbitmq/definitions.json", definitions, StringComparison.Ordinal))],
        });
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

/// <summary>One after the other: they share a virtual host, as the fleet has it.</summary>
[CollectionDefinition(ProductionBroker.Tests)]
public sealed class ProductionTests : ICollectionFixture<ProductionBroker>;
