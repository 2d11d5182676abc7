using System.Net;
using System.Net.Sockets;
using System.Text;
using QueueAgents.Agents;
using QueueAgents.Contracts;

namespace QueueAgents.TestFleet;

/// <summary>How an agent calls the outside world. One connection per call: a call ends with the process that made it.</summary>
public sealed class Ledger(int port)
{
    /// <summary>An effect of the step: one call under its key.</summary>
    /// <returns>What the world answered: the key.</returns>
    public Task<string> CallAsync(StepContext step, string name, EffectClass effect) => step.Effect(name, effect, name, async (key, token) =>
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, token);
        await using var stream = client.GetStream();
        var call = new LedgerCall(key, effect, step.RunId, step.Seq, step.Attempt, Environment.ProcessId);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(Json.Of(call).Text + "\n"), token);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadLineAsync(token) == "ok" ? key : throw new IOException("The ledger hung up.");
    });
}
