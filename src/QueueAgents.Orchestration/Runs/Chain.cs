using QueueAgents.Contracts;
using QueueAgents.Orchestration.History;
using QueueAgents.Orchestration.Rules;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Runs;

/// <summary>
/// The messages of one run in one batch, folded: each is decided on what the one before left, and all that was decided becomes one
/// guarded write (Version + k, k transitions). The only place where a run's facts change. // R7
/// </summary>
internal sealed class Chain
{
    private readonly RunFacts before;
    private readonly Found found;
    private readonly Dictionary<(int Seq, int Attempt), (Dispatch Row, bool IsNew)> rows = [];
    private readonly HashSet<(int Seq, int Attempt)> postponed = [];
    private readonly List<Transition> transitions = [];
    private readonly List<KeptSignal> newSignals = [];
    private readonly List<int> takenSignals = [];
    private readonly List<EffectRow> effects = [];
    private readonly List<TranscriptItem> items = [];
    private readonly Dictionary<MemoryPlace, MemoryRow> memory = [];
    private readonly List<Outgoing> messages = [];
    private readonly List<(int Seq, int Attempt)> spent = [];
    private bool superseded;

    public Chain(Guid runId, LoadedRun loaded)
    {
        before = loaded.Run ?? new RunFacts { RunId = runId, Tenant = "", Agent = "", SubmissionHash = "" };
        found = new Found(loaded);
        Run = before;
    }

    /// <summary>The run as it was read.</summary>
    public RunFacts Before => before;

    /// <summary>The run as the decisions so far have left it.</summary>
    public RunFacts Run { get; private set; }

    /// <summary>What a rule decided about the message at hand; set by the state machine.</summary>
    public Decision? Last { get; private set; }

    public bool Changed => transitions.Count > 0;

    /// <summary>The open row of the one step the run awaits, where its outcome can be decided on the run and this row alone.</summary>
    public Dispatch? Awaits
        => Run is { State: RunState.Running, KeptSignals: 0, Group: { Count: 1, Join: null } group } && found.Row(group.First) is { IsOpen: true } row ? row : null;

    /// <summary>Rows to hand to the broker once this is committed.</summary>
    public IEnumerable<Dispatch> ToSend => rows.Values.Select(r => r.Row)
        .Where(r => r.IsOpen && r.Phase == DispatchPhase.Unsent && !postponed.Contains((r.Seq, r.Attempt)));

    public IReadOnlyList<Outgoing> Messages => messages;

    public IReadOnlyList<Transition> Transitions => transitions;

    public Decision Decide<T>(Rule<T> rule, T message, string eventName, Cause cause, Moment moment)
    {
        var decision = rule.Apply(Run, found, message, moment);
        // A copy of a message that this very chain has taken: two transitions of one cause would fail the whole batch. // R12
        if (decision.Run is not null) decision = transitions.Exists(taken => taken.CommandId == cause.MessageId) ? Decision.Already(Run) : Take(decision, eventName, cause, moment);
        return Last = decision;
    }

    /// <summary>A rule threw: the run stands still until a person looks at it, and the rest of the fleet goes on.</summary>
    public Decision Park(Exception thrown, string eventName, Cause cause, Moment moment)
    {
        if (!Run.IsOpen) return Last = Decision.Ignore("threw");
        var error = new StepError { Type = "decision-threw", Message = $"{eventName}: {thrown.GetType().Name}: {thrown.Message}" };
        return Last = Take(Endings.Parked(Run, error), eventName, cause, moment);
    }

