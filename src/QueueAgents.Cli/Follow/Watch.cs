using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Follow;

/// <summary>Looks at one run again and again. Of its steps it reads only those from the first unfinished one on, however many there are.</summary>
internal sealed class Watch(IRunReader runs, Guid runId, IAgentFace face, TimeProvider time)
{
    private const int Page = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HashSet<int> _ended = [];
    private readonly HashSet<(int Seq, int Attempt)> _begun = [];
    private int _settled;
    private int _begunBefore;
    private int _repeatedBefore;

    public IAgentFace Face => face;

    /// <summary>The run as it is now.</summary>
    public async Task<Sight> LookAsync(CancellationToken ct)
    {
        // The run first: whatever ends after it was read is counted the next time.
        var run = await runs.FindAsync(runId, ct) ?? throw new InvalidOperationException($"Run {runId} is gone.");
        while (await TakePageAsync(ct)) { }
        return new Sight(run, _begunBefore + _begun.Count, _repeatedBefore + _begun.Count(a => a.Attempt > 1), time.GetUtcNow());
    }

    public Task PauseAsync(CancellationToken ct) => Task.Delay(Pause, time, ct);

    /// <returns>Whether the page was full and all of it is settled, so that there may be more.</returns>
    private async Task<bool> TakePageAsync(CancellationToken ct)
    {
        var rows = await runs.AttemptsAsync(runId, _settled, Page, ct);
        foreach (var row in rows)
        {
            if (row.Phase != DispatchPhase.Held) _begun.Add((row.Seq, row.Attempt));
            if (IsOver(row) && _ended.Add(row.Seq)) face.Take(row);
        }

        var before = _settled;
        while (_ended.Remove(_settled + 1)) _settled++;
        Forget();
        return rows.Count >= Page && _settled > before;
    }

    /// <summary>Settled steps are not read again: they are only counted.</summary>
    private void Forget()
    {
        _begunBefore += _begun.Count(a => a.Seq <= _settled);
        _repeatedBefore += _begun.Count(a => a.Seq <= _settled && a.Attempt > 1);
        _begun.RemoveWhere(a => a.Seq <= _settled);
    }

    /// <summary>Nothing more comes of this step: an attempt that failed or was lost is followed by another one, unless it was the last.</summary>
    private static bool IsOver(Dispatch row) => row.Outcome is DispatchOutcome.Ok;
}

/// <summary>A run, seen at one moment.</summary>
/// <param name="Begun">Attempts that were handed out.</param>
/// <param name="Repeated">Those of them that were not the first of their step.</param>
internal sealed record Sight(RunFacts Run, int Begun, int Repeated, DateTimeOffset At)
{
    /// <summary>Nothing happens to it until somebody outside acts.</summary>
    public bool StandsStill => Run is { State: RunState.Paused } or { State: RunState.Waiting, Wait: { Kind: not WaitKind.Timer, Until: null }, Deadline: null };
}
