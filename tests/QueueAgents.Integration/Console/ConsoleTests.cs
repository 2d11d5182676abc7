using System.Net.Http.Json;
using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Integration.Fleet;
using QueueAgents.TestNodes;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Console;

/// <summary>What an operator sees and does in the management console, through its API.</summary>
[Collection(ProductionBroker.Tests)]
public sealed class ConsoleTests(ProductionBroker broker, Database database)
{
    private const string Deadly = "queue-agents.step.deadly.v1";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_in_the_console_has_a_name_that_says_what_it_is()
    {
        await using var fleet = await StartAsync();

        string[] names = [];
        await Eventually.Async("server and worker among the connections", async () =>
        {
            names = [.. (await broker.ListAsync("connections")).Select(c => c.TryGetProperty("user_provided_name", out var name) ? name.GetString()! : "")];
            return names.Contains($"server@{Environment.MachineName}") && names.Contains($"worker@{Environment.MachineName} counter,squares");
        }, describe: () => string.Join(", ", names));

        Dictionary<string, string?> queues = [];
        (string Queue, string Policy)[] policies =
        [
            .. new[] { Queues.Run, Queues.Control, Queues.Submit, Queues.Step("counter", 1), Queues.Step("squares", 1, pinned: true) }.Select(queue => (queue, "queue-agents")),
            (Queues.Door, "queue-agents.door"),
            ("queue-agents.dead", "queue-agents.refused"),
        ];
        await Eventually.Async("every queue under its policy", async () =>
        {
            queues = (await broker.ListAsync($"queues/{ProductionBroker.VirtualHost}")).ToDictionary(NameOf, q => q.TryGetProperty("policy", out var policy) ? policy.GetString() : null);
            return policies.All(expected => queues.GetValueOrDefault(expected.Queue) == expected.Policy);
        }, describe: () => string.Join(", ", queues));
        Assert.Contains(Queues.Sentinel, queues.Keys);
        Assert.Single(queues.Keys, queue => queue.StartsWith("queue-agents.reply.", StringComparison.Ordinal));
        Assert.All(queues.Keys, queue => Assert.Matches("^(queue-agents|publisher)\\.", queue));

        var exchanges = (await broker.ListAsync($"exchanges/{ProductionBroker.VirtualHost}")).Select(NameOf).Where(name => name.Length > 0 && !name.StartsWith("amq.", StringComparison.Ordinal));
        var contracts = typeof(SubmitRun).Assembly.GetExportedTypes().Select(type => $"QueueAgents.Contracts:{type.Name}").ToHashSet();
        Assert.All(exchanges, exchange => Assert.True(exchange is Queues.Live or Queues.Outcomes || contracts.Contains(exchange) || queues.ContainsKey(exchange), $"{exchange} belongs to no queue and to no message."));
    }

    [Fact]
    public async Task An_operator_publishes_a_task_by_hand_and_reads_why_another_was_refused()
    {
        await using var fleet = await StartAsync();
        using var console = await broker.ConsoleAsync("operator");
        var key = $"by-hand-{Guid.NewGuid():N}";

        await PublishAsync(console, Queues.Submit, "", $$"""{"agent": "counter", "input": 2, "key": "{{key}}"}""");
        await Eventually.Async("the run", async () => (await fleet.Runs.ListAsync(new() { Key = key, States = [RunState.Completed] }, Ct)).Runs.Count == 1);

        const string Wrong = """{"agnet": "counter"}""";
        await PublishAsync(console, Queues.Submit, "", Wrong);
        JsonElement refused = default;
        await Eventually.Async("the refused task", async () =>
            await TryGetAsync(console, "queue-agents.submit_error", "ack_requeue_false") is { } got && (refused = got).GetProperty("payload").GetString() == Wrong);
        Assert.StartsWith("'agnet' is unknown; known are", refused.GetProperty("properties").GetProperty("headers").GetProperty("MT-Fault-Message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_delivered_too_often_lies_in_the_dead_letter_queue_and_can_be_put_back()
    {
        await using var connection = await broker.ConnectAsync("worker");
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.ExchangeDeclareAsync(Deadly, ExchangeType.Fanout, durable: true, cancellationToken: Ct);
        await channel.QueueDeclareAsync(Deadly, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: Ct);
        await channel.QueueBindAsync(Deadly, Deadly, "", cancellationToken: Ct);
        await channel.BasicPublishAsync(Deadly, "", "poison"u8.ToArray(), Ct);

        using var console = await broker.ConsoleAsync("operator");
        var given = 0;
        JsonElement? dead = null;
        await Eventually.Async("the message to be dead", async () =>
        {
            while (await channel.BasicGetAsync(Deadly, autoAck: false, Ct) is { } got)
            {
                given++;
                await channel.BasicNackAsync(got.DeliveryTag, multiple: false, requeue: true, Ct);
            }

            return (dead = await TryGetAsync(console, "queue-agents.dead", "ack_requeue_false")) is not null;
        }, TimeSpan.FromSeconds(60), () => $"given back {given} times");

        Assert.Equal(51, given);
        Assert.Equal("poison", dead!.Value.GetProperty("payload").GetString());
        var death = dead.Value.GetProperty("properties").GetProperty("headers").GetProperty("x-death")[0];
        Assert.Equal((Deadly, "delivery_limit"), (death.GetProperty("queue").GetString(), death.GetProperty("reason").GetString()));

        await PublishAsync(console, "amq.default", Deadly, "poison");
        BasicGetResult? again = null;
        await Eventually.Async("it to be back", async () => (again = await channel.BasicGetAsync(Deadly, autoAck: true, Ct)) is not null);
        Assert.False(again!.Redelivered);
        await channel.QueueDeleteAsync(Deadly, cancellationToken: Ct);
        await channel.ExchangeDeleteAsync(Deadly, cancellationToken: Ct);
    }

    private async Task<TestFleet> StartAsync()
        => await TestFleet.StartAsync(await broker.RolesAsync(), await database.CreateAsync(), worker => worker.Add<Counter>("counter").Add<Squares>("squares"));

    private static string NameOf(JsonElement thing) => thing.GetProperty("name").GetString()!;

    private static async Task PublishAsync(HttpClient console, string exchange, string routingKey, string payload)
    {
        var answer = await console.PostAsJsonAsync(
            $"api/exchanges/{ProductionBroker.VirtualHost}/{exchange}/publish", new { properties = new { }, routing_key = routingKey, payload, payload_encoding = "string" }, Ct);
        Assert.Equal("""{"routed":true}""", await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<JsonElement?> TryGetAsync(HttpClient console, string queue, string mode)
    {
        var answer = await console.PostAsJsonAsync($"api/queues/{ProductionBroker.VirtualHost}/{queue}/get", new { count = 1, ackmode = mode, encoding = "auto" }, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        var got = JsonElement.Parse(text);
        return got.ValueKind != JsonValueKind.Array ? throw new InvalidOperationException(text) : got.GetArrayLength() == 0 ? null : got[0];
    }
}
