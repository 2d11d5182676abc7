using System.Collections.Concurrent;
using Npgsql;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.Samples.Refunds;

namespace QueueAgents.Chaos.Refunds;

/// <summary>Customers who want their money back, and the person who approves what is above the limit: every fifth of those is denied.</summary>
internal sealed class Customers(RunningFleet fleet, int count)
{
    private readonly ConcurrentDictionary<Guid, byte> _answering = new();

    /// <summary>By run: the number of the order.</summary>
    public Dictionary<Guid, int> Orders { get; } = Enumerable.Range(1, count).ToDictionary(_ => Guid.CreateVersion7());

    /// <summary>Odd numbers are above the limit.</summary>
    public static bool IsDenied(int order) => order % 10 == 1;

    public async Task SubmitAllAsync(TimeSpan over)
    {
        List<Task> submissions = [];
        foreach (var (run, order) in Orders)
        {
            submissions.Add(fleet.Client.SubmitAsync(new SubmitRun
            {
                RunId = run, Agent = RefundsAgent.Name, Input = Json.Of($"My order C-{order} never came. Refund it."), Key = $"order {order}",
            }));
            await Task.Delay(over / count);
        }

        await Task.WhenAll(submissions);
    }

    /// <summary>Answers what is asked until it is told to stop; the answers are repeated on the way like everything else.</summary>
    public async Task AnswerAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            foreach (var pending in await PendingAsync(ct))
                if (_answering.TryAdd(pending.RequestId, 0)) _ = AnswerAsync(pending);
            await Task.Delay(TimeSpan.FromMilliseconds(300), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task AnswerAsync(AnswerRun answer)
    {
        await fleet.Client.AskAsync(answer);
        // Where it still waits, it is found again.
        _answering.TryRemove(answer.RequestId, out _);
    }

    private async Task<List<AnswerRun>> PendingAsync(CancellationToken ct)
    {
        await using var command = fleet.Database.CreateCommand("select run_id, request::jsonb ->> 'id', request::jsonb ->> 'hash' from dispatch where ended_at is null and phase = 6");
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        List<AnswerRun> pending = [];
        while (!ct.IsCancellationRequested && await reader.ReadAsync(CancellationToken.None))
        {
            var run = reader.GetGuid(0);
            pending.Add(new AnswerRun
            {
                RunId = run, RequestId = Guid.Parse(reader.GetString(1)), Hash = reader.GetString(2), Approve = !IsDenied(Orders[run]), Reason = "as always", By = "the clerk",
            });
        }

        return pending;
    }
}
