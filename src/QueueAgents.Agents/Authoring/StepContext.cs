using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>One attempt of one step, as its author sees it.</summary>
public abstract class StepContext
{
    private readonly StepSession _session;

    private protected StepContext(StepSession session) => _session = session;

    /// <summary>The run.</summary>
    public Guid RunId => _session.Order.RunId;

    /// <summary>The step's number in its run; the same over attempts.</summary>
    public int Seq => _session.Order.Seq;

    /// <summary>1, 2, 3…</summary>
    public int Attempt => _session.Order.Attempt;

    /// <summary>The agent's name.</summary>
    public string Agent => _session.Order.Agent;

    /// <summary>Whose run it is.</summary>
    public string Tenant => _session.Order.Tenant;

    /// <summary>After this moment the run has failed; the token is cancelled then.</summary>
    public DateTimeOffset? Deadline => _session.Order.Deadline;

    /// <summary>Cancelled on timeout, on the run's deadline, when the run is cancelled, and when another attempt has taken over.</summary>
    public CancellationToken CancellationToken => _session.Cancellation;

    /// <summary>True where the answer or signal this step waited for did not come in time.</summary>
    public bool TimedOut => _session.Order.Arrival == Arrival.TimedOut;

    /// <summary>What this step was handed: its item, the input of <see cref="Next.Step{T}"/>; in <c>Begin</c> the run's input.</summary>
    /// <exception cref="StepFailedException">It was handed nothing, or something that is not a <typeparamref name="T"/>.</exception>
    public T Input<T>() => _session.Input<T>("input");

    /// <summary>The answer to <see cref="Next.Ask"/>. Look at <see cref="TimedOut"/> first where the question had a timeout.</summary>
    /// <exception cref="StepFailedException">There is none, or it is not a <typeparamref name="T"/>.</exception>
    public T Answer<T>() => _session.Input<T>("answer", Arrival.Answer);

    /// <summary>The signal's body. Look at <see cref="TimedOut"/> first where the wait had a timeout.</summary>
    /// <exception cref="StepFailedException">There is none, or it is not a <typeparamref name="T"/>.</exception>
    public T Signal<T>() => _session.Input<T>("signal", Arrival.Signal);

    /// <summary>In a join: what the items came to, in item order. Read before the step runs, up to 8 MB of JSON.</summary>
    /// <exception cref="StepFailedException">There are more: use <see cref="ResultsAsync{T}"/>.</exception>
    public IReadOnlyList<Outcome<T>> Results<T>() => _session.Joined.Read<T>();

    /// <summary>In a join: what the items came to, in item order, page by page, however many.</summary>
    public IAsyncEnumerable<Outcome<T>> ResultsAsync<T>() => _session.Joined.ReadAll<T>(CancellationToken);

    /// <summary>In a join of child runs: what they came to, in input order. Read before the step runs, up to 8 MB of JSON.</summary>
    /// <exception cref="StepFailedException">There are more: use <see cref="ChildrenAsync{T}"/>.</exception>
    public IReadOnlyList<Outcome<T>> Children<T>() => Results<T>();

    /// <summary>In a join of child runs: what they came to, in input order, page by page, however many.</summary>
    public IAsyncEnumerable<Outcome<T>> ChildrenAsync<T>() => ResultsAsync<T>();

    /// <summary>What this agent knows beyond one run. Writes are committed with the step's outcome.</summary>
    public MemorySpace Memory => new(_session.Memory);

    /// <summary>Does something outside, as often as its class allows, however often the step is repeated.</summary>
    /// <param name="name">Unique in this step and the same in every attempt: 1 to 200 printable characters.</param>
    /// <param name="effect">How often it may happen.</param>
    /// <param name="arguments">What decides its outcome. An earlier result is returned for equal arguments only.</param>
    /// <param name="run">Gets the effect key to hand to the other side, the same over attempts, and the step's token.</param>
    /// <returns>What <paramref name="run"/> returned, now or in an earlier attempt; it must be writable as JSON.</returns>
    /// <exception cref="EffectOutcomeUnknownException">AtMostOnce: begun before, outcome unknown; not done again.</exception>
    /// <exception cref="EffectArgumentsChangedException">Done before with other arguments.</exception>
    /// <exception cref="StepFailedException">The name was used twice in this step, or nobody answered whether it may be done (then the step is repeated).</exception>
    public Task<T> Effect<T>(string name, EffectClass effect, object? arguments, Func<string, CancellationToken, Task<T>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _session.Effects.Run(name, effect, arguments, run);
    }

    /// <inheritdoc cref="Effect{T}"/>
    public Task Effect(string name, EffectClass effect, object? arguments, Func<string, CancellationToken, Task> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return _session.Effects.Run<object?>(name, effect, arguments, async (key, token) =>
        {
            await run(key, token);
            return null;
        });
    }

    /// <summary>Says that the step goes on; needed where its <see cref="StepAttribute.Heartbeat"/> is set, and harmless elsewhere.</summary>
    public void Heartbeat() => _session.Heartbeat();

    /// <summary>What a step method's second parameter is given.</summary>
    internal T? Parameter<T>() => _session.Parameter<T>();
}

/// <summary>One attempt of one step of an agent whose state is a <typeparamref name="TState"/>.</summary>
public sealed class StepContext<TState> : StepContext
{
    private readonly bool _readOnly;
    private TState _state;

    internal StepContext(StepSession session, TState state) : base(session)
        => (_readOnly, _state) = (session.Order.Kind == StepKind.Item, state);

    /// <summary>The run's state. What it is when the step returns is committed with what comes next, or neither is.</summary>
    /// <exception cref="InvalidOperationException">Set in an item of a fan-out: return a result and let the join change the state.</exception>
    public TState State
    {
        get => _state;
        set => _state = _readOnly
            ? throw new InvalidOperationException("An item of a fan-out cannot change the state: return a result, and change the state in the join.")
            : value;
    }
}
