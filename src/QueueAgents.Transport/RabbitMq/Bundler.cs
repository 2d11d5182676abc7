using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;

namespace QueueAgents.Transport.RabbitMq;

/// <summary>Puts sendings into message bodies: those for one queue that may share into one, up to its bounds.</summary>
internal sealed class Bundler
{
    /// <summary>So many travel together at most: whoever gets the message does them all.</summary>
    public const int MaxMessages = 32;
    public const int MaxBytes = 128 << 10;

    private readonly Dictionary<string, Bundle> open = new(StringComparer.Ordinal);

    /// <summary>
    /// Publishes what waits until it is cancelled: whatever has queued up while the last bundle was written leaves together, and a lonely sending
    /// leaves at once.
    /// </summary>
    public static async Task LeaveAsync(ChannelReader<Sending> waiting, Func<Bundle, ValueTask> publish, CancellationToken ct)
    {
        var bundler = new Bundler();
        while (await waiting.WaitToReadAsync(ct))
        {
            while (waiting.TryRead(out var sending))
            {
                if (sending.IsOver) continue;
                foreach (var full in bundler.Add(sending)) await publish(full);
            }

            foreach (var bundle in bundler.Rest()) await publish(bundle);
        }
    }

    /// <summary>What is full by this; most often nothing.</summary>
    public IEnumerable<Bundle> Add(Sending sending)
    {
        if (!sending.MayShare)
        {
            var alone = new Bundle(sending.Queue);
            alone.Add(sending);
            yield return alone;
            yield break;
        }

        if (!open.TryGetValue(sending.Queue, out var bundle)) open[sending.Queue] = bundle = new Bundle(sending.Queue);
        bundle.Add(sending);
        if (bundle.Sendings.Count < MaxMessages && bundle.Bytes < MaxBytes) yield break;
        open.Remove(sending.Queue);
        yield return bundle;
    }

    /// <summary>Everything that has not left yet.</summary>
    public IReadOnlyList<Bundle> Rest()
    {
        if (open.Count == 0) return [];
        List<Bundle> rest = [.. open.Values];
        open.Clear();
        return rest;
    }
}

/// <summary>A message body being written.</summary>
internal sealed class Bundle(string queue)
{
    private readonly ArrayBufferWriter<byte> body = new(2_048);
    private readonly List<Sending> sendings = [];

    public string Queue => queue;
    public IReadOnlyList<Sending> Sendings => sendings;
    public int Bytes => body.WrittenCount;

    public void Add(Sending sending)
    {
        body.Write(sendings.Count == 0 ? "["u8 : ","u8);
        using (var writer = new Utf8JsonWriter(body)) JsonSerializer.Serialize(writer, sending.Message, StepJson.Rules.StepMessage);
        sendings.Add(sending);
    }

    /// <summary>The whole body.</summary>
    public ReadOnlyMemory<byte> Close()
    {
        body.Write("]"u8);
        return body.WrittenMemory;
    }
}
