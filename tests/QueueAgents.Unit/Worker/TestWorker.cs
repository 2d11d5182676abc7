using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Transport;
using QueueAgents.Transport.Memory;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.Unit.Worker;

/// <summary>A whole worker on a bus and a lane that are memory, with a <see cref="TestDoor"/> beside it and a clock that tests move.</summary>
internal sealed class TestWorker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly IHost _host;

    private readonly Channel<string> _refusals;

    private TestWorker(IHost host, TestDoor door, FakeTimeProvider time, Channel<string> refusals) => (_host, Door, Time, _refusals) = (host, door, time, refusals);

    public TestDoor Door { get; }

    public FakeTimeProvider Time { get; }

    public string Instance => _host.Services.GetRequiredService<WorkerIdentity>().Instance;

    public AnsweringLane Lane => _host.Services.GetRequiredService<AnsweringLane>();

    private IBus Bus => _host.Services.GetRequiredService<IBus>();

    public static Task<TestWorker> Start<TAgent>(Action<WorkerOptions>? options = null, params object[] services) where TAgent : StepAgent
        => Start(worker => worker.Add<TAgent>("agent").Configure(options ?? (_ => { })), services);

    public static async Task<TestWorker> Start(Action<WorkerBuilder> configure, params object[] services)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var refusals = Channel.CreateUnbounded<string>();
        var (door, time) = (new TestDoor(), new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        builder.Logging.AddProvider(new Refusals(refusals.Writer));
        builder.Services.AddSingleton<TimeProvider>(time);
        foreach (var service in services) builder.Services.AddSingleton(service.GetType(), service);
        builder.Services.AddWorker(worker =>
        {
            worker.Configure(options => options.DoorTimeout = TimeSpan.FromSeconds(5));
            configure(worker);
        });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingInMemory((context, memory) =>
            {
                memory.ReceiveEndpoint(Queues.Door, endpoint =>
                {
                    endpoint.ConfigureConsumeTopology = false;
                    endpoint.Instance(door);
                });
                WorkerBus.Configure(memory, context);
            });
        });
        builder.Services.AddSingleton<MemoryLane>();
        builder.Services.AddSingleton<AnsweringLane>();
        builder.Services.AddSingleton<ILane>(services => services.GetRequiredService<AnsweringLane>());
        builder.Services.AddSingleton<IReader>(door);
        builder.Services.AddHostedService<LaneLife>();

        var worker = new TestWorker(builder.Build(), door, time, refusals);
        await worker._host.StartAsync(TestContext.Current.CancellationToken);
        await worker.Heard<WorkerHello>(); // Its queues are being read.
        return worker;
    }

    public async Task<ExecuteStep> Send(ExecuteStep step, int queueVersion = 1)
    {
        var order = step with
        {
            RunId = step.RunId == Guid.Empty ? Guid.NewGuid() : step.RunId,
            Seq = step.Seq == 0 ? 1 : step.Seq,
            Attempt = step.Attempt == 0 ? 1 : step.Attempt,
            Nonce = Guid.NewGuid(),
            Agent = step.Agent.Length == 0 ? "agent" : step.Agent,
            StateVersion = step.StateVersion == 0 ? 1 : step.StateVersion,
        };
        await SendAs(order, order.Agent, queueVersion);
        return order;
    }

    public async Task SendAs(ExecuteStep message, string agent = "agent", int queueVersion = 1)
        => Assert.True(await Lane.SendAsync(Queues.Step(agent, queueVersion), new StepMessage { Id = Guid.NewGuid(), Execute = message }, mayShare: false));

    /// <summary>Hands it over as a lost connection would once more; it is in the worker when this returns.</summary>
    /// <returns>Ends when the worker is done with it.</returns>
    public Task<Verdict> Redeliver(ExecuteStep message) => _host.Services.GetRequiredService<StepIntake>()
        .Take(new(new StepMessage { Id = Guid.NewGuid(), Execute = message }, 1_024, Redelivered: true, CancellationToken.None));

    /// <summary>Hands it over as sent by <see cref="AnsweringLane.Server"/>, which takes its outcome straight.</summary>
    /// <returns>Ends when the worker is done with it.</returns>
    public Task<Verdict> HandOver(ExecuteStep message) => _host.Services.GetRequiredService<StepIntake>()
        .Take(new(new StepMessage { Id = Guid.NewGuid(), Execute = message }, 1_024, Redelivered: false, CancellationToken.None) { From = AnsweringLane.Server });

    public Task Supersede(ExecuteStep order)
        => Bus.Publish(new StepSuperseded { RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt }, TestContext.Current.CancellationToken);

    public Task Drain(string instance) => Bus.Publish(new DrainWorker { Instance = instance, By = "ada" }, TestContext.Current.CancellationToken);

    /// <summary>Ends when the worker wants its process to end.</summary>
    public Task Leaves()
    {
        var leaves = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(leaves.SetResult);
        return leaves.Task.WaitAsync(Patience);
    }

    public async Task<T> Outcome<T>() => Assert.IsType<T>(await Door.Outcomes.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience));

    /// <summary>The next message of a kind, whatever else is heard before it.</summary>
    public async Task<T> Heard<T>()
    {
        while (true)
        {
            if (await Door.Heard.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience) is T heard) return heard;
        }
    }

    /// <summary>Moves the clock again and again until such a message is heard.</summary>
    public async Task<T> Heard<T>(Action advance, Func<T, bool> such)
    {
        while (true)
        {
            advance();
            var heard = await Heard<T>();
            if (such(heard)) return heard;
        }
    }

    /// <summary>Ends with the next reason why a message was refused.</summary>
    public async Task<string> Refusal() => await _refusals.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience);

    /// <summary>What a host does first when it stops; the bus is still up.</summary>
    public Task Stop() => _host.Services.GetServices<IHostedService>().OfType<WorkerLife>().Single().StoppingAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    /// <summary>Keeps what the lane logs of messages it refuses.</summary>
    private sealed class Refusals(ChannelWriter<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Error;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Error && formatter(state, exception).Contains("was refused", StringComparison.Ordinal)) said.TryWrite(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
