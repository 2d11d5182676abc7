using QueueAgents.Cli.Reach;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Follow;

/// <summary>Looks at one run again and again. Of its steps it reads only those from the first unfinished one on, however many there are.</summary>
internal sealed class Watch(IFleet fleet, Guid runId, IAgentFace face, TimeProvider time)
{
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
        var run = await fleet.FindAsync(runId, ct) ?? throw new InvalidOperationException($"Run {runId} is gone.");
        while (await TakePageAsync(ct)) { }
        return new Sight(run, _begunBefore + _begun.Count, _repeatedBefore + _begun.Count(a => a.Attempt > 1), time.GetUtcNow());
    }

    /// <returns>Whether all of the page is settled and there is more.</returns>
    private async Task<bool> TakePageAsync(CancellationToken ct)
    {
        var page = await fleet.AttemptsAsync(runId, _settled, ct);
        foreach (var attempt in page.Rows)
        {
            if (attempt.Status != "held") _begun.Add((attempt.Seq, attempt.Attempt));
            if (IsOver(attempt) && _ended.Add(attempt.Seq)) face.Take(attempt);
        }

        var before = _settled;
        while (_ended.Remove(_settled + 1)) _settled++;
        Forget();
        return page.More && _settled > before;
    }

    /// <summary>Settled steps are not read again: they are only counted.</summary>
    private void Forget()
    {
        _begunBefore += _begun.Count(a => a.Seq <= _settled);
        _repeatedBefore += _begun.Count(a => a.Seq <= _settled && a.Attempt > 1);
        _begun.RemoveWhere(a => a.Seq <= _settled);
    }

    /// <summary>Nothing more comes of this step: an attempt that failed or was lost is followed by another one, unless it was the last.</summary>
    private static bool IsOver(AttemptView attempt) => attempt.Status == "ok";
}
