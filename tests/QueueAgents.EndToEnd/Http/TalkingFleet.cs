using Xunit;

namespace QueueAgents.EndToEnd.Http;

/// <summary>One fleet for all tests of a class that leave it as it is.</summary>
public sealed class TalkingFleet : IAsyncLifetime
{
    internal HttpFleet Http { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Http = await HttpFleet.StartAsync(TalkingAgents.Add);

    public ValueTask DisposeAsync() => Http.DisposeAsync();
}
