using System.Threading.Channels;

namespace QueueAgents.Unit.Worker;

/// <summary>Lets a test and an agent's step wait for each other instead of sleeping. Each <see cref="Set"/> lets one through.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _set = Channel.CreateUnbounded<bool>();

    public void Set() => _set.Writer.TryWrite(true);

    public async Task Wait(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        await _set.Reader.ReadAsync(limit.Token);
    }
}
