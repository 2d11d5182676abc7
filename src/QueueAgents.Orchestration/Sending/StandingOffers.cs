using QueueAgents.Transport;

namespace QueueAgents.Orchestration.Sending;

/// <summary>
/// Workers that have just been left without a next step, for one that nobody was there to go on with, most often the first of another run: where runs
/// come one after the other, it would find the same worker by a queue. Few for each worker and queue, so that a crowd of new runs goes to all of them.
/// </summary>
internal sealed class StandingOffers(TimeProvider time)
{
    private const int MaxPerWorker = 4;

    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Standing>> queues = new(StringComparer.Ordinal);

    /// <summary>A worker that has made enough of them loses its oldest.</summary>
    public void Keep(Offer offer)
    {
        lock (gate)
        {
            if (!queues.TryGetValue(offer.Queue, out var offers)) queues[offer.Queue] = offers = [];
            Forget(offers);
            if (offers.FindAll(standing => standing.Offer.Worker == offer.Worker) is { Count: MaxPerWorker } own) offers.Remove(own[0]);
            offers.Add(new(offer, time.GetTimestamp()));
        }
    }

    /// <summary>The newest: its worker is the likeliest to have room still.</summary>
    public Offer? Take(string queue)
    {
        lock (gate)
        {
            if (!queues.TryGetValue(queue, out var offers)) return null;
            Forget(offers);
            if (offers is not [.., var newest]) return null;
            offers.RemoveAt(offers.Count - 1);
            return newest.Offer;
        }
    }

    public void ForgetOld()
    {
        lock (gate)
        {
            foreach (var (queue, offers) in queues)
            {
                Forget(offers);
                if (offers.Count == 0) queues.Remove(queue);
            }
        }
    }

    /// <summary>They stand in the order they came in.</summary>
    private void Forget(List<Standing> offers)
    {
        var over = offers.FindIndex(standing => time.GetElapsedTime(standing.At) < Handing.OfferedFor);
        offers.RemoveRange(0, over < 0 ? offers.Count : over);
    }

    private readonly record struct Standing(Offer Offer, long At);
}
