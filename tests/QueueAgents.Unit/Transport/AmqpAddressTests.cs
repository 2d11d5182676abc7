using QueueAgents.Transport.RabbitMq;
using Xunit;

namespace QueueAgents.Unit.Transport;

public sealed class AmqpAddressTests
{
    [Theory]
    [InlineData("rabbitmq://rabbitmq:rabbitmq@rabbitmq:5672/rabbitmq", "amqp://rabbitmq:rabbitmq@rabbitmq:5672/rabbitmq")]
    [InlineData("amqp://worker:a%2Fb@rabbitmq:5672/queue-agents", "amqp://worker:a%2Fb@rabbitmq:5672/queue-agents")]
    [InlineData("rabbitmqs://u:p%40ss@broker/%2F", "amqps://u:p%40ss@broker/%2F")]
    [InlineData("amqps://broker", "amqps://broker/")]
    public void Of_an_address_only_the_scheme_is_changed(string given, string made) => Assert.Equal(made, AmqpAddress.Of(new Uri(given)).AbsoluteUri);
}
