using System.ComponentModel;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Memory as tools of a model. Which space they work on is said by the agent, never by the model.</summary>
internal sealed class MemoryTools
{
    public static readonly string[] All = ["remember", "recall", "list_memory", "forget"];

    [AgentTool(Effect = EffectClass.Idempotent), Description("Remember something beyond this conversation. What was kept under the key before is replaced.")]
    public static string Remember(
        [Description("A short name to find it by, for example 'delivery address'.")] string key,
        [Description("What to remember.")] string value,
        ToolCall call,
        [Description("For how many days; for ever by default.")] int? days = null)
    {
        if (days is < 1 or > 3650) throw new ToolError("An entry is kept for 1 to 3650 days.", "leave the days out to keep it for ever.");
        return Told(() => call.OfModel!.Set(key, value, days is { } some ? TimeSpan.FromDays(some) : null), "Remembered.");
    }

    [AgentTool(Effect = EffectClass.ReadOnly), Description("Read what was remembered under a key.")]
    public static async Task<string> Recall([Description("The key, as it was given when it was remembered.")] string key, ToolCall call)
    {
        if (!Names.IsMemoryKey(key)) throw new ToolError($"A key has 1 to {MemoryLimits.KeyLength} printable characters.");
        return await call.OfModel!.Get<string>(key) is { } entry ? entry.Value : throw new ToolError("Nothing is remembered under this key.", "call list_memory to see the keys.");
    }

    [AgentTool(Effect = EffectClass.ReadOnly), Description("List the keys under which something is remembered; at most 200.")]
    public static async Task<IReadOnlyList<string>> ListMemory(ToolCall call, [Description("Only keys that begin so.")] string prefix = "")
        => await call.OfModel!.Keys(prefix).Take(200).Select(entry => entry.Key).ToListAsync();

    [AgentTool(Effect = EffectClass.Idempotent), Description("Forget what was remembered under a key.")]
    public static string Forget([Description("The key.")] string key, ToolCall call) => Told(() => call.OfModel!.Delete(key), "Forgotten.");

    private static string Told(Action write, string done)
    {
        try
        {
            write();
            return done;
        }
        catch (StepFailedException e)
        {
            throw new ToolError(e.Message);
        }
    }
}
