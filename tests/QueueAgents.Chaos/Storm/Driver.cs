using System.Collections.Concurrent;
using Npgsql;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;

namespace QueueAgents.Chaos.Storm;

/// <summary>
/// The world around the fleet: submits errands at an even pace, and answers and signals those that wait. What nobody confirmed is unknown
/// and is said again, under the same id.
/// </summary>
internal sealed class Driver(RunningFleet fleet, StormOptions options)
{
    private readonly Random _chance = new(options.Seed + 1);
    private readonly ConcurrentDictionary<Guid, byte> _asked = new();
    private int _unknown;
    private int _repeats;

    /// <summary>By run; the value says whether somebody acknowledged it.</summary>
    public ConcurrentDictionary<Guid, bool> Submissions { get; } = new();

    public Dictionary<Guid, ErrandOrder> Orders { get; } = [];

    /// <summary>Requests nobody answered in time.</summary>
    public int Unknown => _unknown;

    /// <summary>Submissions that had been carried out before.</summary>
    public int Repeats => _repeats;

    public bool AllAcknowledged => Submissions.Count == options.Runs && Submissions.Values.All(acknowledged => acknowledged);

    public async Task SubmitAllAsync()
    {
        List<Task> submissions = [];
        for (var no = 1; no <= options.Runs; no++)
        {
            var run = Guid.CreateVersion7();
            // Most steps are short; some are long enough to be claimed and to be found leased when their worker dies.
            var work = _chance.NextDouble() < 0.12 ? TimeSpan.FromSeconds(1 + (2 * _chance.NextDouble())) : TimeSpan.FromMilliseconds(_chance.Next(10, 120));
            Orders[run] = new ErrandOrder(no, Asks: no % 2 == 0, Nap: TimeSpan.FromSeconds(0.5 + _chance.NextDouble()), work);
            submissions.Add(SubmitAsync(run, Orders[run]));
            await Task.Delay(options.Lasts * 0.9 / options.Runs);
        }

        await Task.WhenAll(submissions);
    }

    /// <summary>Answers what is asked, from the rows: the events that tell of it are lost with a broker.</summary>
    public async Task AnswerAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                foreach (var (run, request, no) in await WaitingAsync(ct))
                {
                    if (_asked.TryAdd(run, 0)) _ = HearAsync(run, request, no);
                }
            }
            catch (Exception thrown) when (thrown is NpgsqlException or IOException)
            {
                // Our session was terminated with the others.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SubmitAsync(Guid run, ErrandOrder order)
    {
        var submit = new SubmitRun { RunId = run, Agent = Errand.Name, Input = Json.Of(order), Key = $"errand {order.No}" };
        Submissions[run] = false;
        // A fifth of the signals come before anybody waits for them.
        if (order is { Asks: false } && order.No % 5 == 0) _ = SignalEarlyAsync(run, order);
        await UntilKnownAsync(submit);
        Submissions[run] = true;
        if (order.No % 10 == 0 && await UntilKnownAsync(submit) is RunAccepted { Already: true }) Interlocked.Increment(ref _repeats);
    }

    private async Task SignalEarlyAsync(Guid run, ErrandOrder order)
    {
        while (!Submissions[run]) await Task.Delay(TimeSpan.FromMilliseconds(50));
        await UntilKnownAsync(Signal(run, order.No));
    }

    private async Task HearAsync(Guid run, Guid? request, int no)
    {
        _ = request is { } id
            ? await fleet.Client.AskAsync(new AnswerRun { RunId = run, RequestId = id, Body = Json.Of(Errand.Answer(no)), By = "driver" })
            : await fleet.Client.AskAsync(Signal(run, no));
        // Where it still waits, it is found again.
        _asked.TryRemove(run, out _);
    }

    private static SignalRun Signal(Guid run, int no) =>
        new() { RunId = run, Name = Errand.Go, Body = Json.Of(Errand.Answer(no)), ClientKey = $"go {no}", By = "driver" };

    private async Task<object> UntilKnownAsync<T>(T command) where T : class
    {
        while (true)
        {
            switch (await fleet.Client.AskAsync(command))
            {
                case RunRejected rejected: throw new InvalidOperationException($"{typeof(T).Name} of {rejected.RunId} was refused: {rejected.Code}: {rejected.Reason}");
                case { } answer: return answer;
                default: Interlocked.Increment(ref _unknown); break;
            }
        }
    }

    private async Task<List<(Guid Run, Guid? Request, int No)>> WaitingAsync(CancellationToken ct)
    {
        await using var command = fleet.Database.CreateCommand("select id, wait_request_id, wait_kind from run where state = 3 and wait_kind in (1, 2)");
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<(Guid, Guid?, int)> waiting = [];
        while (await reader.ReadAsync(ct))
        {
            var run = reader.GetGuid(0);
            waiting.Add((run, reader.GetInt16(2) == 1 ? reader.GetGuid(1) : null, Orders[run].No));
        }

        return waiting;
    }
}
