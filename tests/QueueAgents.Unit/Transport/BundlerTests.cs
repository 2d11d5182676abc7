using QueueAgents.Contracts;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
using Xunit;

namespace QueueAgents.Unit.Transport;

/// <summary>What travels together.</summary>
public sealed class BundlerTests
{
    private readonly Bundler bundler = new();

    private static Sending Step(string queue, bool mayShare, int bytes = 10)
        => new(queue, new StepMessage { Id = Guid.NewGuid(), Execute = new ExecuteStep { Step = "step", State = Json.Of(new string('x', bytes)) } }, mayShare, began: 0);

    [Fact]
    public void What_may_share_and_leaves_now_for_one_queue_is_one_message()
    {
        Sending[] sent = [Step("a", true), Step("b", true), Step("a", true)];
        Assert.All(sent, sending => Assert.Empty(bundler.Add(sending)));
        var bundles = bundler.Rest();
        Assert.Equal([("a", 2), ("b", 1)], bundles.Select(b => (b.Queue, b.Sendings.Count)).Order());
        foreach (var bundle in bundles)
            Assert.Equal(bundle.Sendings.Select(s => s.Message.Id), StepJson.Read(bundle.Close().Span).Select(m => m.Id));
        Assert.Empty(bundler.Rest());
    }

    [Fact]
    public void What_may_not_share_travels_alone_and_waits_for_nobody()
    {
        Assert.Empty(bundler.Add(Step("a", true)));
        Assert.Single(Assert.Single(bundler.Add(Step("a", false))).Sendings);
        Assert.Single(Assert.Single(bundler.Rest()).Sendings);
    }

    [Fact]
    public void A_message_has_bounds_in_number_and_in_bytes()
    {
        var many = Enumerable.Range(0, Bundler.MaxMessages).SelectMany(_ => bundler.Add(Step("a", true)).ToList()).ToList();
        Assert.Equal(Bundler.MaxMessages, Assert.Single(many).Sendings.Count);
        Assert.Empty(bundler.Add(Step("a", true, Bundler.MaxBytes / 2)));
        Assert.Equal(2, Assert.Single(bundler.Add(Step("a", true, Bundler.MaxBytes / 2))).Sendings.Count);
    }
}
