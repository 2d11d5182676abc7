using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Something a model can call, wherever it comes from.</summary>
#pragma warning disable CA1001 // It lives as long as its process, and a semaphore whose handle nobody takes holds nothing.
internal sealed partial class Tool
#pragma warning restore CA1001
{
    /// <summary>Reads what a model wrote into what the function takes.</summary>
    /// <returns>What is wrong, or null.</returns>
    public delegate string? Binder(JsonElement arguments, AIFunctionArguments bound);

    private readonly AIFunction _function;
    private readonly Binder _bind;
    private readonly SemaphoreSlim? _slots;

    public Tool(AIFunction function, ToolOptions options, Binder bind)
    {
        (_function, _bind, Options) = (function, bind, options);
        Declaration = function.AsDeclarationOnly();
        if (options.Concurrency > 0) _slots = new(options.Concurrency);
    }

    public string Name => _function.Name;

    public EffectClass Effect => Options.Effect;

    public TimeSpan Timeout => Options.Timeout;

    public ToolOptions Options { get; }

    /// <summary>What a model is shown; nothing can be invoked through it.</summary>
    public AIFunctionDeclaration Declaration { get; }

    /// <summary>It may still find its arguments wrong when it runs, and says so as .NET does.</summary>
    public bool ReadsItsArguments { get; init; }

    public string Schema => _function.JsonSchema.GetRawText();

    public static bool IsName(string? name) => name is not null && NamePattern().IsMatch(name);

    public string? Bind(JsonElement arguments, AIFunctionArguments bound) => ArgumentCheck.Problem(_function.JsonSchema, arguments) ?? _bind(arguments, bound);

    /// <summary>Waits for a free slot. Whoever gets it gives it back.</summary>
    public Task Enter(CancellationToken cancellationToken) => _slots?.WaitAsync(cancellationToken) ?? Task.CompletedTask;

    public void Leave() => _slots?.Release();

    public ValueTask<object?> Invoke(AIFunctionArguments bound, CancellationToken cancellationToken) => _function.InvokeAsync(bound, cancellationToken);

    [GeneratedRegex("^[A-Za-z0-9_-]{1,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
