using System.Text.Json;

namespace QueueAgents.Providers;

/// <summary>Anthropic, <c>/v1/messages</c>.</summary>
internal sealed class AnthropicWire : Wire
{
    public const string Signature = "EqQBCkYIARgCKkBsignature==";
    public const string Redacted = "EmwKAhgBEgyredacted==";

    protected override int Closing => 2;

    public override Reply Refusal(int status, string code, string message)
        => Reply.Error(status, JsonSerializer.Serialize(new { type = "error", error = new { type = code, message } }));

    protected override IEnumerable<string> Pieces(string? text, WireCall[] calls, bool thinks)
    {
        var index = 0;
        yield return Event("message_start", new
        {
            type = "message_start",
            message = new
            {
                id = "msg_1", type = "message", role = "assistant", model = "claude-sonnet-4-5-20250929", content = Array.Empty<object>(), stop_reason = (string?)null, stop_sequence = (string?)null,
                usage = new { input_tokens = 10, cache_read_input_tokens = 7, cache_creation_input_tokens = 2, output_tokens = 1 },
            },
        });
        if (thinks)
        {
            yield return Start(new { type = "thinking", thinking = "", signature = "" });
            yield return Delta(new { type = "thinking_delta", thinking = "Let me see." });
            yield return Delta(new { type = "signature_delta", signature = Signature });
            yield return Stop();
            yield return Start(new { type = "redacted_thinking", data = Redacted });
            yield return Stop();
        }

        if (text is not null)
        {
            yield return Start(new { type = "text", text = "" });
            foreach (var piece in Cut(text)) yield return Delta(new { type = "text_delta", text = piece });
            yield return Stop();
        }

        foreach (var call in calls)
        {
            yield return Start(new { type = "tool_use", id = call.Id, name = call.Name, input = new { } });
            foreach (var piece in Cut(call.Arguments)) yield return Delta(new { type = "input_json_delta", partial_json = piece });
            yield return Stop();
        }

        yield return Event("message_delta", new { type = "message_delta", delta = new { stop_reason = calls.Length > 0 ? "tool_use" : "end_turn", stop_sequence = (string?)null }, usage = new { output_tokens = 20 } });
        yield return Event("message_stop", new { type = "message_stop" });

        string Start(object block) => Event("content_block_start", new { type = "content_block_start", index, content_block = block });
        string Delta(object delta) => Event("content_block_delta", new { type = "content_block_delta", index, delta });
        string Stop() => Event("content_block_stop", new { type = "content_block_stop", index = index++ });
    }
}
