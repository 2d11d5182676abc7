using System.Runtime.CompilerServices;
using System.Text;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>RabbitMQ 3.10 is the oldest this fleet was proven on; what is newer has more to set.</summary>
internal sealed class BrokerVersion : ICheck<OpenBroker>
{
    public string Name => "broker-version";

    public async IAsyncEnumerable<Finding> LookAsync(OpenBroker on, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var text = on.Connection.ServerProperties is { } server && server.TryGetValue("version", out var told) && told is byte[] bytes ? Encoding.UTF8.GetString(bytes) : "";
        var numbers = new string([.. text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).TrimEnd('.');
        if (!Version.TryParse(numbers, out var version)) yield return this.Warning($"It does not say its version ('{text}').", "This fleet was proven on RabbitMQ 3.10 and 4.0.");
        else if (version < new Version(3, 10)) yield return this.Wrong($"RabbitMQ {text} is older than 3.10.", "Its quorum queues cannot expire or limit messages as policies here ask: upgrade.");
        else if (version.Major >= 4) yield return this.Well($"RabbitMQ {text}: quorum queues give up a message after 20 deliveries unless a policy says otherwise, so set delivery-limit and a dead letter exchange.");
        else if (version < new Version(3, 12)) yield return this.Well($"RabbitMQ {text}: consumer_timeout is one for the whole broker, and quorum queues have no delivery-limit unless a policy gives one.");
        else yield return this.Well($"RabbitMQ {text}: quorum queues have no delivery-limit unless a policy gives one.");
    }
}
