namespace QueueAgents.Transport;

/// <summary>
/// A place among the processes that read the same queues: who stands higher is given messages first, and what it has no room for comes to the next.
/// It is given up and taken again while the process runs; without it, a process shares with all others what nobody has room for in its place.
/// </summary>
/// <param name="priority">The higher comes first; 0, as those have that know nothing of places, is below all.</param>
internal sealed class Place(int priority)
{
    private readonly Lock gate = new();
    private TaskCompletionSource change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Priority => priority;

    /// <summary>As it is at first.</summary>
    public bool IsHeld { get; private set; } = true;

    public void Hold(bool held)
    {
        TaskCompletionSource changed;
        lock (gate)
        {
            if (held == IsHeld) return;
            IsHeld = held;
            changed = change;
            change = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    public async Task UntilAsync(bool held, CancellationToken ct)
    {
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (IsHeld == held) return;
                next = change.Task;
            }

            await next.WaitAsync(ct);
        }
    }
}

/// <summary>What a reader may have ahead of others while it holds its place.</summary>
/// <param name="Place">The place.</param>
/// <param name="Room">How many messages may be under way that way, at least one; they add to what the reader may have in any case.</param>
internal sealed record Precedence(Place Place, ushort Room)
{
    public ushort Room { get; } = Room > 0 ? Room : throw new ArgumentOutOfRangeException(nameof(Room), "A broker takes room for none as room for any number.");
}
