using System.IO.Pipelines;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Orchestration.Watching;
using QueueAgents.Transport;

namespace QueueAgents.Http.Events;

/// <summary>
/// What one client has not seen yet of one run, page by page from the database. Between pages nothing is held for it but its last version.
/// </summary>
internal sealed class RunFeed(IRunReader runs, RunWatch watch, ILive live, OpenStreams streams, HttpOptions options, TimeProvider time)
{
    private const int Page = 100;
    private const int RetryMilliseconds = 2_000;

    /// <summary>Ends after the run's last transition, or when the client is gone.</summary>
    /// <exception cref="TimeoutException">The client does not read.</exception>
    public async Task WriteAsync(Guid runId, int last, PipeWriter output, CancellationToken ct)
    {
        var stream = new EventStream(output, options.ReadWithin, time);
        using var heard = new HeardText(live, runId);
        using var watcher = watch.Watch(runId); // Before the first page, so that no change falls between reading and waiting.
        stream.Retry(RetryMilliseconds);
        if (!await stream.FlushAsync(ct)) return;
        while (true)
        {
            var page = await streams.ReadAsync(() => runs.TransitionsAsync(runId, last, Page, ct), ct);
            foreach (var transition in page)
            {
                heard.Over(transition);
                stream.Transition(TransitionView.Of(transition));
            }

            if (page.Count > 0)
            {
                last = page[^1].Version;
                if (!await stream.FlushAsync(ct) || IsLast(page[^1])) return;
            }

            if (page.Count < Page && !await NewerAsync(watcher, last, heard, stream, ct)) return;
        }
    }

    private static bool IsLast(Transition transition) => transition.To is RunState.Completed or RunState.Cancelled; // R5

    /// <summary>Meanwhile the client hears what is said. False where it is gone.</summary>
    private async Task<bool> NewerAsync(Watcher watcher, int last, HeardText heard, EventStream stream, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var newer = watcher.NewerThanAsync(last, over.Token);
        var something = heard.SomethingAsync(over.Token);
        while (true)
        {
            try
            {
                await Task.WhenAny(newer, something).WaitAsync(options.Heartbeat, time, ct);
                foreach (var text in heard.Take()) stream.Text(text);
                if (newer.IsCompleted) return await EndAsync(newer, something, over);
                if (something.IsCompleted) something = heard.SomethingAsync(over.Token);
            }
            catch (TimeoutException)
            {
                stream.Heartbeat();
            }

            if (!await stream.FlushAsync(ct)) return false;
        }
    }

    private static async Task<bool> EndAsync(Task<int> newer, Task something, CancellationTokenSource over)
    {
        await newer;
        await over.CancelAsync();
        await something.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }
}
