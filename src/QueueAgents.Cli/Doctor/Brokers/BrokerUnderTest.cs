using System.Globalization;
using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>A broker, who comes to it, and what the fleet is set to.</summary>
/// <param name="Broker">With user and password; null: none was named.</param>
/// <param name="Management">Null: it was not named.</param>
/// <param name="Role">What the user is for.</param>
/// <param name="Quorum">The setting QueueType.</param>
internal sealed record BrokerUnderTest(Uri? Broker, Uri? Management, BrokerRole Role, bool Quorum)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Made from the address alone, so that it is known what a client would make of it.</summary>
    public ConnectionFactory Factory { get; } = new()
    {
        Uri = Broker is null ? new Uri("amqp://localhost") : AmqpAddress.Of(Broker),
        ClientProvidedName = $"doctor@{Environment.MachineName}",
        AutomaticRecoveryEnabled = false,
        RequestedConnectionTimeout = Patience,
        HandshakeContinuationTimeout = Patience,
        ContinuationTimeout = Patience,
    };

    /// <summary>Without the password.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{Factory.HostName}:{Factory.Endpoint.Port}, virtual host '{Factory.VirtualHost}', as user '{Factory.UserName}'");
}

/// <summary>A broker one has come in to.</summary>
internal sealed record OpenBroker(BrokerUnderTest Settings, IConnection Connection)
{
    /// <summary>Whoever sends it something waits, and so does what is asked on the same connection then.</summary>
    public bool TakesNothing { get; set; }
}
