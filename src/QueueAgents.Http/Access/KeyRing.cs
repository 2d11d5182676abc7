using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Keys;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Http.Access;

/// <summary>
/// The keys this server has met, so that not every request asks the database. What is remembered holds for half a minute at most: a key that
/// is revoked is refused after that, by every server. Only keys that were valid are remembered, so there are never more than the store has.
/// </summary>
internal sealed class KeyRing(IKeyStore store, FleetClock clock, TimeProvider time, HttpOptions options, ILogger<KeyRing> log)
{
    private readonly ConcurrentDictionary<string, Met> met = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<ApiKey?>>> asked = new(StringComparer.Ordinal);

    /// <summary>It was valid when it was last asked for. Such a key is no guess.</summary>
    public bool HasMet(byte[] hash) => met.ContainsKey(Convert.ToHexString(hash));

    /// <summary>Null where there is no such key, or it is revoked or has expired.</summary>
    public async Task<ApiKey?> FindAsync(byte[] hash, CancellationToken ct)
    {
        var name = Convert.ToHexString(hash);
        var key = met.TryGetValue(name, out var known) && time.GetElapsedTime(known.At) < options.RememberKeys ? known.Key : await AskOnce(name, hash).WaitAsync(ct);
        if (key?.IsValid(clock.Now) == true) return key;

        met.TryRemove(name, out _);
        if (key is not null) log.Invalid(key.Prefix, key.RevokedAt is null ? "expired" : "revoked");
        return null;
    }

    /// <summary>A thousand streams that were opened with one key come together, and ask the database together.</summary>
    private Task<ApiKey?> AskOnce(string name, byte[] hash) => asked.GetOrAdd(name, _ => new(() => AskAsync(name, hash))).Value;

    private async Task<ApiKey?> AskAsync(string name, byte[] hash)
    {
        try
        {
            var at = time.GetTimestamp(); // Before the read: what comes back is at least as old.
            var key = await store.FindAsync(hash, CancellationToken.None);
            if (key?.IsValid(clock.Now) != true) return key;
            met[name] = new(key, at);
            await NoteUseAsync(key);
            return key;
        }
        finally
        {
            asked.TryRemove(name, out _);
        }
    }

    private async Task NoteUseAsync(ApiKey key)
    {
        try
        {
            await store.TouchAsync(key.Id, clock.Now, CancellationToken.None);
        }
#pragma warning disable CA1031 // When a key was last used is for people to look at; nobody is refused for want of it.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            log.UseNotNoted(key.Prefix, thrown.Message);
        }
    }

    private sealed record Met(ApiKey Key, long At);
}

internal static partial class Log
{
    [LoggerMessage(1110, LogLevel.Warning, "The key {Prefix} was refused: it is {Why}")]
    public static partial void Invalid(this ILogger log, string prefix, string why);

    [LoggerMessage(1111, LogLevel.Warning, "That the key {Prefix} was used could not be noted ({Reason})")]
    public static partial void UseNotNoted(this ILogger log, string prefix, string reason);

    /// <summary>Nothing of what was sent: it may be the secret of something else.</summary>
    [LoggerMessage(1112, LogLevel.Warning, "A key that is not valid came from {Address}")]
    public static partial void Unknown(this ILogger log, string address);

    [LoggerMessage(1113, LogLevel.Warning, "Whoever asks over HTTP needs a key, and there is none yet: queueagents key create")]
    public static partial void NoKeyYet(this ILogger log);
}
