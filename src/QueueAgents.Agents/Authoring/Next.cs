using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What a step says comes next. Steps are named by their method: use <c>nameof</c>.</summary>
public sealed class Next
{
    /// <summary>How many items or children one step may ask for.</summary>
    public const int MaxItems = 10_000;

    private Next(Continuation continuation, object? result = null) => (Continuation, Result) = (continuation, result);

    internal Continuation Continuation { get; }

    /// <summary>What <see cref="Complete{T}"/> was given, to be checked against the agent's result type.</summary>
    internal object? Result { get; }

    /// <summary>One more step.</summary>
    public static Next Step(string name) => new(new Continuation.Step(Named(name), Json.None));

    /// <summary>One more step, which gets <paramref name="input"/>.</summary>
    public static Next Step<T>(string name, T input) => new(new Continuation.Step(Named(name), Write(input)));

    /// <summary>
    /// Parallel steps: <paramref name="step"/> once per item, then <paramref name="join"/>, which reads their results in item order.
    /// They see the state and cannot change it.
    /// </summary>
    /// <param name="step">A method that returns the item's result instead of <see cref="Next"/>.</param>
    /// <param name="items">At most <see cref="MaxItems"/>.</param>
    /// <param name="join">The step that goes on when all items are done.</param>
    /// <param name="maxParallel">How many run at a time; 0 = the server's default.</param>
    /// <param name="tolerateFailures">True: a failed item does not fail the run; the join sees it as an <see cref="Outcome{T}"/> that is not Ok.</param>
    public static Next FanOut<T>(string step, IEnumerable<T> items, string join, int maxParallel = 0, bool tolerateFailures = false)
        => new(new Continuation.FanOut(Named(step), Write(items, nameof(items)), Named(join), Positive(maxParallel), tolerateFailures));

    /// <summary>Child runs: one run of <paramref name="agent"/> per input, then <paramref name="join"/>, which reads their results in input order.</summary>
    /// <param name="agent">The agent's name, as it was added to its workers.</param>
    /// <param name="inputs">At most <see cref="MaxItems"/>.</param>
    /// <param name="join">The step that goes on when all children are done.</param>
    /// <param name="maxParallel">How many run at a time; 0 = the server's default.</param>
    /// <param name="tolerateFailures">True: a failed child does not fail this run; the join sees it.</param>
    public static Next Children<T>(string agent, IEnumerable<T> inputs, string join, int maxParallel = 0, bool tolerateFailures = false)
    {
        if (!Names.IsAgent(agent)) throw new ArgumentException($"'{agent}' is not an agent's name: use 1 to 64 of a-z, 0-9 and -.", nameof(agent));
        return new(new Continuation.Children(agent, Write(inputs, nameof(inputs)), Named(join), Positive(maxParallel), tolerateFailures));
    }

    /// <summary>Ask a person. <paramref name="then"/> reads the answer with <see cref="StepContext.Answer{T}"/>.</summary>
    /// <param name="question">What the person reads.</param>
    /// <param name="then">The step that goes on.</param>
    /// <param name="timeout">After it <paramref name="then"/> runs without an answer (<see cref="StepContext.TimedOut"/>); null = wait for ever.</param>
    public static Next Ask(string question, string then, TimeSpan? timeout = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question);
        return new(new Continuation.Ask(question, Named(then), Positive(timeout)));
    }

    /// <summary>Wait for a signal by name. <paramref name="then"/> reads its body with <see cref="StepContext.Signal{T}"/>.</summary>
    public static Next WaitFor(string signal, string then) => WaitFor(signal, null, then);

    /// <summary>Wait for a signal by name. <paramref name="then"/> reads its body with <see cref="StepContext.Signal{T}"/>.</summary>
    /// <param name="signal">The signal's name; one that came earlier is taken at once.</param>
    /// <param name="timeout">After it <paramref name="then"/> runs without a body (<see cref="StepContext.TimedOut"/>); null = wait for ever.</param>
    /// <param name="then">The step that goes on.</param>
    public static Next WaitFor(string signal, TimeSpan? timeout, string then)
    {
        if (!Names.IsKey(signal)) throw new ArgumentException("A signal's name is 1 to 200 printable characters.", nameof(signal));
        return new(new Continuation.WaitFor(signal, Named(then), Positive(timeout)));
    }

    /// <summary>Go on after a time. Costs nothing while it waits, and survives every restart.</summary>
    public static Next Sleep(TimeSpan time, string then)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        return new(new Continuation.Sleep(null, time, Named(then)));
    }

    /// <summary>Go on at a moment; at once where it has passed.</summary>
    public static Next Sleep(DateTimeOffset until, string then) => new(new Continuation.Sleep(until, null, Named(then)));

    /// <summary>The run is done, with the agent's result.</summary>
    public static Next Complete<T>(T result) => new(new Continuation.Complete(Write(result)), result);

    /// <summary>The run has failed, for a reason the agent knows; no attempt is left for it. For a step worth repeating, throw.</summary>
    public static Next Fail(string message)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(message);
        return new(new Continuation.Fail(message));
    }

    private static string Named(string name) => string.IsNullOrWhiteSpace(name) ? throw new ArgumentException("Name a step: nameof(…).", nameof(name)) : name;

    private static Json Write<T>(T value) => value is null ? Json.None : Json.Of(value);

    private static List<Json> Write<T>(IEnumerable<T> values, string parameter)
    {
        ArgumentNullException.ThrowIfNull(values, parameter);
        List<Json> written = [.. values.Select(Write)];
        return written.Count <= MaxItems ? written : throw new ArgumentException($"{written.Count} are too many for one step: at most {MaxItems}.", parameter);
    }

    private static int Positive(int maxParallel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxParallel);
        return maxParallel;
    }

    private static TimeSpan? Positive(TimeSpan? timeout)
        => timeout is null || timeout > TimeSpan.Zero ? timeout : throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A timeout is longer than zero.");
}
