using QueueAgents.TestNodes;

namespace QueueAgents.Benchmarks.Fleets;

/// <summary>A fleet that is being started: ended again where that fails, with the last words of its processes.</summary>
internal sealed class Starting(Contender fleet) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private bool works;

    /// <exception cref="InvalidOperationException">A process has ended, or it took too long; the message has what they wrote last.</exception>
    public async Task UntilAsync(string what, Func<Task<bool>> holds)
    {
        var why = "a process has ended";
        try
        {
            await Eventually.Async(what, async () => HasEnded || await holds(), Patience);
            works = !HasEnded;
        }
        catch (TimeoutException late)
        {
            why = late.Message;
        }

        if (works) return;
        var words = new List<string>();
        foreach (var process in fleet.Servers.Concat(fleet.Workers)) words.Add(await process.EndAsync());
        throw new InvalidOperationException($"{fleet.Name} did not start: {why}.\n{string.Join('\n', words)}");
    }

    private bool HasEnded => fleet.Servers.Concat(fleet.Workers).Any(process => process.HasExited);

    public async ValueTask DisposeAsync()
    {
        if (!works) await fleet.DisposeAsync();
    }
}
