namespace QueueAgents.Transport.RabbitMq;

/// <summary>One message on its way out, and who waits for it.</summary>
internal sealed class Sending(string queue, StepMessage message, bool mayShare, long began)
{
    private readonly TaskCompletionSource<bool> arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Queue => queue;
    public StepMessage Message => message;
    public bool MayShare => mayShare;
    /// <summary>A timestamp of the lane's clock.</summary>
    public long Began => began;
    /// <summary>Given up, or settled otherwise: it need not be sent any more.</summary>
    public bool IsOver => arrived.Task.IsCompleted;
    public Task<bool> Arrived => arrived.Task;

    public void Settle(bool hasQueue) => arrived.TrySetResult(hasQueue);
    public void Fail(Exception why) => arrived.TrySetException(why);
}

/// <summary>A message in the broker's hands that it has not confirmed yet: one sending, or several that travel together.</summary>
internal sealed class Unconfirmed(string id, IReadOnlyList<Sending> sendings)
{
    private bool returned;

    public string Id => id;
    public IReadOnlyList<Sending> Sendings => sendings;

    /// <summary>The broker has said that no queue takes it; its confirmation follows all the same.</summary>
    public void Return() => returned = true;

    public void Confirm()
    {
        foreach (var sending in sendings) sending.Settle(!returned);
    }

    public void Fail(Exception why)
    {
        foreach (var sending in sendings) sending.Fail(why);
    }
}
