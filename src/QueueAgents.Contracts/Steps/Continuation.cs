using System.Text.Json.Serialization;

namespace QueueAgents.Contracts;

/// <summary>What a step says comes next. A closed list: an unknown kind does not parse.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(Step), "step")]
[JsonDerivedType(typeof(FanOut), "fanOut")]
[JsonDerivedType(typeof(Children), "children")]
[JsonDerivedType(typeof(Calls), "calls")]
[JsonDerivedType(typeof(Ask), "ask")]
[JsonDerivedType(typeof(WaitFor), "waitFor")]
[JsonDerivedType(typeof(Sleep), "sleep")]
[JsonDerivedType(typeof(Complete), "complete")]
[JsonDerivedType(typeof(Fail), "fail")]
[JsonDerivedType(typeof(Result), "result")]
public abstract record Continuation
{
    private Continuation() { }

    /// <summary>One more step.</summary>
    public sealed record Step(string Name, Json Input) : Continuation;

    /// <summary>One parallel step per item, then <paramref name="Join"/>.</summary>
    /// <param name="Name">The step each item is handed to.</param>
    /// <param name="Items">At most 10,000.</param>
    /// <param name="MaxParallel">How many are dispatched at a time; 0 = the server's default.</param>
    /// <param name="Tolerate">True: a failed item does not fail the run; the join sees it.</param>
    public sealed record FanOut(string Name, IReadOnlyList<Json> Items, string Join, int MaxParallel, bool Tolerate) : Continuation;

    /// <summary>One child run of <paramref name="Agent"/> per input, then <paramref name="Join"/>.</summary>
    public sealed record Children(string Agent, IReadOnlyList<Json> Inputs, string Join, int MaxParallel, bool Tolerate) : Continuation;

    /// <summary>
    /// What a model asked for in one turn, all at once: steps, child runs, questions. None of them fails the run; <paramref name="Join"/> reads what
    /// they came to, in this order.
    /// </summary>
    public sealed record Calls(IReadOnlyList<Call> Parts, string Join) : Continuation;

    /// <summary>Ask a person; <paramref name="Then"/> gets the answer, or on <paramref name="Timeout"/> none.</summary>
    public sealed record Ask(string Question, string Then, TimeSpan? Timeout) : Continuation;

    /// <summary>Wait for a named signal; <paramref name="Then"/> gets its body, or on <paramref name="Timeout"/> none.</summary>
    public sealed record WaitFor(string Signal, string Then, TimeSpan? Timeout) : Continuation;

    /// <summary>Go on with <paramref name="Then"/> after <paramref name="For"/>, or at <paramref name="Until"/>.</summary>
    public sealed record Sleep(DateTimeOffset? Until, TimeSpan? For, string Then) : Continuation;

    /// <summary>The run is done.</summary>
    public sealed record Complete(Json Value) : Continuation;

    /// <summary>The run has failed, for a reason the agent knows.</summary>
    /// <param name="Type">The kind of error as stored; <c>fail</c> where it is null.</param>
    public sealed record Fail(string Message, string? Type = null) : Continuation;

    /// <summary>An item's result.</summary>
    public sealed record Result(Json Value) : Continuation;
}