    /// <summary>What to commit; null where nothing changed.</summary>
    public RunChange? ToChange(Func<Outgoing, OutboxRow> store) => Changed ? new RunChange
    {
        ExpectedVersion = before.Version,
        Run = Run,
        DocumentChanged = Run.Document != before.Document,
        Transitions = transitions,
        NewRows = [.. rows.Values.Where(r => r.IsNew).Select(r => r.Row)],
        ChangedRows = [.. rows.Values.Where(r => !r.IsNew).Select(r => r.Row)],
        SupersedeOpen = superseded,
        NewSignals = newSignals,
        TakenSignals = takenSignals,
        Effects = effects,
        Items = items,
        Memory = memory.Count == 0 ? [] : [.. memory.Values.Where(row => row.ExpectedVersion > 0 || !row.Deletes).Order(MemoryRow.InOrder)],
        Outbox = [.. messages.Where(m => m.Route != Route.Courtesy).Select(store)],
        SpentPayloads = spent,
    } : null;

    private Decision Take(Decision decision, string eventName, Cause cause, Moment moment)
    {
        // What may throw comes first: a decision is taken whole or not at all.
        var from = Run;
        var to = decision.Run! with { Version = from.Version + 1, UpdatedAt = moment.Now };
        var wayBack = to.Document == from.Document ? null : JsonDiff.Diff(to.Document.Text, from.Document.Text);
        Run = to with { WakeAt = Timers.WakeAt(to) };

        if (decision.SupersedeOpen) Supersede(moment);
        foreach (var row in decision.ChangedRows) Keep(row, isNew: false);
        foreach (var row in decision.NewRows)
        {
            Keep(row, isNew: true);
            if (decision.SendLater) postponed.Add((row.Seq, row.Attempt));
        }

        if (decision.NewSignal is { } signal)
        {
            newSignals.Add(signal);
            found.Put(signal);
        }

        if (decision.TakenSignal is { } taken) TakeSignal(taken, moment);
        effects.AddRange(decision.Effects);
        items.AddRange(decision.Items);
        foreach (var row in decision.Memory) Keep(row);
        for (var i = 0; i < decision.Messages.Count; i++)
        {
            var (route, message) = decision.Messages[i];
            messages.Add(new Outgoing(MessageIds.OfMessage(Run.RunId, Run.Version, i), Run.RunId, route, message));
        }

        transitions.Add(new Transition
        {
            RunId = Run.RunId,
            Version = Run.Version,
            From = from.State,
            To = Run.State,
            Event = eventName,
            Detail = decision.Detail,
            Seq = decision.Seq,
            Attempt = decision.Attempt,
            Step = decision.Step,
            Worker = decision.Worker,
            By = decision.By,
            CommandId = cause.MessageId,
            TraceId = cause.TraceId,
            At = moment.Now,
            Took = decision.Took,
            Usage = decision.Usage,
            StateVersion = Run.StateVersion,
            ReverseDiff = wayBack,
        });
        return decision with
        {
            Run = Run,
            Reply = decision.Reply ?? new RunAccepted { RunId = Run.RunId, State = Run.State, Version = Run.Version },
        };
    }

    private void Keep(Dispatch row, bool isNew)
    {
        var id = (row.Seq, row.Attempt);
        rows[id] = (row, isNew || (rows.TryGetValue(id, out var known) && known.IsNew));
        found.Put(row);
        if (!row.IsOpen) spent.Add(id);
    }

    /// <summary>Written once for the whole chain, on what was stored before it. // R2</summary>
    private void Keep(MemoryRow row)
    {
        memory[row.Place] = memory.TryGetValue(row.Place, out var before) ? row with { ExpectedVersion = before.ExpectedVersion } : row;
        found.Put(row);
    }

    /// <summary>The store closes what it has open; what this chain has made or touched is closed here.</summary>
    private void Supersede(Moment moment)
    {
        superseded = true;
        foreach (var row in found.OpenRows.ToList())
        {
            var closed = Steps.Closed(row, moment, DispatchOutcome.Superseded);
            if (rows.ContainsKey((row.Seq, row.Attempt))) Keep(closed, isNew: false);
            else found.Put(closed);
        }
    }

    private void TakeSignal(int no, Moment moment)
    {
        var place = newSignals.FindIndex(s => s.No == no);
        if (place >= 0) newSignals[place] = newSignals[place] with { TakenAt = moment.Now };
        else takenSignals.Add(no);
        found.Take(no, moment.Now);
    }
}
