using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Orchestration;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using QueueAgents.TestNodes;
using QueueAgents.Worker;

namespace QueueAgents.Integration.Fleet;

/// <summary>A server, a worker and a client of theirs, each with a bus of its own, on a real broker and database.</summary>
internal sealed class TestFleet : IAsyncDisposable
{
    /// <summary>Long, because a database on a busy machine may take its time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Func<IHost> another;
    private readonly IHost worker;
    private readonly IHost client;
    private IHost server;

    private TestFleet(Func<IHost> another, IHost server, IHost worker, IHost client) => (this.another, this.server, this.worker, this.client) = (another, server, worker, client);

    public IServiceProvider Server => server.Services;

    public IRunReader Runs => server.Services.GetRequiredService<IRunReader>();

    public IBus Bus => client.Services.GetRequiredService<IBus>();

    /// <summary>The worker as a whole: it ends when it is drained.</summary>
    public IHost Worker => worker;

    public static Task<TestFleet> StartAsync(Uri broker, string database, Action<WorkerBuilder> agents, Action<IBusRegistrationConfigurator>? subscriber = null, object? subscription = null, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? store = null)
        => StartAsync(new Roles(broker, broker, broker), database, agents, subscriber, subscription, settings, store);

    public static async Task<TestFleet> StartAsync(Roles roles, string database, Action<WorkerBuilder> agents, Action<IBusRegistrationConfigurator>? subscriber = null, object? subscription = null, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? store = null)
    {
        IHost Server() => Build(roles.Server, builder =>
        {
            builder.Configuration.AddInMemoryCollection(settings);
            if (store is null) builder.Services.AddPostgreSqlStore(database);
            else store(builder.Services);
            builder.Services.AddOrchestration();
            builder.Services.AddServerBus();
        });
        var server = Server();
        await server.Services.GetRequiredService<StoreMigrator>().MigrateAsync(default);
        var worker = Build(roles.Worker, builder => builder.AddQueueAgentsWorker(agents));
        var client = Build(roles.Publisher, builder => (subscription is null ? builder.Services : builder.Services.AddSingleton(subscription.GetType(), subscription)).AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            subscriber?.Invoke(bus);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(roles.Publisher);
                rabbit.ConfigureJsonSerializerOptions(Json.ForBus);
                rabbit.ConfigureEndpoints(context);
            });
        }));
        await Task.WhenAll(server.StartAsync(), worker.StartAsync(), client.StartAsync());
        // What is published before a server has bound its queue reaches nobody.
        await Eventually.Async("server, worker and client are connected", () => new[] { server, worker, client }.All(
            host => host.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy));
        return new TestFleet(Server, server, worker, client);
    }

    /// <summary>Stops the server, lets something happen that it does not see, and starts another one.</summary>
    public async Task WithoutServerAsync(Func<Task> happens)
    {
        await server.StopAsync();
        server.Dispose();
        await happens();
        server = another();
        await server.StartAsync();
    }

    /// <summary>Publishes a task as another service would, and waits for the answer that it is accepted.</summary>
    public async Task<Guid> SubmitAsync(SubmitRun run)
    {
        var answer = await Bus.CreateRequestClient<SubmitRun>(Patience).GetResponse<RunAccepted, RunRejected>(run);
        return answer.Is(out Response<RunAccepted>? accepted)
            ? accepted.Message.RunId
            : throw new InvalidOperationException(((RunRejected)answer.Message).Reason);
    }

    public async Task<Orchestration.Runs.RunFacts> UntilAsync(Guid runId, RunState state)
    {
        Orchestration.Runs.RunFacts? run = null;
        await Eventually.Async($"run {runId} is {state}", async () =>
        {
            run = await Runs.FindAsync(runId, default);
            return run?.State == state;
        }, Patience, () => $"it is {run?.State}: {run?.Error}");
        return run!;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in new[] { client, worker, server })
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    private static IHost Build(Uri broker, Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["QueueAgents:Broker"] = broker.ToString(), ["QueueAgents:SweepEvery"] = "00:00:00.200" });
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        configure(builder);
        return builder.Build();
    }
}

/// <summary>The same virtual host, as each role logs in to it.</summary>
internal sealed record Roles(Uri Server, Uri Worker, Uri Publisher);
