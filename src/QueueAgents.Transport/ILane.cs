namespace QueueAgents.Transport;

/// <summary>
/// The way of steps and outcomes: over RabbitMQ, or through memory where server and worker are one process. Everything else the fleet says
/// goes over the bus.
/// </summary>
internal interface ILane
{
    /// <summary>Raised when everything of <see cref="Open"/> is being read: at start, and after each time the broker was lost.</summary>
    event Action? Opened;

    /// <summary>Begins to read, and goes on until it is disposed, whatever the broker does.</summary>
    void Open(IReadOnlyList<Reading> readings);

    /// <summary>
    /// True: a queue has it, safely. False: there is no such queue. It ends within the send timeout; an exception means "not known to have arrived".
    /// </summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="message">What to send.</param>
    /// <param name="mayShare">It may travel with others that are there anyway, and then ends at the same reader. Nothing ever waits for company.</param>
    Task<bool> SendAsync(string queue, StepMessage message, bool mayShare);

    /// <summary>
    /// Straight back to the process a message came from, past every queue. Nothing keeps the message meanwhile but the caller.
    /// </summary>
    /// <param name="address">The message's <see cref="Arrived.From"/>.</param>
    /// <param name="message">What to send.</param>
    /// <param name="late">
    /// Takes what comes after the answer, where the message says that this is welcome: at most once, and within <see cref="Handing.TakenWithin"/> or
    /// somewhat later.
    /// </param>
    Task<SentBack> SendBackAsync(string address, StepMessage message, Action<StepMessage>? late = null);

    /// <summary>Takes nothing more from these queues; what was taken goes on.</summary>
    Task StopReadingAsync(IReadOnlyCollection<string> stopped, CancellationToken ct);
}

/// <summary>What became of a message that was sent straight back.</summary>
/// <param name="Done">
/// True: that process is done with it. False: it is not there, will not have it, or has said nothing within the send timeout; it may have it all the same.
/// </param>
/// <param name="Next">What came with the answer. Nothing keeps it but who has it now.</param>
internal readonly record struct SentBack(bool Done, StepMessage? Next = null);

/// <summary>A queue to read, and who takes what it holds.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Prefetch">How many messages may be under way here.</param>
/// <param name="Take">Ends when the message is done with.</param>
internal sealed record Reading(string Queue, ushort Prefetch, Func<Arrived, Task<Verdict>> Take)
{
    /// <summary>It also takes what is sent back to this process, see <see cref="ILane.SendBackAsync"/>.</summary>
    public bool TakesBack { get; init; }

    /// <summary>What it may have ahead of others that read the queue; null: all share it.</summary>
    public Precedence? Precedence { get; init; }

    /// <summary>Whatever is wrong with one message, the others go on.</summary>
    public async Task<Verdict> OfferAsync(Arrived arrived)
    {
        try
        {
            return await Take(arrived);
        }
#pragma warning disable CA1031 // The reason goes with the message, to where somebody sees it.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            return arrived.Lost.IsCancellationRequested ? Verdict.HandBack : Verdict.Refuse(thrown);
        }
    }
}

/// <summary>A message that has come.</summary>
/// <param name="Message">The message.</param>
/// <param name="Bytes">About how large it was.</param>
/// <param name="Redelivered">It, or one it travelled with, may have come before.</param>
/// <param name="Lost">Cancelled when it can no longer be acknowledged: the broker gives it to somebody again.</param>
internal sealed record Arrived(StepMessage Message, int Bytes, bool Redelivered, CancellationToken Lost)
{
    /// <summary>Where what it brings about may be sent straight back to; null where nobody waits for it.</summary>
    public string? From { get; init; }

    /// <summary>It came with the answer to a message: no queue keeps it.</summary>
    public bool ByAnswer { get; init; }

    /// <summary>
    /// Its sender waits for the answer, and takes what comes with it, see <see cref="Verdict.Next"/>, or after it, by this. False: nothing can be
    /// sent there any more; true says only that it was sent. Null: nobody waits.
    /// </summary>
    public Func<StepMessage, bool>? Follow { get; init; }
}

/// <summary>What becomes of a message.</summary>
internal readonly record struct Verdict(bool Again, Exception? Refusal)
{
    /// <summary>Goes to its sender with the answer. Nothing keeps it: whoever gives it must notice that it never came.</summary>
    public StepMessage? Next { get; private init; }

    /// <summary>It is acknowledged.</summary>
    public static Verdict Done => default;

    /// <summary>It is acknowledged, and answered with what follows from it, if anything.</summary>
    public static Verdict DoneWith(StepMessage? next) => new() { Next = next };

    /// <summary>It goes back to its queue, for whoever reads it.</summary>
    public static Verdict HandBack => new(true, null);

    /// <summary>It goes to the error queue, with the reason: nothing makes it acceptable.</summary>
    public static Verdict Refuse(Exception why) => new(false, why);
}
