using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace QueueAgents.Models;

/// <summary>
/// Makes the models of a worker: <c>worker.AddModel("main", Provider.Configured)</c>. The providers' own retries are off; the run repeats its
/// step instead, which survives the worker and does not hold it.
/// </summary>
public static class Provider
{
    private const string OpenAIName = "openai";
    private const string AnthropicName = "anthropic";

    /// <summary>The model that the configuration describes under this name: <see cref="ProviderOptions"/>.</summary>
    /// <exception cref="InvalidOperationException">It is not described, or cannot be so; the message says what to write.</exception>
    public static IChatClient Configured(IServiceProvider services, string name)
    {
        ArgumentNullException.ThrowIfNull(services);
        var where = $"{ProviderOptions.Section}:{name}";
        var section = services.GetRequiredService<IConfiguration>().GetSection(where);
        if (!section.Exists()) throw new InvalidOperationException($"{where} is not configured; write {where}:Provider and {where}:Model.");
        return Make(services, section.Get<ProviderOptions>() ?? new(), where);
    }

    /// <summary>A model of OpenAI, or of any endpoint that speaks like it.</summary>
    public static Func<IServiceProvider, string, IChatClient> OpenAI(string model, Action<ProviderOptions>? configure = null) => Of(OpenAIName, model, configure);

    /// <summary>A model of Anthropic.</summary>
    public static Func<IServiceProvider, string, IChatClient> Anthropic(string model, Action<ProviderOptions>? configure = null) => Of(AnthropicName, model, configure);

    private static Func<IServiceProvider, string, IChatClient> Of(string provider, string model, Action<ProviderOptions>? configure) => (services, name) =>
    {
        var options = new ProviderOptions { Provider = provider, Model = model };
        configure?.Invoke(options);
        return Make(services, options, $"Model '{name}'");
    };

    private static IChatClient Make(IServiceProvider services, ProviderOptions options, string where)
    {
        options.Checked(where);
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        return options.Provider.ToLowerInvariant() switch
        {
            OpenAIName => OpenAIModel.Make(options, Key(services, options, "OPENAI_API_KEY", where), ProviderHandler.Client(OpenAIName, options, time)),
            AnthropicName => AnthropicModel.Make(options, Key(services, options, "ANTHROPIC_API_KEY", where), ProviderHandler.Client(AnthropicName, options, time)),
            _ => throw new InvalidOperationException($"{where}:Provider is '{options.Provider}'; write {OpenAIName} or {AnthropicName}."),
        };
    }

    private static string Key(IServiceProvider services, ProviderOptions options, string variable, string where)
    {
        if (!string.IsNullOrWhiteSpace(options.ApiKey)) return options.ApiKey;
        if (options.Endpoint is not null) return "none"; // Theirs is not for others.
        return services.GetService<IConfiguration>()?[variable] is { Length: > 0 } key ? key : throw new InvalidOperationException($"{where} has no key; set {variable}, or its ApiKey.");
    }
}
