namespace QueueAgents.Transport.RabbitMq;

/// <summary>A broker's address as the client library wants it.</summary>
internal static class AmqpAddress
{
    /// <summary>Only the scheme is another: a host, user or virtual host may be called rabbitmq too.</summary>
    /// <param name="broker">amqp, amqps, rabbitmq or rabbitmqs.</param>
    public static Uri Of(Uri broker) => broker.Scheme switch
    {
        "rabbitmq" => With("amqp", broker),
        "rabbitmqs" => With("amqps", broker),
        _ => broker,
    };

    private static Uri With(string scheme, Uri broker) => new(scheme + broker.AbsoluteUri[broker.Scheme.Length..]);
}
