using System.Runtime.CompilerServices;
using System.Text.Json;
using QueueAgents.TestNodes;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Doctor;

/// <summary>A real broker, with what is usually wrong with one.</summary>
public sealed class BrokerDoctorTests(BrokerDoctorTests.Node node) : IClassFixture<BrokerDoctorTests.Node>
{
    [Fact]
    public async Task A_healthy_broker_is_well()
    {
        var (broker, management) = await node.VirtualHostAsync();
        await DeclareAsync(broker, "queue-agents.run", quorum: true);

        Diagnosis found = null!;
        await Eventually.Async("the node to tell of itself", async () => (found = await Diagnosis.OfAsync("--broker", broker, "--management", management)).Findings.All(f => f is not { Check: "broker-nodes", Verdict: "notLooked" }));

        found.Healthy();
        Assert.StartsWith("It answers at localhost:", found.Well("broker").Replace("127.0.0.1", "localhost", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.StartsWith("RabbitMQ ", found.Well("broker-version"), StringComparison.Ordinal);
        Assert.Equal("It takes messages: no alarm blocks publishers.", found.Well("broker-alarm"));
        Assert.Matches("^User 'guest' may do all [0-9]+ things a server does.$", found.Well("broker-rights"));
        Assert.Equal("The queues of servers that are there (1) are quorum, as the setting says.", found.Well("queue-types"));
        Assert.Equal("The broker takes messages of 2 MiB, and none of more than 4 MiB.", found.Well("max-message-size"));
        Assert.EndsWith("blocks publishers only when 0.064 GB of disk are left.", found.Warning("broker-nodes"), StringComparison.Ordinal);
        Assert.Equal("No policy limits how often a message is delivered from queue-agents.run.", found.Warning("delivery-limits"));
        Assert.DoesNotContain("guest:guest", found.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worker")]
    [InlineData("publisher")]
    public async Task Whoever_may_do_everything_may_do_what_a_role_does(string role)
    {
        var (broker, _) = await node.VirtualHostAsync();
        (await Diagnosis.OfAsync("--broker", broker, "--role", role)).Healthy().Well("broker-rights");
    }

    [Fact]
    public async Task Nothing_it_tries_stays_in_a_queue_and_no_queue_is_made()
    {
        var (broker, _) = await node.VirtualHostAsync();
        await DeclareAsync(broker, "queue-agents.control", quorum: true);

        foreach (var role in new[] { "server", "worker", "publisher" }) await Diagnosis.OfAsync("--broker", broker, "--role", role);

        var depths = await (await node.Broker).QueueDepths(new Uri(broker).AbsolutePath.Trim('/'));
        Assert.Equal(["queue-agents.control"], depths.Keys);
        Assert.Equal(new QueueDepth(0, 0), depths["queue-agents.control"]);
    }

    [Fact]
    public async Task A_wrong_password_is_told_apart_from_a_virtual_host_one_may_not_use()
    {
        var (broker, _) = await node.VirtualHostAsync();

        var password = await Diagnosis.OfAsync("--broker", broker.Replace("guest:guest", "guest:wrong-secret", StringComparison.Ordinal));
        var host = await Diagnosis.OfAsync("--broker", $"{broker}-elsewhere");

        Assert.StartsWith("It refuses user or password at ", password.Wrong("broker"), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", password.ToString(), StringComparison.Ordinal);
        Assert.StartsWith("The user may not use the virtual host at ", host.Wrong("broker"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_rights_is_told_each_that_is_missing()
    {
        var (broker, _) = await node.UserAsync("^$", "^$", "^$");

        var found = await Diagnosis.OfAsync("--broker", broker);

        Assert.Equal(1, found.Exit);
        var missing = found.Findings.Where(finding => finding is { Check: "broker-rights", Verdict: "wrong" }).Select(finding => finding.Says).ToList();
        Assert.Contains(missing, says => says.Contains("may not read from queue 'queue-agents.run'", StringComparison.Ordinal));
        Assert.Contains(missing, says => says.Contains("may not configure exchange 'QueueAgents.Contracts:RunCompleted'", StringComparison.Ordinal));
        Assert.Contains(missing, says => says.Contains("may not write to exchange 'queue-agents.step.doctor.v0'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("server", "worker")]
    [InlineData("worker", "publisher")]
    [InlineData("publisher", "worker")]
    public async Task The_rights_of_a_role_are_enough_for_it_and_not_for_another(string role, string other)
    {
        using var definitions = JsonDocument.Parse(await File.ReadAllTextAsync(Definitions(), Ct));
        var rights = definitions.RootElement.GetProperty("permissions").EnumerateArray().Single(permission => permission.GetProperty("user").GetString() == role);
        string Of(string right) => rights.GetProperty(right).GetString()!;
        var (broker, _) = await node.UserAsync(Of("configure"), Of("write"), Of("read"));

        (await Diagnosis.OfAsync("--broker", broker, "--role", role)).Healthy().Well("broker-rights");
        Assert.Equal(1, (await Diagnosis.OfAsync("--broker", broker, "--role", other)).Exit);
    }

    [Fact]
    public async Task One_right_that_is_missing_is_the_one_that_is_told()
    {
        // As a worker's, but for the door.
        var (broker, _) = await node.UserAsync(
            "^(queue-agents\\.step\\..+|queue-agents\\.reply\\..+|queue-agents\\.(run|door|live|outcomes)|QueueAgents\\.Contracts:(StepSuperseded|DrainWorker))$",
            "^(queue-agents\\.step\\..+|queue-agents\\.reply\\..+|queue-agents\\.(run|live|outcomes))$",
            "^(queue-agents\\.step\\..+|queue-agents\\.reply\\..+|QueueAgents\\.Contracts:(StepSuperseded|DrainWorker))$");

        Assert.Contains("may not write to exchange 'queue-agents.door'", (await Diagnosis.OfAsync("--broker", broker, "--role", "worker")).Wrong("broker-rights"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_classic_queue_where_quorum_is_set_is_named()
    {
        var (broker, management) = await node.VirtualHostAsync();
        await DeclareAsync(broker, "queue-agents.run", quorum: false);
        await DeclareAsync(broker, "queue-agents.step.refunds.v1", quorum: false);

        var found = await Diagnosis.OfAsync("--broker", broker, "--management", management);

        Assert.StartsWith("queue-agents.run is not as the setting QueueType=quorum wants it: ", found.Wrong("queue-types"), StringComparison.Ordinal);
        Assert.Contains(("queues", "wrong", "queue-agents.step.refunds.v1 is a classic queue, and the setting QueueType is quorum."), found.Findings.Select(f => (f.Check, f.Verdict, f.Says)));
        (await Diagnosis.OfAsync("--broker", broker, "--queue-type", "classic")).Healthy();
    }

    [Fact]
    public async Task An_alarm_is_told_and_is_no_hang()
    {
        var (broker, management) = await node.VirtualHostAsync();
        await (await node.Broker).Ctl("set_vm_memory_high_watermark", "absolute", "1MB");
        try
        {
            Diagnosis found = null!;
            await Eventually.Async("the alarm", async () => (found = await Diagnosis.OfAsync("--broker", broker, "--management", management)).Findings.Any(f => f is { Check: "broker-nodes", Verdict: "wrong" }), TimeSpan.FromMinutes(2));

            Assert.StartsWith("It blocks publishers: low on memory", found.Wrong("broker-alarm"), StringComparison.Ordinal);
            // What needs a message to be taken is not waited for.
            Assert.All(["broker-rights", "max-message-size"], check => Assert.Equal("notLooked", Assert.Single(found.Findings, f => f.Check == check).Verdict));
            Assert.EndsWith("has a memory alarm: it blocks publishers.", found.Findings.First(f => f is { Check: "broker-nodes", Verdict: "wrong" }).Says, StringComparison.Ordinal);
        }
        finally
        {
            // The broker is the other tests' too, and its management interface looks at alarms every few seconds only.
            await (await node.Broker).Ctl("set_vm_memory_high_watermark", "absolute", "1GB");
            await Eventually.Async("the alarm to be over", async () => !(await Diagnosis.OfAsync("--broker", broker, "--management", management)).Findings.Any(f => f is { Check: "broker-nodes" or "broker-alarm", Verdict: "wrong" }), TimeSpan.FromMinutes(2));
        }
    }

    [Fact]
    public async Task A_policy_that_gives_messages_up_without_keeping_them_is_told()
    {
        var (broker, management) = await node.VirtualHostAsync();
        await DeclareAsync(broker, "queue-agents.run", quorum: true);
        var host = new Uri(broker).AbsolutePath.Trim('/');
        async Task PolicyAsync(string definition) => await (await node.Broker).Ctl("set_policy", "-p", host, "limits", "^queue-agents", definition);

        await PolicyAsync("""{"delivery-limit":50}""");
        await Eventually.Async("the first policy", async () => (await Diagnosis.OfAsync("--broker", broker, "--management", management)).Findings.Any(f => f.Says == "What is delivered too often from queue-agents.run vanishes."));
        await PolicyAsync("""{"delivery-limit":50,"dead-letter-exchange":"queue-agents.dead"}""");
        await Eventually.Async("the second policy", async () => (await Diagnosis.OfAsync("--broker", broker, "--management", management)).Findings.Any(f => f is { Check: "delivery-limits", Verdict: "well" }));
    }

    [Fact]
    public async Task A_broker_that_is_away_is_told_at_once()
    {
        var found = await Diagnosis.OfAsync("--broker", $"amqp://guest:guest@127.0.0.1:{Ports.Free()}/");

        Assert.Contains("It does not answer at 127.0.0.1:", found.Wrong("broker"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_named_is_said_to_be_not_looked_at()
    {
        using var folder = new TempFolder("doctor");
        var ran = await CommandLine.HereAsync("doctor", "--store", folder.File("runs.db"));

        Assert.Equal(1, ran.Exit);
        Assert.Contains("No broker was named", ran.Out, StringComparison.Ordinal);
        Assert.Contains("No server was named", ran.Out, StringComparison.Ordinal);
        Assert.Contains($"There is no store {folder.File("runs.db")}.", ran.Out, StringComparison.Ordinal);
        Assert.Equal("1 wrong, 0 to look at.\n", ran.Error);
    }

    /// <summary>What a fleet in containers is set up with.</summary>
    private static string Definitions([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../compose/rabbitmq/definitions.json"));

    private static async Task DeclareAsync(string broker, string queue, bool quorum)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker) }.CreateConnectionAsync(Ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.QueueDeclareAsync(queue, true, false, false, quorum ? new Dictionary<string, object?> { ["x-queue-type"] = "quorum" } : null, cancellationToken: Ct);
    }

    /// <summary>One broker for all of them.</summary>
    public sealed class Node : IAsyncDisposable
    {
        private readonly Lazy<Task<RabbitNode>> _node = new(() => Task.Run(() => RabbitNode.StartAsync(new RabbitNodeOptions { Management = true })));

        /// <summary>Skips the asking test, with the reason, where no broker is installed.</summary>
        internal Task<RabbitNode> Broker
        {
            get
            {
                Assert.SkipWhen(Missing.Broker() is not null, $"NOT RUN: {Missing.Broker()}");
                return _node.Value;
            }
        }

        /// <summary>A virtual host of the asking test's own.</summary>
        internal async Task<(string Broker, string Management)> VirtualHostAsync()
        {
            var node = await Broker;
            var uri = await node.CreateVirtualHostAsync($"test-{Guid.NewGuid():N}");
            return (uri.AbsoluteUri, node.ManagementUri.AbsoluteUri);
        }

        /// <summary>The same, and a user with these rights only.</summary>
        internal async Task<(string Broker, string Management)> UserAsync(string configure, string write, string read)
        {
            var (broker, management) = await VirtualHostAsync();
            var user = $"user-{Guid.NewGuid():N}";
            await (await Broker).AddUserAsync(user, "pass word");
            await (await Broker).PermitAsync(user, new Uri(broker).AbsolutePath.Trim('/'), configure, write, read);
            return (broker.Replace("guest:guest", $"{user}:pass%20word", StringComparison.Ordinal), management);
        }

        public async ValueTask DisposeAsync()
        {
            if (_node.IsValueCreated && _node.Value.IsCompletedSuccessfully) await (await _node.Value).DisposeAsync();
        }
    }
}
