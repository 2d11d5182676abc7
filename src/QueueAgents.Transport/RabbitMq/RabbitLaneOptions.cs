namespace QueueAgents.Transport.RabbitMq;

/// <param name="Broker">With user, password and virtual host.</param>
/// <param name="Name">What an operator sees of the connection.</param>
/// <param name="Quorum">What kind of queues are declared.</param>
/// <param name="SendTimeout">How long one send may take until it counts as not known to have arrived.</param>
internal sealed record RabbitLaneOptions(Uri Broker, string Name, bool Quorum, TimeSpan SendTimeout);
