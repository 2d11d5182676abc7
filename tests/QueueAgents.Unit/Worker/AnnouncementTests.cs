using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.Unit.Worker;

public class AnnouncementTests
{
    [Fact]
    public async Task A_worker_says_again_and_again_who_it_is_and_that_it_lives()
    {
        await using var worker = await TestWorker.Start(w => w.Add<Second>("second").Add<First>("first"));

        var hello = await worker.Heard<WorkerHello>(() => worker.Time.Advance(TimeSpan.FromMinutes(1)), _ => true);
        Assert.Equal(worker.Instance, hello.Instance);
        Assert.Equal([new() { Name = "first", StateVersion = 1, ReadsFrom = 1 }, new() { Name = "second", StateVersion = 2, ReadsFrom = 1 }], hello.Agents);

        var beat = await worker.Heard<WorkerBeat>(() => worker.Time.Advance(TimeSpan.FromSeconds(10)), _ => true);
        Assert.Equal((worker.Instance, 0), (beat.Instance, beat.InFlight));
        Assert.Empty(beat.Holds);
    }

    [Fact]
    public void It_reads_one_queue_per_state_version_and_that_of_runs_pinned_to_its_own()
        => Assert.Equal(
            ["queue-agents.step.second.v1", "queue-agents.step.second.v2", "queue-agents.step.second.v2.pinned"],
            StepQueues.QueuesOf(new AgentCatalogue([AgentDefinition.Of("second", typeof(Second))])));

    [Fact]
    public void Options_come_from_the_section_QueueAgents()
    {
        var options = Options(("QueueAgents:Broker", "amqps://u:p@rabbit/prod"), ("QueueAgents:Concurrency", "5"), ("QueueAgents:QueueType", "classic"));

        Assert.Equal(("rabbit", 5, QueueType.Classic), (options.Broker.Host, options.Concurrency, options.QueueType));
        Assert.Equal(TimeSpan.FromMinutes(10), options.HoldLimit);
    }

    [Theory]
    [InlineData("QueueAgents:Concurrency", "0", "Concurrency")]
    [InlineData("QueueAgents:Broker", "http://localhost", "QueueAgents:Broker is an address like")]
    [InlineData("QueueAgents:HoldLimit", "00:00:00", "HoldLimit")]
    public void Options_out_of_bounds_are_refused_with_their_name(string key, string value, string because)
        => Assert.Contains(because, Assert.Throws<OptionsValidationException>(() => Options((key, value))).Message, StringComparison.Ordinal);

    [Fact]
    public void Nothing_is_sent_to_the_vendor_of_the_bus()
        => Assert.False(Build().Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);

    [Fact]
    public void A_name_is_given_once()
        => Assert.Contains("was added before", Assert.Throws<ArgumentException>(() => Build(w => w.Add<First>("a").Add<Second>("a"))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_worker_serves_something() => Assert.Throws<InvalidOperationException>(() => Build(_ => { }));

    [Fact]
    public void A_worker_has_no_way_to_a_database()
    {
        var references = typeof(WorkerOptions).Assembly.GetReferencedAssemblies().Concat(typeof(StepAgent).Assembly.GetReferencedAssemblies());

        Assert.DoesNotContain(references, name => name.Name is { } text && (text.Contains("Data", StringComparison.Ordinal) || text.Contains("EntityFramework", StringComparison.Ordinal))
            && text != "System.ComponentModel.DataAnnotations" && text != "Microsoft.Extensions.Options.DataAnnotations" && text != "System.ComponentModel.Annotations");
        Assert.DoesNotContain(references, name => name.Name is "QueueAgents.Persistence" or "QueueAgents.Orchestration");
    }

    private static WorkerOptions Options(params (string Key, string Value)[] settings) => Build(null, settings).Services.GetRequiredService<WorkerOptions>();

    private static IHost Build(Action<WorkerBuilder>? worker = null, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.AddQueueAgentsWorker(worker ?? (w => w.Add<First>("first")));
        return builder.Build();
    }

    private sealed class First : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;
        public Next Begin(StepContext<string> step) => Next.Complete("");
    }

    private sealed class Second : StepAgent<string, string, string>
    {
        public override int StateVersion => 2;
        public override IEnumerable<IStateMigration> Migrations => [new Same()];
        public override string Start(string input) => input;
        public Next Begin(StepContext<string> step) => Next.Complete("");
    }

    private sealed class Same : IStateMigration
    {
        public int From => 1;
        public System.Text.Json.Nodes.JsonNode Up(System.Text.Json.Nodes.JsonNode state) => state;
    }
}
