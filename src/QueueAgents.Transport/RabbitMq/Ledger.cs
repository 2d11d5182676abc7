namespace QueueAgents.Transport.RabbitMq;

/// <summary>
/// What a channel has sent and the broker has not confirmed yet, by number. The broker confirms many at once and in any order; what it
/// returns it names by message id.
/// </summary>
internal sealed class Ledger
{
    private readonly Lock gate = new();
    private readonly Dictionary<ulong, Unconfirmed> open = [];
    private ulong last;
    private ulong lowest = 1;
    private Exception? closed;

    /// <summary>Before it is sent: its number is the channel's next.</summary>
    public void Add(Unconfirmed message)
    {
        lock (gate)
        {
            if (closed is null)
            {
                open.Add(++last, message);
                return;
            }
        }

        message.Fail(closed);
    }

    public void Return(string? id)
    {
        lock (gate)
        {
            foreach (var message in open.Values)
            {
                if (message.Id != id) continue;
                message.Return();
                return;
            }
        }
    }

    public void Confirm(ulong number, bool andAllBefore)
    {
        foreach (var message in Take(number, andAllBefore)) message.Confirm();
    }

    public void Refuse(ulong number, bool andAllBefore, Exception why)
    {
        foreach (var message in Take(number, andAllBefore)) message.Fail(why);
    }

    /// <summary>Nothing will be confirmed any more.</summary>
    public void Close(Exception why)
    {
        List<Unconfirmed> left;
        lock (gate)
        {
            if (closed is not null) return;
            closed = why;
            left = [.. open.Values];
            open.Clear();
        }

        foreach (var message in left) message.Fail(why);
    }

    private List<Unconfirmed> Take(ulong number, bool andAllBefore)
    {
        var taken = new List<Unconfirmed>();
        lock (gate)
        {
            for (var at = andAllBefore ? lowest : number; at <= number; at++)
                if (open.Remove(at, out var message)) taken.Add(message);
            if (andAllBefore && number >= lowest) lowest = number + 1;
        }

        return taken;
    }
}
