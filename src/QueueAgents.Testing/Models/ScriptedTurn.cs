using System.Text.Json;
using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.Testing;

/// <summary>One turn of a script: what the model is sent, and what it answers. The verbs add to the answer and can be chained.</summary>
public sealed class ScriptedTurn
{
    private readonly List<AIContent> _contents = [];
    private UsageDetails _usage = new() { InputTokenCount = 100, OutputTokenCount = 10, TotalTokenCount = 110 };
    private bool _torn;

    internal ScriptedTurn(int number, int attempt, IReadOnlyList<ChatMessage> messages, ChatOptions? options)
        => (Number, Attempt, Messages, Options) = (number, attempt, messages, options);

    /// <summary>1, 2, 3… within its conversation.</summary>
    public int Number { get; }

    /// <summary>How often this process was asked the same before, and now: 1, 2, 3…</summary>
    public int Attempt { get; }

    /// <summary>What the model is sent.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>Instructions, tools and format the model is sent; null where there are none.</summary>
    public ChatOptions? Options { get; }

    /// <summary>The last text from the user.</summary>
    public string Asked => Messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";

    /// <summary>What the calls of the turn before came to, in call order.</summary>
    public IReadOnlyList<string> Results => Messages is [.., { } last] && last.Role == ChatRole.Tool
        ? [.. last.Contents.OfType<FunctionResultContent>().Select(result => result.Result?.ToString() ?? "")]
        : [];

    /// <summary>Calls a tool.</summary>
    /// <param name="tool">Its name.</param>
    /// <param name="arguments">An object whose members are the arguments; null = none.</param>
    public ScriptedTurn Call(string tool, object? arguments = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(tool);
        var members = Members(arguments is null ? new Json("{}") : Json.Of(arguments));
        return With(new FunctionCallContent($"call-{Number}-{_contents.Count + 1}", tool, members));
    }

    /// <summary>Calls a tool with arguments that are no JSON, as models sometimes do.</summary>
    public ScriptedTurn CallMalformed(string tool) => With(new FunctionCallContent($"call-{Number}-{_contents.Count + 1}", tool)
    {
        Exception = new JsonException("not JSON"),
    });

    /// <summary>Says something.</summary>
    public ScriptedTurn Say(string text) => With(new TextContent(text));

    /// <summary>Answers with the type the agent asked for.</summary>
    public ScriptedTurn Say<T>(T result) where T : notnull => With(new TextContent(result as string ?? Json.Of(result).Text!));

    /// <summary>Thinks aloud first.</summary>
    public ScriptedTurn Think(string text) => With(new TextReasoningContent(text));

    /// <summary>What the turn has used; 100 and 10 tokens where nothing is said.</summary>
    public ScriptedTurn Using(long input, long output, long cached = 0, long reasoning = 0)
    {
        _usage = new() { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output, CachedInputTokenCount = cached, ReasoningTokenCount = reasoning };
        return this;
    }

    /// <summary>Fails instead of answering. Fail by <see cref="Attempt"/>, or it fails for ever.</summary>
    public ScriptedTurn Fail(ModelFailure failure, TimeSpan? retryIn = null) => throw new ModelFailedException(failure, $"The script fails turn {Number}: {failure}.", retryIn);

    /// <summary>Ends the answer before it is whole.</summary>
    public ScriptedTurn Tear()
    {
        _torn = true;
        return this;
    }

    internal ChatResponse Response() => Updates().ToChatResponse();

    internal IEnumerable<ChatResponseUpdate> Updates()
    {
        foreach (var content in _contents.SelectMany(Pieces)) yield return Update([content]);
        if (!_torn) yield return Update([new UsageContent(_usage)], _contents.Exists(content => content is FunctionCallContent) ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop);
    }

    /// <summary>As an <c>IChatClient</c> reads arguments.</summary>
    private static Dictionary<string, object?> Members(Json arguments)
    {
        var element = JsonSerializer.Deserialize<JsonElement>(arguments.Text!);
        return element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().ToDictionary(member => member.Name, object? (member) => member.Value, StringComparer.Ordinal)
            : throw new ArgumentException("Arguments are an object: new { orderId = \"17\" }.", nameof(arguments));
    }

    /// <summary>Texts come in two pieces, so that whoever reads them has to put them together.</summary>
    private static IEnumerable<AIContent> Pieces(AIContent content) => content is TextContent { Text.Length: > 1 } text
        ? [new TextContent(text.Text[..(text.Text.Length / 2)]), new TextContent(text.Text[(text.Text.Length / 2)..])]
        : [content];

    private ChatResponseUpdate Update(IList<AIContent> contents, ChatFinishReason? finish = null)
        => new(ChatRole.Assistant, contents) { ResponseId = $"turn-{Number}", MessageId = $"turn-{Number}", ModelId = "script", FinishReason = finish };

    private ScriptedTurn With(AIContent content)
    {
        _contents.Add(content);
        return this;
    }
}
