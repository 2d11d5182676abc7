using System.Diagnostics;
using Npgsql;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Checks;
using QueueAgents.TestNodes;

namespace QueueAgents.Chaos.Storm;

/// <summary>Looks at the rows while things are killed: what must hold at any time, and whether anything still moves.</summary>
internal sealed class Watch(RunningFleet fleet, RabbitNode broker)
{
    private readonly Stopwatch _still = Stopwatch.StartNew();
    private readonly HashSet<string> _found = [];
    private (long Ended, long Versions, long Outbox) _seen;

    /// <summary>What the checks found, at any look.</summary>
    public IReadOnlyCollection<string> Found => _found;

    public int Looks { get; private set; }

    public long Ended => _seen.Ended;

    /// <summary>The longest time without any change of any run.</summary>
    public TimeSpan LongestPause { get; private set; }

    /// <summary>
    /// Until <paramref name="over"/> holds. No change of any run for <paramref name="still"/> ends it with all there is to know about why.
    /// </summary>
    public async Task UntilAsync(string what, Func<(long Ended, long Versions, long Outbox), bool> over, TimeSpan still, TimeSpan deadline)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await LookAsync();
                if (over(_seen)) return;
            }
            catch (Exception thrown) when (thrown is NpgsqlException or IOException)
            {
                // Our session was terminated with the others.
            }

            if (_still.Elapsed > still || clock.Elapsed > deadline) throw new TimeoutException(await TellAsync(what));
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private async Task LookAsync()
    {
        await using var connection = await fleet.Database.OpenConnectionAsync();
        await using (var command = new NpgsqlCommand("select count(*) filter (where state >= 6), coalesce(sum(version), 0)::bigint, (select count(*) from outbox) from run", connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            await reader.ReadAsync();
            var seen = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
            if (_still.Elapsed > LongestPause) LongestPause = _still.Elapsed;
            if (seen != _seen) _still.Restart();
            _seen = seen;
        }

        if (++Looks % 5 == 0) _found.UnionWith(await Check.RunAsync(connection, Check.All.Where(c => !c.Drained)));
    }

    private async Task<string> TellAsync(string what)
    {
        List<string> told = [$"Waited for: {what}; nothing has moved for {_still.Elapsed.TotalSeconds:0} s. Ended: {_seen.Ended}, outbox: {_seen.Outbox}."];
        await AddAsync("open runs", "select id, agent, state, version, seq, step, wait_kind, wake_at - now() as wake_in, now() - updated_at as still from run where state < 6 order by updated_at limit 20");
        await AddAsync("open steps", "select run_id, seq, attempt, kind, phase, due_at - now() as due_in, owner, lost, queue from dispatch where ended_at is null order by due_at limit 30");
        await AddAsync("outbox", "select run_id, type, due_at - now() as due_in, tries from outbox order by due_at limit 20");
        await AddAsync("workers", "select instance, in_flight, now() - seen_at as silent from worker");
        told.Add(fleet.Tails());
        told.Add("broker: " + broker.Log(15));
        await TryAsync(async () => told.Add("queues: " + string.Join(", ", (await broker.QueueDepths()).Select(q => $"{q.Key} {q.Value.Ready}+{q.Value.Unacked}"))));
        return string.Join('\n', told);

        Task AddAsync(string title, string sql) => TryAsync(async () => told.AddRange([$"{title}:", .. await fleet.RowsAsync(sql)]));

        // Half a story is better than the story of why it cannot be told.
        async Task TryAsync(Func<Task> tell)
        {
            try
            {
                await tell();
            }
            catch (Exception thrown) when (thrown is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                told.Add($"not to be had: {thrown.Message}");
            }
        }
    }
}
