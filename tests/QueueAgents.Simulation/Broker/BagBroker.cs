using QueueAgents.Simulation.Engine;

namespace QueueAgents.Simulation.Broker;

/// <summary>
/// A broker of the worst kind that is still one: queues are bags, confirmed messages may be lost or come twice, and it can lose everything.
/// </summary>
internal sealed class BagBroker(World world)
{
    private readonly SortedDictionary<string, BagQueue> queues = new(StringComparer.Ordinal);

    public bool IsUp { get; set; } = true;

    public bool SentinelStands { get; set; }

    /// <summary>Grows with every wipe: what was handed out before cannot be acknowledged after.</summary>
    public int Era { get; private set; }

    public void Declare(string queue) => queues.TryAdd(queue, new BagQueue());

    /// <summary>False: there is no such queue.</summary>
    public bool Put(string queue, object body, Guid id)
    {
        if (!queues.TryGetValue(queue, out var bag)) return false;
        if (world.Dice.Chance(world.Faults.Lose))
        {
            world.Say("message lost", $"broker loses {body.GetType().Name}");
            return true;
        }

        Add(queue, bag, new Mail(id, body, false));
        if (world.Dice.Chance(world.Faults.Duplicate)) Add(queue, bag, new Mail(id, body, false));
        return true;
    }

    public void Consume(string queue, IConsumer consumer)
    {
        Declare(queue);
        var bag = queues[queue];
        if (!bag.Consumers.Contains(consumer)) bag.Consumers.Add(consumer);
        Kick(queue, bag);
    }

    /// <summary>A connection is gone: what it had not acknowledged comes again.</summary>
    public void Drop(IConsumer consumer)
    {
        foreach (var (name, bag) in queues)
        {
            bag.Consumers.Remove(consumer);
            foreach (var handed in bag.Unacknowledged.Where(h => h.Consumer == consumer).ToList()) handed.Return();
            Kick(name, bag);
        }
    }

    public void Wipe()
    {
        world.Say("wipe", $"broker loses everything");
        Era++;
        queues.Clear();
        SentinelStands = false;
    }

    /// <summary>A consumer has room again.</summary>
    public void Kick(IConsumer consumer)
    {
        foreach (var (name, bag) in queues)
            if (bag.Consumers.Contains(consumer)) Kick(name, bag);
    }

    internal void Return(string queue, Mail mail)
    {
        if (queues.TryGetValue(queue, out var bag)) Add(queue, bag, mail with { Redelivered = true });
    }

    private void Add(string queue, BagQueue bag, Mail mail)
    {
        bag.Mails.Add(mail);
        Kick(queue, bag);
    }

    private void Kick(string queue, BagQueue bag)
    {
        if (bag.Mails.Count == 0 || bag.Consumers.Count == 0 || bag.IsKicked) return;
        bag.IsKicked = true;
        world.Loop.After(TimeSpan.FromMicroseconds(world.Dice.Roll(20_000)), () =>
        {
            bag.IsKicked = false;
            Deliver(queue, bag);
        });
    }

    private void Deliver(string queue, BagQueue bag)
    {
        if (!IsUp || bag.Mails.Count == 0) return;
        var ready = bag.Consumers.FindAll(c => c.IsReady);
        if (ready.Count == 0) return;
        var place = world.Dice.Roll(bag.Mails.Count);
        var mail = bag.Mails[place];
        bag.Mails.RemoveAt(place);
        var consumer = world.Dice.Pick(ready);
        var handed = new Handed(this, queue, bag, mail, consumer);
        bag.Unacknowledged.Add(handed);
        Kick(queue, bag);
        consumer.Receive(handed);
    }
}

internal sealed record Mail(Guid Id, object Body, bool Redelivered);

internal sealed class BagQueue
{
    public List<Mail> Mails { get; } = [];
    public List<IConsumer> Consumers { get; } = [];
    public List<Handed> Unacknowledged { get; } = [];
    public bool IsKicked { get; set; }
}

internal interface IConsumer
{
    bool IsReady { get; }

    void Receive(Handed handed);
}

/// <summary>A message in a consumer's hands until it is acknowledged or returned.</summary>
internal sealed class Handed(BagBroker broker, string queue, BagQueue bag, Mail mail, IConsumer consumer)
{
    private readonly int era = broker.Era;

    /// <summary>It came past every queue: to acknowledge or to return it does nothing.</summary>
    public static Handed ByNobody(BagBroker broker, Mail mail, IConsumer consumer) => new(broker, "", new BagQueue(), mail, consumer);

    public Mail Mail => mail;

    public IConsumer Consumer => consumer;

    /// <summary>Nothing happens where the broker has given it to another meanwhile.</summary>
    public void Acknowledge()
    {
        if (bag.Unacknowledged.Remove(this)) broker.Kick(consumer);
    }

    public void Return()
    {
        if (bag.Unacknowledged.Remove(this) && era == broker.Era) broker.Return(queue, mail);
    }
}
