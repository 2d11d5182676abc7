using QueueAgents.TestNodes;
using Xunit;

[assembly: AssemblyFixture(typeof(QueueAgents.Integration.Broker))]

namespace QueueAgents.Integration;

/// <summary>One broker for the whole run, started by the first test that asks. Tests that break a broker start their own.</summary>
public sealed class Broker : IAsyncDisposable
{
    private readonly Lazy<Task<RabbitNode>> _node = new(() => Task.Run(() => RabbitNode.StartAsync()));

    /// <summary>Skips the asking test, with the reason, where no broker is installed.</summary>
    public Task<RabbitNode> NodeAsync()
    {
        Assert.SkipWhen(Missing.Broker() is not null, Missing.Broker() ?? "");
        return _node.Value;
    }

    /// <summary>A virtual host of the asking test's own.</summary>
    public async Task<Uri> VirtualHostAsync() =>
        await (await NodeAsync()).CreateVirtualHostAsync($"test-{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        if (_node.IsValueCreated && _node.Value.IsCompletedSuccessfully)
        {
            await (await _node.Value).DisposeAsync();
        }
    }
}
