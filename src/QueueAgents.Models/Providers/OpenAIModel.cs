using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Responses;

#pragma warning disable OPENAI001 // The library calls its client of the responses interface an evaluation still.

namespace QueueAgents.Models;

/// <summary>A model behind one of OpenAI's interfaces.</summary>
internal static class OpenAIModel
{
    public static IChatClient Make(ProviderOptions options, string key, HttpClient http)
    {
        var client = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions
        {
            Endpoint = options.Endpoint,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = options.Timeout,
            Transport = new HttpClientPipelineTransport(http),
            ClientLoggingOptions = new() { EnableLogging = false },
        });
        IChatClient chat = options.Api == OpenAIApi.Chat
            ? client.GetChatClient(options.Model).AsIChatClient()
            : new Stateless(client.GetResponsesClient().AsIChatClient(options.Model));
        return new ClosingClient(chat, http);
    }

    /// <summary>OpenAI keeps nothing; what its models thought comes back encrypted and goes out again with the transcript.</summary>
    private sealed class Stateless(IChatClient inner) : DelegatingChatClient(inner)
    {
        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            => base.GetResponseAsync(messages, With(options), cancellationToken);

        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
            => base.GetStreamingResponseAsync(messages, With(options), cancellationToken);

        private static ChatOptions With(ChatOptions? options)
        {
            var stateless = options?.Clone() ?? new();
            stateless.RawRepresentationFactory = _ => new CreateResponseOptions
            {
                StoredOutputEnabled = false,
                IncludedProperties = { IncludedResponseProperty.ReasoningEncryptedContent },
            };
            return stateless;
        }
    }
}
