namespace QueueAgents.Models;

/// <summary>One model, as it is configured in <c>QueueAgents:Models:{name}</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>The configuration section; each member of it is a model.</summary>
    public const string Section = "QueueAgents:Models";

    /// <summary><c>openai</c>, which is also right for whatever speaks like it, or <c>anthropic</c>.</summary>
    public string Provider { get; set; } = "openai";

    /// <summary>As the provider names it, for example <c>gpt-5-mini</c>.</summary>
    public string Model { get; set; } = "";

    /// <summary>The provider's key. Without it <c>OPENAI_API_KEY</c> or <c>ANTHROPIC_API_KEY</c> is taken; another endpoint needs none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Where to ask; the provider's own address by default. For OpenAI with its path: <c>http://localhost:11434/v1</c>.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>OpenAI only: which of its interfaces. <see cref="OpenAIApi.Responses"/> keeps what reasoning models thought; most other endpoints know <see cref="OpenAIApi.Chat"/> only, the default.</summary>
    public OpenAIApi Api { get; set; } = OpenAIApi.Chat;

    /// <summary>How long an answer may stay away, before it begins or between two pieces of it; 5 minutes by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How many tokens an answer may have where the agent does not say; Anthropic needs a number. 8192 by default.</summary>
    public int MaxOutputTokens { get; set; } = 8192;

    /// <summary>How much is read of one answer, in bytes on the wire; 4 MB by default. More ends the turn.</summary>
    public int MaxResponseBytes { get; set; } = 4 * 1024 * 1024;

    internal ProviderOptions Checked(string where)
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(Model)) problems.Add("Model is missing; write the provider's name of it.");
        if (Endpoint is { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") }) problems.Add($"Endpoint '{Endpoint}' is no http or https address.");
        if (!Enum.IsDefined(Api)) problems.Add("Api is Chat or Responses.");
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromHours(1)) problems.Add($"Timeout is {Timeout}; write more than zero and at most an hour.");
        if (MaxOutputTokens < 1) problems.Add($"MaxOutputTokens is {MaxOutputTokens}; write 1 or more.");
        if (MaxResponseBytes < 1024) problems.Add($"MaxResponseBytes is {MaxResponseBytes}; write 1024 or more.");
        return problems.Count == 0 ? this : throw new InvalidOperationException($"{where}: {string.Join(" ", problems)}");
    }
}

/// <summary>The two interfaces of OpenAI.</summary>
public enum OpenAIApi
{
    /// <summary><c>/chat/completions</c>, which many other endpoints offer as well.</summary>
    Chat = 0,

    /// <summary><c>/responses</c>; asked to store nothing, so that the transcript is the only memory.</summary>
    Responses = 1,
}
