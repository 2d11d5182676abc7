using System.Text.Json;

namespace QueueAgents.Providers;

/// <summary>OpenAI, <c>/responses</c>.</summary>
internal sealed class ResponsesWire : Wire
{
    public const string Encrypted = "gAAAAABo-encrypted==";

    protected override int Closing => 1;

    public override Reply Refusal(int status, string code, string message)
        => Reply.Error(status, JsonSerializer.Serialize(new { error = new { message, type = "invalid_request_error", code } }));

    protected override IEnumerable<string> Pieces(string? text, WireCall[] calls, bool thinks)
    {
        var number = 0;
        var output = new List<object>();
        yield return Named("response.created", new { response = Response("in_progress", []) });
        if (thinks)
        {
            var thought = new { id = "rs_1", type = "reasoning", encrypted_content = Encrypted, summary = new[] { new { type = "summary_text", text = "Let me see." } } };
            output.Add(thought);
            yield return Named("response.output_item.added", new { output_index = 0, item = new { id = "rs_1", type = "reasoning", summary = Array.Empty<object>() } });
            yield return Named("response.output_item.done", new { output_index = 0, item = thought });
        }

        if (text is not null)
        {
            var at = output.Count;
            yield return Named("response.output_item.added", new { output_index = at, item = new { id = "msg_1", type = "message", status = "in_progress", role = "assistant", content = Array.Empty<object>() } });
            foreach (var piece in Cut(text)) yield return Named("response.output_text.delta", new { item_id = "msg_1", output_index = at, content_index = 0, delta = piece });
            var message = new { id = "msg_1", type = "message", status = "completed", role = "assistant", content = new[] { new { type = "output_text", text, annotations = Array.Empty<object>() } } };
            output.Add(message);
            yield return Named("response.output_item.done", new { output_index = at, item = message });
        }

        foreach (var call in calls)
        {
            var at = output.Count;
            var item = new { id = $"fc_{at}", type = "function_call", status = "completed", call_id = call.Id, name = call.Name, arguments = call.Arguments };
            output.Add(item);
            yield return Named("response.output_item.added", new { output_index = at, item = new { item.id, item.type, status = "in_progress", item.call_id, item.name, arguments = "" } });
            yield return Named("response.function_call_arguments.done", new { item_id = item.id, output_index = at, arguments = call.Arguments });
            yield return Named("response.output_item.done", new { output_index = at, item });
        }

        yield return Named("response.completed", new { response = Response("completed", output) });

        string Named(string name, object data)
        {
            var members = JsonSerializer.SerializeToNode(data)!.AsObject();
            members.Insert(0, "type", name);
            members.Insert(1, "sequence_number", number++);
            return Event(name, members);
        }
    }

    private static object Response(string status, IReadOnlyList<object> output) => new
    {
        id = "resp_1", @object = "response", created_at = 1_900_000_000, status, model = "gpt-5-mini-2025-08-07", output, parallel_tool_calls = true, tool_choice = "auto", tools = Array.Empty<object>(),
        usage = status == "completed"
            ? new { input_tokens = 100, output_tokens = 20, total_tokens = 120, input_tokens_details = new { cached_tokens = 40 }, output_tokens_details = new { reasoning_tokens = 5 } }
            : null,
    };
}
