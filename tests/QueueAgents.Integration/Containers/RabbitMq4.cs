using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DotNet.Testcontainers.Configurations;
using QueueAgents.Integration.Fleet;
using RabbitMQ.Client;
using Testcontainers.RabbitMq;
using Xunit;

namespace QueueAgents.Integration.Containers;

/// <summary>
/// RabbitMQ 4.0 in a container, set up by compose/rabbitmq, where Docker answers; otherwise the broker QUEUEAGENTS_TEST_BROKER names, with one user
/// for all roles; otherwise every test says that it did not run.
/// </summary>
public sealed class RabbitMq4 : IAsyncDisposable
{
    public const string Variable = "QUEUEAGENTS_TEST_BROKER";
    public const string VirtualHost = "queue-agents";

    private const string Image = "rabbitmq:4.0-management";
    private const ushort Console = 15672;
    private static readonly TimeSpan Starts = TimeSpan.FromMinutes(5);
    private static readonly string Compose = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "compose", "rabbitmq"));

    private readonly Dictionary<string, string> _passwords = new[] { "server", "worker", "publisher", "operator" }.ToDictionary(role => role, _ => RandomNumberGenerator.GetHexString(24));
    private readonly Lazy<Task<(Uri? Given, string? Missing)>> _broker;
    private RabbitMqContainer? _container;

    public RabbitMq4() => _broker = new(() => Task.Run(FindAsync));

    /// <summary>The broker as each role reaches it.</summary>
    internal async Task<Roles> RolesAsync() => new(await UrlAsync("server"), await UrlAsync("worker"), await UrlAsync("publisher"));

    public async Task<Uri> UrlAsync(string role)
    {
        var (given, missing) = await _broker.Value;
        Assert.SkipWhen(missing is not null, missing ?? "");
        return given ?? new Uri($"amqp://{role}:{_passwords[role]}@{_container!.Hostname}:{_container.GetMappedPublicPort(RabbitMqBuilder.RabbitMqPort)}/{VirtualHost}");
    }

    public async Task<IConnection> ConnectAsync(string role)
    {
        await NeedDefinitionsAsync();
        return await new ConnectionFactory { Uri = await UrlAsync(role), AutomaticRecoveryEnabled = false }.CreateConnectionAsync();
    }

    /// <summary>One thing or a list of the management API, as the operator sees it.</summary>
    public async Task<JsonElement> LookAsync(string what)
    {
        await NeedDefinitionsAsync();
        using var console = new HttpClient { BaseAddress = new Uri($"http://{_container!.Hostname}:{_container.GetMappedPublicPort(Console)}/") };
        console.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"operator:{_passwords["operator"]}")));
        return JsonElement.Parse(await console.GetStringAsync($"api/{what}"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null) await _container.DisposeAsync();
    }

    private async Task NeedDefinitionsAsync()
    {
        await UrlAsync("operator");
        Assert.SkipWhen(_container is null, $"{Variable} names a broker that is not set up by compose/rabbitmq");
    }

    private async Task<(Uri?, string?)> FindAsync()
    {
        if (await Docker.AnswersAsync())
        {
            using var patience = new CancellationTokenSource(Starts);
            _container = Build();
            await _container.StartAsync(patience.Token);
            return (null, null);
        }

        return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } url ? (new Uri(url), null) : (null, $"no RabbitMQ 4.0: no Docker answers, and {Variable} is not set");
    }

    private RabbitMqContainer Build()
    {
        const string Folder = "/etc/queue-agents/";
        var builder = new RabbitMqBuilder(Image)
            .WithPortBinding(Console, true)
            .WithEntrypoint("/bin/sh", $"{Folder}start.sh")
            .WithCommand("rabbitmq-server")
            .WithResourceMapping(File.ReadAllBytes(Path.Combine(Compose, "enabled_plugins")), "/etc/rabbitmq/enabled_plugins")
            .WithResourceMapping(Configuration(), "/etc/rabbitmq/conf.d/20-queue-agents.conf");
        foreach (var file in new[] { "start.sh", "definitions.sh", "definitions.json" })
            builder = builder.WithResourceMapping(File.ReadAllBytes(Path.Combine(Compose, file)), Folder + file, fileMode: Unix.FileMode755);
        return _passwords.Aggregate(builder, (made, role) => made.WithResourceMapping(Encoding.ASCII.GetBytes(role.Value), $"/run/secrets/rabbitmq_{role.Key}")).Build();
    }

    /// <summary>A test machine's disk is its own affair.</summary>
    private static byte[] Configuration() => Encoding.UTF8.GetBytes(string.Join('\n', File.ReadLines(Path.Combine(Compose, "rabbitmq.conf"))
        .Where(line => !line.StartsWith("disk_free_limit", StringComparison.Ordinal))) + "\n");

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
