using System.Text.Json;

namespace QueueAgents.Providers;

/// <summary>OpenAI, <c>/chat/completions</c>.</summary>
internal sealed class ChatWire : Wire
{
    protected override int Closing => 3;

    public override Reply Refusal(int status, string code, string message)
        => Reply.Error(status, JsonSerializer.Serialize(new { error = new { message, type = "invalid_request_error", code } }));

    protected override IEnumerable<string> Pieces(string? text, WireCall[] calls, bool thinks)
    {
        yield return Chunk(new { role = "assistant", content = "" });
        foreach (var piece in Cut(text ?? "")) yield return Chunk(new { content = piece });
        foreach (var (index, call) in calls.Index())
        {
            yield return Chunk(new { tool_calls = new[] { new { index, id = call.Id, type = "function", function = new { name = call.Name, arguments = "" } } } });
            foreach (var piece in Cut(call.Arguments)) yield return Chunk(new { tool_calls = new[] { new { index, function = new { arguments = piece } } } });
        }

        yield return Chunk(new { }, calls.Length > 0 ? "tool_calls" : "stop");
        yield return Data(new
        {
            id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1_900_000_000, model = "gpt-5-mini-2025-08-07", choices = Array.Empty<object>(),
            usage = new { prompt_tokens = 100, completion_tokens = 20, total_tokens = 120, prompt_tokens_details = new { cached_tokens = 40 }, completion_tokens_details = new { reasoning_tokens = 5 } },
        });
        yield return "data: [DONE]\n\n";
    }

    private static string Chunk(object delta, string? finish = null) => Data(new
    {
        id = "chatcmpl-1", @object = "chat.completion.chunk", created = 1_900_000_000, model = "gpt-5-mini-2025-08-07",
        choices = new[] { new { index = 0, delta, finish_reason = finish } },
    });
}
