using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>What is known of a model before it is asked.</summary>
/// <param name="Name">As it was added to the worker.</param>
/// <param name="Provider">For example <c>openai</c> or <c>anthropic</c>.</param>
/// <param name="Id">As its provider names it.</param>
internal sealed record ModelInfo(string Name, string Provider, string Id);

/// <summary>The models of a worker, by the names agents use. A client is made when it is first needed and kept.</summary>
internal sealed class ModelCatalogue(IServiceProvider services, IReadOnlyDictionary<string, Func<IServiceProvider, string, IChatClient>> models) : IDisposable
{
    private readonly FrozenDictionary<string, Func<IServiceProvider, string, IChatClient>> _models = models.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<(IChatClient, ModelInfo)>> _clients = new(StringComparer.Ordinal);

    public IEnumerable<string> Names => _models.Keys.Order(StringComparer.Ordinal);

    public bool Has(string name) => _models.ContainsKey(name);

    /// <exception cref="ParkedException">It was not added, or cannot be made as it is configured.</exception>
    public (IChatClient Client, ModelInfo Info) Find(string name)
    {
        if (!_models.TryGetValue(name, out var make))
        {
            throw new ParkedException(ParkedException.BadAgent, $"This worker has no model '{name}'; it has {(_models.Count == 0 ? "none" : string.Join(", ", Names))}. Add it: worker.AddModel(\"{name}\", …).");
        }

        try
        {
            return _clients.GetOrAdd(name, _ => new(() => Make(name, make))).Value;
        }
        catch (Exception e) when (e is not ParkedException)
        {
            _clients.TryRemove(name, out _);
            throw new ParkedException(ParkedException.BadAgent, $"Model '{name}' cannot be made: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        foreach (var made in _clients.Values.Where(lazy => lazy.IsValueCreated)) made.Value.Item1.Dispose();
    }

    private (IChatClient, ModelInfo) Make(string name, Func<IServiceProvider, string, IChatClient> make)
    {
        var client = make(services, name);
        var about = client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata;
        return (client, new(name, about?.ProviderName ?? "unknown", about?.DefaultModelId ?? name));
    }
}
