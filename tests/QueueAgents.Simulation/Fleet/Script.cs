using QueueAgents.Contracts;

namespace QueueAgents.Simulation.Fleet;

/// <summary>
/// What an agent does, written in its state as <c>place|op,op,…</c>: S a step, F a fan-out, C children, A a question, G a signal,
/// M a turn of a model with calls (tools, approvals, questions, child runs), Z a sleep, L a long step, D a state left at the door, X a failure, T a decision that throws, B an answer no step can give, K the
/// death of its worker.
/// </summary>
internal static class Script
{
    public const string Agent = "scripted";
    public const string Child = "child";
    public const string Nobody = "unheard-of";

    public static char At(string state)
    {
        var (place, ops) = Parse(state);
        return place < ops.Length ? ops[place][0] : '.';
    }

    public static string After(string state)
    {
        var bar = state.IndexOf('|', StringComparison.Ordinal);
        return $"{int.Parse(state[..bar]) + 1}{state[bar..]}";
    }

    public static Continuation Next(string state)
    {
        var (place, ops) = Parse(state);
        if (place >= ops.Length) return new Continuation.Complete(Json.Of(place));
        var op = ops[place].Split('.');
        return op[0][0] switch
        {
            'S' or 'L' or 'D' or 'K' => new Continuation.Step("Step", Json.Of(place)),
            'F' => new Continuation.FanOut("Item", Parts(op), "Join", int.Parse(op[2]), op[3] == "t"),
            'C' => new Continuation.Children(Child, [.. Parts(op).Select(_ => Json.Of(op[4] == "f" ? "0|S,F.2.0.t" : "0|S"))], "Join", int.Parse(op[2]), op[3] == "t"),
            'M' => new Continuation.Calls(Calls(op), "Join"),
            'A' => new Continuation.Ask("Go on?", "Answered", Timeout(op)),
            'G' => new Continuation.WaitFor("go", "Signalled", Timeout(op)),
            'Z' => new Continuation.Sleep(null, TimeSpan.FromSeconds(int.Parse(op[1])), "Awake"),
            'X' => new Continuation.Fail("the script says so"),
            'T' => new Continuation.Ask("Until when?", "Never", TimeSpan.MaxValue),
            _ => new Continuation.Result(Json.None),
        };
    }

    /// <summary>The same for every attempt of a step: its effects, by name and class.</summary>
    public static IReadOnlyList<(string Name, EffectClass Class)> Effects(Guid runId, int seq) => ((runId.GetHashCode() ^ seq * 7919) & 7) switch
    {
        0 or 1 => [("mail", EffectClass.Idempotent)],
        2 => [("charge", EffectClass.AtMostOnce)],
        3 => [("mail", EffectClass.Idempotent), ("charge", EffectClass.AtMostOnce)],
        _ => [],
    };

    /// <summary>What a turn adds to the transcript: by its number, so that what is read can be checked.</summary>
    public static TranscriptEntry Said(int seq) => new("assistant", Json.Of($"step {seq}"));

    private static Call[] Calls(string[] op) =>
    [
        .. Many(op[1], i => new Call { Step = "Item", Input = Json.Of(i) }),
        .. Many(op[2], i => new Call { Step = "Item", Input = Json.Of(i), Ask = new Ask { Kind = AskKind.Approval, Text = "May I?", Expires = TimeSpan.FromSeconds(20 + 15 * i) } }),
        .. Many(op[3], i => new Call { Step = "ask_user", Ask = new Ask { Text = "Which?", Expires = TimeSpan.FromSeconds(20 + 15 * i) } }),
        .. Many(op[4], _ => new Call { Step = Child, Child = true, Input = Json.Of("0|S,M.1.0.0.0.1") }),
        .. Many(op[5], _ => new Call { Step = "unknown", Refused = new StepError { Type = "unknown-tool", Message = "There is no such tool." } }),
    ];

    private static IEnumerable<Call> Many(string count, Func<int, Call> make) => Enumerable.Range(0, int.Parse(count)).Select(make);

    private static (int Place, string[] Ops) Parse(string state)
    {
        var bar = state.IndexOf('|', StringComparison.Ordinal);
        return (int.Parse(state[..bar]), state.Length == bar + 1 ? [] : state[(bar + 1)..].Split(','));
    }

    private static Json[] Parts(string[] op) => [.. Enumerable.Range(0, int.Parse(op[1])).Select(i => Json.Of(i))];

    private static TimeSpan? Timeout(string[] op) => op[1] == "0" ? null : TimeSpan.FromSeconds(int.Parse(op[1]));
}
