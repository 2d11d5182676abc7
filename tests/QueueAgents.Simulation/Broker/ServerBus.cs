using System.Diagnostics;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Recovery;
using QueueAgents.Orchestration.Sending;
using QueueAgents.Simulation.Engine;

namespace QueueAgents.Simulation.Broker;

/// <summary>The broker as one life of a server uses it.</summary>
internal sealed class ServerBus(World world, Life life, Func<bool> connected) : IFleetBus, ISentinel
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    public async Task<bool> SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, bool mayShare)
    {
        world.Watch.Sent(step);
        var arrived = true;
        await SendAsync("SendStep", () => arrived = world.Broker.Put(queue, step, messageId));
        if (!arrived) world.Say("no queue", $"{life.Name}: no queue {queue}");
        return arrived;
    }

    public Task PublishAsync(object message, Guid messageId, ActivityContext trace, CancellationToken ct)
        => SendAsync("Publish", () => world.Publish(message, messageId));

    public async Task<bool> StandsAsync(CancellationToken ct)
    {
        await ReachAsync("look for sentinel");
        return world.Broker.SentinelStands;
    }

    public async Task SetUpAsync(CancellationToken ct)
    {
        await ReachAsync("set up sentinel");
        world.Broker.SentinelStands = true;
    }

    private async Task SendAsync(string what, Action arrive)
    {
        await ReachAsync(what);
        if (!world.Dice.Chance(world.Faults.Timeout))
        {
            arrive();
            await life.PassAsync(what);
            return;
        }

        var came = world.Dice.Roll(2) == 0;
        world.Say("send timed out", $"{life.Name}: {what} times out, arrived: {came}");
        if (came) arrive();
        await life.DelayAsync(SendTimeout);
        if (!world.Mutation.TrustsEverySend) throw new TimeoutException("no confirm");
    }

    private async Task ReachAsync(string what)
    {
        await life.PassAsync(what);
        if (world.Broker.IsUp && connected()) return;
        await life.DelayAsync(world.Dice.Roll(2) == 0 ? SendTimeout : TimeSpan.Zero);
        throw new IOException("the broker is away");
    }
}
