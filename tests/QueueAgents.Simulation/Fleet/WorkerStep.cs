using QueueAgents.Contracts;
using QueueAgents.Simulation.Broker;
using QueueAgents.Simulation.Engine;

namespace QueueAgents.Simulation.Fleet;

/// <summary>
/// One delivery in a worker's hands. It claims if it was redelivered, must claim first, is long, or has run for a second; a long one is
/// acknowledged once claimed. An outcome is sent until the broker has it.
/// </summary>
internal sealed class WorkerStep(Worker worker, ExecuteStep order, Handed handed)
{
    private readonly World world = worker.World;
    private readonly List<EffectRecord> effects = [];
    private bool superseded;
    private bool released;

    public ExecuteStep Order => order;

    public bool IsClaimed { get; private set; }

    private bool IsRepeated => handed.Mail.Redelivered || order.ClaimFirst || order.Attempt > 1;

    public void Supersede() => superseded = true;

    public async Task RunAsync()
    {
        world.Must(order.StateVersion <= worker.VersionOf(order.Agent), $"R6: {worker.Instance} was given state version {order.StateVersion}.");
        world.Say("step taken", $"{worker.Instance} takes {order.Step} {order.RunId} {order.Seq}/{order.Attempt}{(handed.Mail.Redelivered ? " again" : "")}");
        var state = order.Kind == StepKind.Item ? "" : order.State.As<string>() ?? "";
        var op = order.Kind == StepKind.Item ? 'I' : Script.At(state);
        var done = await DoAsync(state, op);
        IsClaimed = false;
        if (done) Acknowledge();
        else Return();
        worker.Finished(this);
    }

    /// <summary>False: hand the delivery back.</summary>
    private async Task<bool> DoAsync(string state, char op)
    {
        var isLong = op == 'L';
        if (isLong || handed.Mail.Redelivered || order.ClaimFirst)
        {
            if (await ClaimAsync() is not { } granted) return false;
            if (!granted) return true;
        }

        if (isLong) Acknowledge();
        if (op == 'K')
        {
            worker.Kill();
            return true;
        }

        if (!await WorkAsync(isLong ? world.Dice.Seconds(5, 70) : world.Dice.Seconds(0.01, world.Dice.Roll(6) == 0 ? 4 : 0.5))) return true;
        return await ReportAsync(state, op);
    }

    private async Task<bool> WorkAsync(TimeSpan takes)
    {
        var unclaimed = IsClaimed ? TimeSpan.Zero : TimeSpan.FromSeconds(1);
        if (IsClaimed || takes <= unclaimed)
        {
            await worker.Life.DelayAsync(takes);
            return !superseded;
        }

        await worker.Life.DelayAsync(unclaimed);
        if (await ClaimAsync() is false) return false;
        await worker.Life.DelayAsync(takes - unclaimed);
        return !superseded;
    }

    private async Task<bool> ReportAsync(string state, char op)
    {
        if (order.Arrival == Arrival.Joined && await JoinAsync() is false) return true;
        if (order.Items > 0 && !await ReadTranscriptAsync()) return true;
        foreach (var (name, effect) in Script.Effects(order.RunId, order.Seq))
        {
            var verdict = await EffectAsync(name, effect);
            if (verdict is null) return true;
            if (verdict is EffectVerdict.Unknown) return await SendAsync(Failure("effect-unknown", park: true));
        }

        if (world.Dice.Chance(world.Faults.Fail)) return await SendAsync(Failure("boom", park: world.Dice.Roll(8) == 0));
        return op == 'D' && !await LeaveAsync(state) ? true : await SendAsync(Success(state, op));
    }

    /// <summary>Null: no answer came.</summary>
    private async Task<bool?> ClaimAsync()
    {
        var said = await worker.AskAsync(new ClaimStep { RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, Instance = worker.Instance });
        if (said is null) return null;
        return IsClaimed = said is StepClaimed;
    }

    /// <summary>Null: the attempt is superseded, or the door does not answer; then it is given up.</summary>
    private async Task<EffectVerdict?> EffectAsync(string name, EffectClass effect)
    {
        // A copy of the message may be running elsewhere: what may happen once only is for who holds the step.
        if (effect == EffectClass.AtMostOnce && !IsClaimed && await ClaimAsync() is not true) return null;
        var known = world.Mutation.EffectName(name, order.Attempt);
        var key = EffectKey.Of(order.RunId, order.Seq, known); // R11
        var record = new EffectRecord { Name = known, Class = effect, ArgsHash = "args" };
        var claim = world.Dice.Id();
        if (IsRepeated || effect == EffectClass.AtMostOnce)
        {
            var said = await worker.AskAsync(new ClaimEffect
            {
                RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, Name = known, Class = effect, ArgsHash = "args", ClaimId = claim,
            });
            if (said is not EffectAnswer answer) return null;
            world.Must(answer.Verdict != EffectVerdict.OtherArguments, $"R11: {name} of step {order.Seq} has other arguments.");
            world.Must(answer.Verdict != EffectVerdict.Recorded || answer.Result == Ledger.Answer(order.RunId, order.Seq, name), $"R11: {name} of step {order.Seq} is recorded wrong.");
            if (answer.Verdict != EffectVerdict.Granted) return answer.Verdict;
        }

        record = record with { Result = world.Ledger.Call(order.RunId, order.Seq, name, effect, key) };
        await worker.Life.PassAsync("after the effect");
        if (effect != EffectClass.AtMostOnce || await worker.AskAsync(new RecordEffect
        {
            RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, ClaimId = claim, Effect = record,
        }) is null) effects.Add(record);
        return EffectVerdict.Granted;
    }

