using System.Security.Cryptography;

namespace QueueAgents.Worker;

/// <summary>Which process this is.</summary>
/// <param name="Instance">Unique, for example <c>host-4711-3fa2</c>; names the reply queue.</param>
/// <param name="Host">The machine's name.</param>
internal sealed record WorkerIdentity(string Instance, string Host)
{
    public static WorkerIdentity Create()
    {
        var host = string.Concat(Environment.MachineName.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return new($"{host}-{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(4, lowercase: true)}", Environment.MachineName);
    }
}
