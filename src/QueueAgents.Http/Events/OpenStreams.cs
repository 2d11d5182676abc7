using QueueAgents.Http.Problems;

namespace QueueAgents.Http.Events;

/// <summary>How many event streams this server has open, and how many of them read the database at a time.</summary>
internal sealed class OpenStreams(HttpOptions options) : IDisposable
{
    private readonly SemaphoreSlim reads = new(options.StreamReads);
    private int open;

    /// <exception cref="ProblemException">There are as many as there may be.</exception>
    public IDisposable Open()
    {
        if (Interlocked.Increment(ref open) <= options.MaxStreams) return new Place(this);
        Interlocked.Decrement(ref open);
        throw Problem.TooManyStreams.Because("Come back later, or ask another server.");
    }

    /// <summary>A commit that a thousand streams wait for must not take every connection to the database.</summary>
    public async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken ct)
    {
        await reads.WaitAsync(ct);
        try
        {
            return await read();
        }
        finally
        {
            reads.Release();
        }
    }

    public int Count => Volatile.Read(ref open);

    public void Dispose() => reads.Dispose();

    private sealed class Place(OpenStreams streams) : IDisposable
    {
        private OpenStreams? streams = streams;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref streams, null) is { } left) Interlocked.Decrement(ref left.open);
        }
    }
}
