using System.Collections;
using Microsoft.Extensions.Configuration;

namespace QueueAgents.Cli.Stores;

/// <summary>
/// Which models a fleet of this process asks, what they cost, and what its samples work on is the environment's to say:
/// <c>QueueAgents__Models__refunds__Model=…</c> and the providers' keys. Nothing else of it is read: a broker or a database somebody
/// exported must not get in here.
/// </summary>
internal static class AgentSettings
{
    private static readonly string[] Sections = ["QueueAgents:Models:", "QueueAgents:Prices:", "QueueAgents:Samples:"];
    private static readonly string[] Keys = ["OPENAI_API_KEY", "ANTHROPIC_API_KEY"];

    public static IConfiguration Read() => new ConfigurationBuilder().AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(entry => KeyValuePair.Create(((string)entry.Key).Replace("__", ":", StringComparison.Ordinal), (string?)entry.Value))
        .Where(setting => Keys.Contains(setting.Key, StringComparer.Ordinal) || Sections.Any(section => setting.Key.StartsWith(section, StringComparison.OrdinalIgnoreCase)))).Build();
}
