using Anthropic;
using Microsoft.Extensions.AI;

namespace QueueAgents.Models;

/// <summary>A model of Anthropic.</summary>
internal static class AnthropicModel
{
    private const string Address = "https://api.anthropic.com";

    public static IChatClient Make(ProviderOptions options, string key, HttpClient http)
    {
        var client = new AnthropicClient
        {
            ApiKey = key,
            BaseUrl = (options.Endpoint?.ToString() ?? Address).TrimEnd('/'),
            MaxRetries = 0,
            Timeout = options.Timeout,
            HttpClient = http,
        };
        return new ClosingClient(client.AsIChatClient(options.Model, options.MaxOutputTokens), http);
    }
}