    /// <summary>Reads the results of a join: all of them must be there.</summary>
    private async Task<bool> JoinAsync()
    {
        var read = 0;
        int? from = order.JoinFirst;
        while (from is { } seq)
        {
            if (await worker.AskAsync(new ReadResults { RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, FromSeq = seq }) is not ResultsPage page) return false;
            read += page.Results.Count;
            from = page.NextSeq;
        }

        world.Must(read == order.JoinCount, $"The join {order.Seq} of run {order.RunId:N} reads {read} of {order.JoinCount} results.");
        return true;
    }

    /// <summary>Reads the whole transcript: it must be the one the message names.</summary>
    private async Task<bool> ReadTranscriptAsync()
    {
        var items = new List<TranscriptItem>();
        while (items.Count < order.Items)
        {
            var ask = new ReadTranscript { RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, From = items.Count + 1 };
            if (await worker.AskAsync(ask) is not TranscriptPage { Items.Count: > 0 } page) return false;
            items.AddRange(page.Items);
        }

        var digest = items.Take(order.Items).Aggregate((string?)null, (before, item) => TranscriptDigest.Of(before, item.Kind, item.Body));
        world.Must(digest == order.Digest && items.All(item => Script.Said(item.Seq).Body == item.Body), $"R1: the transcript of run {order.RunId:N} is not the one step {order.Seq} was told of.");
        return true;
    }

    private async Task<bool> LeaveAsync(string state)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(Json.Of(Script.After(state)).Text!);
        var half = bytes.Length / 2;
        foreach (var (offset, piece) in new[] { (0, bytes[..half]), (half, bytes[half..]) })
        {
            if (await worker.AskAsync(new WritePayload
            {
                RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, Kind = PayloadKind.State, Offset = offset, Total = bytes.Length, Bytes = piece,
            }) is not PayloadWritten) return false;
        }

        return true;
    }

    private StepCompleted Success(string state, char op)
    {
        var item = order.Kind == StepKind.Item;
        return new StepCompleted
        {
            RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, GivenVersion = order.StateVersion,
            Worker = Mark(order.Seq, order.Attempt),
            StateVersion = item ? order.StateVersion : worker.VersionOf(order.Agent),
            State = item || op == 'D' ? Json.None : Json.Of(Script.After(state)),
            StateByDoor = op == 'D',
            Next = item ? new Continuation.Result(Json.Of(order.Seq)) : Script.Next(state),
            Items = op == 'M' ? [Script.Said(order.Seq)] : [],
            Usage = op == 'M' ? new Usage { Input = 60, Output = 40, Cost = 0.1m } : null,
            Budget = order.Kind == StepKind.First && (order.RunId.GetHashCode() & 3) == 0 ? new Budget { Turns = 2 } : null,
            Effects = [.. effects],
            Took = TimeSpan.FromMilliseconds(1),
        };
    }

    private StepFailed Failure(string type, bool park) => new()
    {
        RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, Nonce = order.Nonce, GivenVersion = order.StateVersion,
        Worker = Mark(order.Seq, order.Attempt),
        Error = new StepError { Type = type, Message = type }, Park = park, Retryable = world.Dice.Roll(6) > 0, MaxAttempts = 4,
        RetryIn = world.Dice.Roll(3) switch { 0 => TimeSpan.Zero, 1 => TimeSpan.FromSeconds(30), _ => world.Dice.Seconds(1, 8) },
        Effects = [.. effects],
    };

    /// <summary>Says on the row of an attempt what was really run.</summary>
    public static string Mark(int seq, int attempt) => $"{seq}/{attempt}";

    private async Task<bool> SendAsync(object outcome)
    {
        var sent = world.Dice.Roll(2) == 0 ? new Outcome(outcome, Queues.Step(order.Agent, order.StateVersion, order.Pinned), worker.Instance, worker.GoesOn()) : outcome;
        while (!await worker.SendAsync(Queues.Run, sent)) await worker.Life.DelayAsync(TimeSpan.FromSeconds(1));
        world.Say("step answered", $"{worker.Instance} answers {outcome.GetType().Name} {order.RunId} {order.Seq}/{order.Attempt}");
        return true;
    }

    private void Acknowledge()
    {
        if (released) return;
        released = true;
        worker.Released();
        handed.Acknowledge();
    }

    private void Return()
    {
        if (released) return;
        released = true;
        worker.Released();
        handed.Return();
    }
}
