using System.Text.Json;

namespace QueueAgents.Providers;

/// <summary>A call a model makes, with its arguments as the text it writes.</summary>
internal sealed record WireCall(string Id, string Name, string Arguments);

/// <summary>How one interface writes answers.</summary>
internal abstract class Wire
{
    public static Wire OpenAIChat { get; } = new ChatWire();

    public static Wire OpenAIResponses { get; } = new ResponsesWire();

    public static Wire Anthropic { get; } = new AnthropicWire();

    /// <summary>A whole answer: what was thought, what is said, what is called.</summary>
    public Reply Answer(string? text = null, WireCall[]? calls = null, bool thinks = false) => Reply.Stream([.. Pieces(text, calls ?? [], thinks)]);

    /// <summary>An answer whose connection breaks, or which just ends, before it is whole.</summary>
    public Reply Torn(string text, Ending ending) => Reply.Stream([.. Pieces(text, [], thinks: false).SkipLast(Closing)]) with { Ending = ending };

    public abstract Reply Refusal(int status, string code, string message);

    /// <summary>How many pieces say that the answer is whole.</summary>
    protected abstract int Closing { get; }

    protected abstract IEnumerable<string> Pieces(string? text, WireCall[] calls, bool thinks);

    protected static string Data(object data) => $"data: {JsonSerializer.Serialize(data)}\n\n";

    protected static string Event(string name, object data) => $"event: {name}\n{Data(data)}";

    /// <summary>Texts come in pieces.</summary>
    protected static IEnumerable<string> Cut(string text) => text.Chunk(Math.Max(text.Length / 3, 1)).Select(piece => new string(piece));
}
