using System.Security.Cryptography;
using System.Text;
using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>Equal for equal arguments, whatever the order of their members.</summary>
internal static class ArgumentsHash
{
    /// <summary>SHA-256 of the canonical document, in lower-case hex.</summary>
    public static string Of(object? arguments) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Json.Of(arguments).Canonical().Text!)));
}
