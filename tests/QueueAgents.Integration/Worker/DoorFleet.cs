using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QueueAgents.Contracts;
using QueueAgents.Unit.Worker;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.Integration.Worker;

/// <summary>A server's two queues on a real broker with a <see cref="TestDoor"/> behind them, and workers as their users start them.</summary>
internal sealed class DoorFleet : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly Uri _broker;
    private readonly IBusControl _server;
    private readonly List<IHost> _workers = [];

    private DoorFleet(Uri broker, TestDoor door, IBusControl server) => (_broker, Door, _server) = (broker, door, server);

    public TestDoor Door { get; }

    public IBus Server => _server;

    public static async Task<DoorFleet> Start(Uri broker)
    {
        var door = new TestDoor();
        LogContext.ConfigureCurrentLogContext(LoggerFactory.Create(log => log.AddProvider(new TestLog()).SetMinimumLevel(LogLevel.Debug)));
        var server = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker);
            rabbit.ConfigureJsonSerializerOptions(Json.ForBus);
            foreach (var queue in new[] { Queues.Run, Queues.Door })
            {
                rabbit.ReceiveEndpoint(queue, endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.SetQuorumQueue();
                    endpoint.Instance(door);
                });
            }
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new DoorFleet(broker, door, server);
    }

    public async Task<IHost> Worker(Action<WorkerBuilder> worker, params object[] services)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("QueueAgents:Broker", $"{_broker}")]);
        builder.Logging.AddProvider(new TestLog()).SetMinimumLevel(LogLevel.Debug);
        foreach (var service in services) builder.Services.AddSingleton(service.GetType(), service);
        builder.AddQueueAgentsWorker(worker);
        var host = builder.Build();
        _workers.Add(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public async Task<ExecuteStep> Send(string state, string agent = "agent")
    {
        var order = new ExecuteStep
        {
            RunId = Guid.NewGuid(), Seq = 1, Attempt = 1, Nonce = Guid.NewGuid(), Agent = agent, StateVersion = 1,
            Step = "Begin", Kind = StepKind.First, State = Json.Of(state),
        };
        var endpoint = await _server.GetSendEndpoint(Queues.Address(Queues.Step(agent, 1)));
        await endpoint.Send(order, TestContext.Current.CancellationToken);
        return order;
    }

    public async Task<StepCompleted> Completed()
        => Assert.IsType<StepCompleted>(await Door.Outcomes.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience));

    public async Task<T> Heard<T>()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        while (true)
        {
            if (await Door.Heard.Reader.ReadAsync(limit.Token) is T heard) return heard;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.StopAsync(CancellationToken.None);
            worker.Dispose();
        }

        await _server.StopAsync(CancellationToken.None);
    }
}
