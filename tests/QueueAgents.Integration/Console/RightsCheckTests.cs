using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Integration.Fleet;
using QueueAgents.Orchestration;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using QueueAgents.TestNodes;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.Integration.Console;

/// <summary>A right that is missing is a line of the log, not a hang.</summary>
public sealed class RightsCheckTests(Broker broker, Database database)
{
    private readonly string _name = $"rights-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_worker_without_its_rights_says_which_and_works_as_soon_as_it_has_them()
    {
        var node = await broker.NodeAsync();
        var url = await UserAsync(node, ".*", "^(?!queue-agents\\.run$).*", "^(?!queue-agents\\.step\\.).*");
        var lines = new Lines();
        using var worker = Build(url, lines, builder => builder.AddQueueAgentsWorker(agents => agents.Add<Counter>("counter")));
        await worker.StartAsync(TestContext.Current.CancellationToken);

        await lines.FindAsync($"user '{_name}' may not write to exchange 'queue-agents.run'");
        await lines.FindAsync($"user '{_name}' may not read from queue 'queue-agents.step.counter.v1'");
        Assert.DoesNotContain(lines.All, line => line.Contains("may not write to exchange 'queue-agents.door'", StringComparison.Ordinal));

        await node.PermitAsync(_name, _name, ".*", ".*", ".*");
        await lines.FindAsync("The broker has granted what was missing", TimeSpan.FromSeconds(60));
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_server_without_its_rights_says_which()
    {
        var url = await UserAsync(await broker.NodeAsync(), ".*", "^(?!QueueAgents\\.Contracts:RunFailed$|amq\\.default$).*", "^(?!queue-agents\\.submit$).*");
        var lines = new Lines();
        var connection = await database.CreateAsync();
        using var server = Build(url, lines, builder =>
        {
            builder.Services.AddPostgreSqlStore(connection);
            builder.Services.AddOrchestration();
            builder.Services.AddServerBus();
        });
        await server.Services.GetRequiredService<StoreMigrator>().MigrateAsync(TestContext.Current.CancellationToken);
        await server.StartAsync(TestContext.Current.CancellationToken);

        await lines.FindAsync($"user '{_name}' may not read from queue 'queue-agents.submit'");
        await lines.FindAsync($"user '{_name}' may not write to exchange 'QueueAgents.Contracts:RunFailed'");
        await lines.FindAsync($"user '{_name}' may not write to the default exchange 'amq.default'");
        await server.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_wrong_password_is_said()
    {
        var url = await UserAsync(await broker.NodeAsync(), ".*", ".*", ".*");
        var lines = new Lines();
        using var worker = Build(new UriBuilder(url) { Password = "wrong" }.Uri, lines, builder => builder.AddQueueAgentsWorker(agents => agents.Add<Counter>("counter")));
        await worker.StartAsync(TestContext.Current.CancellationToken);
        await lines.FindAsync($"user '{_name}' may not log in to virtual host '{_name}'");
        Assert.DoesNotContain(lines.All, line => line.Contains("wrong", StringComparison.Ordinal));
        await worker.StopAsync(TestContext.Current.CancellationToken);
    }

    private async Task<Uri> UserAsync(RabbitNode node, string configure, string write, string read)
    {
        await node.CreateVirtualHostAsync(_name);
        await node.AddUserAsync(_name, "secret");
        await node.PermitAsync(_name, _name, configure, write, read);
        return new Uri($"amqp://{_name}:secret@127.0.0.1:{node.Port}/{_name}");
    }

    private static IHost Build(Uri url, Lines lines, Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("QueueAgents:Broker", $"{url}")]);
        builder.Logging.AddProvider(lines).AddFilter("QueueAgents.Rights", LogLevel.Information).AddFilter("MassTransit", LogLevel.None);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        configure(builder);
        return builder.Build();
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> All => _lines;

        public Task FindAsync(string part, TimeSpan? deadline = null)
            => Eventually.Async($"the line: {part}", () => _lines.Any(line => line.Contains(part, StringComparison.Ordinal)), deadline, () => string.Join('\n', _lines));

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
