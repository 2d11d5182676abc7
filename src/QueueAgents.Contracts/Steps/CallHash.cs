using System.Security.Cryptography;
using System.Text;

namespace QueueAgents.Contracts;

/// <summary>Names a call by what it would do: equal for the same tool with equal arguments, whatever their spelling.</summary>
public static class CallHash
{
    /// <summary>SHA-256 of the tool's name, a line feed and the canonical arguments, in lower-case hex.</summary>
    public static string Of(string tool, Json arguments)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tool}\n{arguments.Canonical().Text}")));
}
