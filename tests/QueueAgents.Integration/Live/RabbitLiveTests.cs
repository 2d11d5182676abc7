using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using QueueAgents.Contracts;
using QueueAgents.Integration.Console;
using QueueAgents.Integration.Fleet;
using QueueAgents.TestNodes;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
using Xunit;

namespace QueueAgents.Integration.Live;

/// <summary>What models say, over a broker set up as compose/rabbitmq says.</summary>
[Collection(ProductionBroker.Tests)]
public sealed class RabbitLiveTests(ProductionBroker broker, Database database)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static LiveText Said(Guid run, string text) => new() { RunId = run, Seq = 1, Attempt = 1, Text = text };

    private static (RabbitLane Lane, RabbitLive Live) Open(Uri url, string name)
    {
        var live = new RabbitLive(new LiveListeners(), TimeProvider.System, NullLogger<RabbitLive>.Instance);
        var lane = new RabbitLane(new(url, name, Quorum: true, TimeSpan.FromSeconds(10)), TimeProvider.System, NullLogger<RabbitLane>.Instance, live);
        lane.Open([]);
        return (lane, live);
    }

    [Fact]
    public async Task A_server_hears_the_runs_it_listens_to_and_no_others_and_keeps_a_queue_only_meanwhile()
    {
        var (server, ear) = Open(await broker.UrlAsync("server"), "ear");
        var (worker, mouth) = Open(await broker.UrlAsync("worker"), "mouth");
        await using (server)
        await using (worker)
        {
            var (mine, other) = (Guid.NewGuid(), Guid.NewGuid());
            var heard = Channel.CreateUnbounded<LiveText>();
            mouth.Tell(Said(mine, "before anybody listens"));
            Assert.DoesNotContain("queue-agents.live", await QueuesAsync(), StringComparison.Ordinal);

            var listening = ear.Listen(mine, text => heard.Writer.TryWrite(text));
            await Eventually.Async("the binding", async () => (await BindingsAsync()).Contains(mine.ToString("N"), StringComparison.Ordinal));
            mouth.Tell(Said(other, "not for you"));
            mouth.Tell(Said(mine, "for you"));
            Assert.Equal(Said(mine, "for you"), await heard.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct));

            listening.Dispose();
            await Eventually.Async("the binding to go", async () => !(await BindingsAsync()).Contains(mine.ToString("N"), StringComparison.Ordinal));
            using var again = ear.Listen(other, text => heard.Writer.TryWrite(text));
            await Eventually.Async("the other binding", async () => (await BindingsAsync()).Contains(other.ToString("N"), StringComparison.Ordinal));
            mouth.Tell(Said(mine, "for nobody any more"));
            mouth.Tell(Said(other, "for you now"));
            Assert.Equal("for you now", (await heard.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct)).Text);
        }

        await Eventually.Async("the queue to go with its connection", async () => !(await QueuesAsync()).Contains("queue-agents.live", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_hears_nothing_and_goes_on_with_its_steps()
    {
        var (worker, live) = Open(await broker.UrlAsync("worker"), "curious");
        await using (worker)
        {
            using var listening = live.Listen(Guid.NewGuid(), _ => { });
            Assert.False(await worker.SendAsync(Queues.Step("nobody", 1), new StepMessage { Id = Guid.NewGuid(), Execute = new() }, mayShare: false));
            Assert.DoesNotContain("queue-agents.live.", await QueuesAsync(), StringComparison.Ordinal);
            await using var connection = await broker.ConnectAsync("worker");
            await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
            await channel.ExchangeDeleteAsync(Queues.Step("nobody", 1), cancellationToken: Ct);
        }
    }

    [Fact]
    public async Task What_a_model_says_on_a_worker_is_heard_on_a_server_while_the_turn_runs()
    {
        var model = new Speaking();
        await using var fleet = await TestFleet.StartAsync(await broker.RolesAsync(), await database.CreateAsync(), worker =>
        {
            worker.AddModel("main", _ => model);
            worker.Add("speaker", agent => agent.Model("main"));
        });
        var (run, heard) = (Guid.CreateVersion7(), Channel.CreateUnbounded<LiveText>());
        using var listening = fleet.Server.GetRequiredService<ILive>().Listen(run, text => heard.Writer.TryWrite(text));
        await Eventually.Async("the binding", async () => (await BindingsAsync()).Contains(run.ToString("N"), StringComparison.Ordinal));
        await fleet.Bus.Publish(new SubmitRun { RunId = run, Agent = "speaker", Input = Json.Of("speak") }, Ct);

        Assert.Equal(Said(run, "Once upon a time"), await heard.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct));
        Assert.NotEqual(RunState.Completed, (await fleet.Runs.FindAsync(run, Ct))!.State);
        model.GoOn.SetResult();
        Assert.Equal(Said(run, " there was a queue.") with { From = 16 }, await heard.Reader.ReadAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct));
        Assert.Equal("\"Once upon a time there was a queue.\"", (await fleet.UntilAsync(run, RunState.Completed)).Result.Text);
    }

    private async Task<string> QueuesAsync() => await (await broker.NodeAsync()).Ctl("list_queues", "-p", ProductionBroker.VirtualHost, "name");

    private async Task<string> BindingsAsync() => await (await broker.NodeAsync()).Ctl("list_bindings", "-p", ProductionBroker.VirtualHost, "source_name", "routing_key");

    /// <summary>Says half of a sentence, and the other half when it is let.</summary>
    private sealed class Speaking : IChatClient
    {
        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            => GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new(ChatRole.Assistant, "Once upon");
            yield return new(ChatRole.Assistant, " a time");
            await GoOn.Task.WaitAsync(cancellationToken);
            yield return new(ChatRole.Assistant, " there was a queue.") { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
