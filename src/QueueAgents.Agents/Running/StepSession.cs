using System.Text.Json;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>What one attempt was given and what it has done so far; the other side of <see cref="StepContext"/>.</summary>
internal sealed class StepSession
{
    private readonly Json _input;
    private readonly Action? _heartbeat;

    /// <param name="order">The message.</param>
    /// <param name="input">Its input, whichever way it came.</param>
    /// <param name="door">The way to ask the server.</param>
    /// <param name="repeated">True where an earlier attempt, or an earlier delivery of this one, may have run.</param>
    /// <param name="effectLimit">How large the results of recorded effects may be, each and those in the outcome together.</param>
    /// <param name="heartbeat">Told when the author's code says that it goes on.</param>
    /// <param name="cancellation">The attempt's token.</param>
    /// <param name="transcripts">What this process knows of transcripts.</param>
    public StepSession(ExecuteStep order, Json input, IStepDoor door, bool repeated, int effectLimit, Action? heartbeat, CancellationToken cancellation,
        TranscriptCache? transcripts = null)
    {
        (Order, _input, _heartbeat, Cancellation) = (order, input, heartbeat, cancellation);
        Effects = new EffectLog(order, door, repeated, effectLimit, cancellation);
        Joined = new JoinedResults(order, door);
        Transcript = new Transcript(order, door, transcripts ?? new());
        Memory = new MemoryLog(order, door, cancellation);
    }

    public ExecuteStep Order { get; }

    public CancellationToken Cancellation { get; }

    public EffectLog Effects { get; }

    public JoinedResults Joined { get; }

    public Transcript Transcript { get; }

    public MemoryLog Memory { get; }

    /// <summary>Tells what a model says while the step runs; null where nobody could hear it.</summary>
    public IVoice? Voice { get; init; }

    /// <summary>What the attempt has cost so far; it is reported however the attempt ends.</summary>
    public Usage? Usage { get; set; }

    public void Heartbeat() => _heartbeat?.Invoke();

    /// <summary>The input; where there is none, an error that says so.</summary>
    public T Input<T>(string what, Arrival? expected = null)
    {
        if (_input.IsNone || (expected is { } arrival && Order.Arrival != arrival))
        {
            throw new StepFailedException(Order.Arrival == Arrival.TimedOut
                ? $"Step '{Order.Step}' has no {what}: its wait timed out. Look at step.TimedOut first."
                : $"Step '{Order.Step}' was given no {what}.") { Kind = "no-input" };
        }

        return Read<T>(_input, what, Order.Step);
    }

    /// <summary>The input as a method's parameter: null where there is none and the parameter can say so.</summary>
    public T? Parameter<T>() => _input.IsNone && default(T) is null ? default : Input<T>("input");

    /// <summary>Something handed to a step, as the type its author expects.</summary>
    public static T Read<T>(Json json, string what, string step)
    {
        try
        {
            return json.As<T>()!;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new StepFailedException($"The {what} of step '{step}' is not a {typeof(T).Name}: {e.Message}", inner: e) { Kind = "bad-input" };
        }
    }
}
