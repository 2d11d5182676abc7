using QueueAgents.TestNodes;
using Xunit;

[assembly: AssemblyFixture(typeof(QueueAgents.Integration.Broker))]

namespace QueueAgents.Integration;

/// <summary>One broker for the whole run, started by the first test that asks. Tests that break a broker start their own.</summary>
public sealed class Broker : IAsyncDisposable
{
    private readonly Lazy<Task<RabbitNode>> _node = new(() => Task.Run(() => RabbitNode.StartAsync()));
    private readonly Lazy<Task<RabbitNode>> _managed = new(() => Task.Run(() => RabbitNode.StartAsync(new RabbitNodeOptions { Management = true })));

    /// <summary>Skips the asking test, with the reason, where no broker is installed.</summary>
    public Task<RabbitNode> NodeAsync()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        return _node.Value;
    }

    /// <summary>Another one, with the management console.</summary>
    public Task<RabbitNode> ManagedNodeAsync()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        return _managed.Value;
    }

    /// <summary>A virtual host of the asking test's own.</summary>
    public async Task<Uri> VirtualHostAsync() =>
        await (await NodeAsync()).CreateVirtualHostAsync($"test-{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        foreach (var node in new[] { _node, _managed })
        {
            if (node.IsValueCreated && node.Value.IsCompletedSuccessfully)
            {
                await (await node.Value).DisposeAsync();
            }
        }
    }
}
