using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>The document of a tool loop's run: small, because all that was said is in the transcript.</summary>
internal sealed record LoopState
{
    /// <summary>How many different calls are remembered. The oldest are forgotten first.</summary>
    private const int Remembered = 50;

    /// <summary>Turns taken.</summary>
    public int Turn { get; init; }

    /// <summary>The calls of the last turn, in the order of their steps.</summary>
    public IReadOnlyList<PendingCall> Calls { get; init; } = [];

    /// <summary>Calls with what they came to, as hashes, and how often each was made.</summary>
    public IReadOnlyList<Repeated> Seen { get; init; } = [];

    /// <summary>How often the model was told that its answer is not what was asked for.</summary>
    public int Repairs { get; init; }

    /// <summary>Whom the model's memory is about; null where it is about nobody in particular.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Subject { get; init; }

    /// <summary>The same call with the same result is one more of its kind.</summary>
    public LoopState Saw(PendingCall call, string result, out int times)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{call.Name}\n{call.Hash}\n{result}")).AsSpan(0, 8));
        times = (Seen.FirstOrDefault(seen => seen.Hash == hash)?.Times ?? 0) + 1;
        return this with { Seen = [.. Seen.Where(seen => seen.Hash != hash).TakeLast(Remembered - 1), new(hash, times)] };
    }
}

/// <param name="Id">The model's own name for it.</param>
/// <param name="Name">The tool, as the model wrote it.</param>
/// <param name="Hash">Of tool and arguments, see <see cref="CallHash"/>.</param>
internal sealed record PendingCall(string Id, string Name, string Hash);

internal sealed record Repeated(string Hash, int Times);
