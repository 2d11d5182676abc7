using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using QueueAgents.Agents;

namespace QueueAgents.Testing;

/// <summary>Answers from a folder. Each file holds the answer and, for whoever reads a change to it, the question.</summary>
internal sealed class RecordedModel(string folder, IChatClient? real) : IChatClient
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SemaphoreSlim _one = new(1);

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] asked = [.. messages];
        var file = Path.Combine(folder, $"{RequestContent.Key(asked, options)}.json");
        await _one.WaitAsync(cancellationToken); // One question is asked once, however many ask it.
        try
        {
            if (File.Exists(file)) return await Replay(file, cancellationToken);
            if (real is null) throw new ModelFailedException(ModelFailure.Permanent, $"There is no recording {file} of: {Shorten(asked)} Record it by giving Model.Recorded a real model.");
            var response = await real.GetStreamingResponseAsync(asked, options, cancellationToken).ToChatResponseAsync(cancellationToken);
            if (response.FinishReason is null) throw new ModelFailedException(ModelFailure.Transient, "The model's answer ends in the middle; it is not recorded.");
            await Record(file, asked, options, response, cancellationToken);
            return await Replay(file, cancellationToken); // What is said now is what will be said.
        }
        finally
        {
            _one.Release();
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates()) yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) && serviceKey is null
        ? real?.GetService(serviceType) ?? new ChatClientMetadata("recorded", null, "recorded")
        : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        real?.Dispose();
        _one.Dispose();
    }

    private static async Task Record(string file, ChatMessage[] asked, ChatOptions? options, ChatResponse response, CancellationToken cancellationToken)
    {
        var recording = new JsonObject
        {
            ["question"] = RequestContent.Of(asked, options),
            ["answer"] = new JsonArray([.. response.Messages.Select(message => JsonNode.Parse(ChatItems.Write(message).Text!))]),
            ["model"] = response.ModelId,
            ["finish"] = response.FinishReason!.Value.Value,
            ["usage"] = JsonSerializer.SerializeToNode(response.Usage, AIJsonUtilities.DefaultOptions),
        };
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var draft = $"{file}.{Environment.ProcessId}";
        await File.WriteAllTextAsync(draft, recording.ToJsonString(Readable) + "\n", cancellationToken);
        File.Move(draft, file, overwrite: true);
    }

    private static async Task<ChatResponse> Replay(string file, CancellationToken cancellationToken)
    {
        try
        {
            var recording = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken))!.AsObject();
            return new([.. recording["answer"]!.AsArray().Select(message => ChatItems.Read(new(message!.ToJsonString())))])
            {
                ModelId = recording["model"]?.GetValue<string>(),
                FinishReason = new ChatFinishReason(recording["finish"]!.GetValue<string>()),
                Usage = recording["usage"].Deserialize<UsageDetails>(AIJsonUtilities.DefaultOptions),
            };
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or ArgumentException)
        {
            throw new ModelFailedException(ModelFailure.Permanent, $"{file} is no recording; remove it and record again.", inner: e);
        }
    }

    private static string Shorten(ChatMessage[] asked)
    {
        var text = asked.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        return $"\"{(text.Length <= 200 ? text : $"{text[..200]}…")}\", message {asked.Length}.";
    }
}
