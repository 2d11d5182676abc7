using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Contracts;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
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

    private readonly RabbitLane _lane;

    private DoorFleet(Uri broker, TestDoor door, IBusControl server, RabbitLane lane) => (_broker, Door, _server, _lane) = (broker, door, server, lane);

    public TestDoor Door { get; }

    public IBus Server => _server;

    /// <param name="broker">Its virtual host.</param>
    /// <param name="taken">If given, the server also takes outcomes straight, and each passes by here before it is taken.</param>
    /// <param name="next">What goes back with the answer.</param>
    public static async Task<DoorFleet> Start(Uri broker, Func<Arrived, Task>? taken = null, Func<Arrived, StepMessage?>? next = null)
    {
        var door = new TestDoor();
        LogContext.ConfigureCurrentLogContext(LoggerFactory.Create(log => log.AddProvider(new TestLog()).SetMinimumLevel(LogLevel.Debug)));
        var server = Bus.Factory.CreateUsingRabbitMq(rabbit =>
        {
            rabbit.Host(broker);
            rabbit.ConfigureJsonSerializerOptions(Json.ForBus);
            rabbit.ReceiveEndpoint(Queues.Door, endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false;
                endpoint.SetQuorumQueue();
                endpoint.Instance(door);
            });
        });
        await server.StartAsync(TestContext.Current.CancellationToken);
        var lane = new RabbitLane(new(broker, "server steps", Quorum: true, TimeSpan.FromSeconds(10)), TimeProvider.System, NullLogger<RabbitLane>.Instance);
        lane.Open([.. ((IReader)door).Readings.Select(reading => taken is null ? reading : Straight(reading, taken, next))]);
        return new DoorFleet(broker, door, server, lane);
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
        Assert.True(await _lane.SendAsync(Queues.Step(agent, 1), new StepMessage { Id = Guid.NewGuid(), Execute = order }, mayShare: false));
        return order;
    }

    private static Reading Straight(Reading reading, Func<Arrived, Task> taken, Func<Arrived, StepMessage?>? next) => new(reading.Queue, reading.Prefetch, async arrived =>
    {
        await taken(arrived);
        var verdict = await reading.Take(arrived);
        return next?.Invoke(arrived) is { } message ? Verdict.DoneWith(message) : verdict;
    }) { TakesBack = true };

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

        await _lane.DisposeAsync();
        await _server.StopAsync(CancellationToken.None);
    }
}
