using System.Runtime.CompilerServices;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>Comes in to the broker, then looks around.</summary>
internal static class BrokerExamination
{
    private const string Name = "broker";

    private static readonly IReadOnlyList<ICheck<OpenBroker>> Checks = [new BrokerVersion(), new BrokerAlarm(), new WithAMessage(new RightsOfTheUser()), new QueueTypes(), new WithAMessage(new MessageSize())];

    private static readonly IReadOnlyList<ICheck<ManagementClient>> ManagementChecks = [new NodeLimits(), new KnownQueues(), new DeliveryLimits(), new RefusedMessages()];

    public static async IAsyncEnumerable<Finding> RunAsync(BrokerUnderTest settings, [EnumeratorCancellation] CancellationToken ct)
    {
        if (settings.Broker is null)
        {
            yield return new(Name, Verdict.NotLooked, $"No broker was named: --broker, or {BrokerOptions.BrokerVariable}.");
        }
        else
        {
            var (connection, why) = await ConnectAsync(settings, ct);
            yield return why ?? new(Name, Verdict.Well, $"It answers at {settings.Place}.");
            if (connection is not null)
            {
                await using (connection)
                    await foreach (var finding in Examination.RunAsync(Checks, new OpenBroker(settings, connection), ct)) yield return finding;
            }
        }

        if (settings.Management is { } url)
        {
            using var management = new ManagementClient(url, settings);
            await foreach (var finding in Examination.RunAsync(ManagementChecks, management, ct)) yield return finding;
        }
        else if (settings.Broker is not null)
        {
            yield return new("management", Verdict.NotLooked, "Policies, all queues, alarms of nodes and free disk were not looked at: --management names where.");
        }

        if (settings.Broker is not null)
            yield return new("consumer-timeout", Verdict.NotLooked, "The broker tells nobody its consumer_timeout; it must be at least 30 min, three times HoldLimit: rabbitmq-diagnostics environment.");
    }

    private static async Task<(IConnection? Connection, Finding? Why)> ConnectAsync(BrokerUnderTest settings, CancellationToken ct)
    {
        try
        {
            var connection = await settings.Factory.CreateConnectionAsync(ct);
            // Whether the virtual host may be used is known with the first answer.
            await (await connection.CreateChannelAsync(cancellationToken: ct)).DisposeAsync();
            return (connection, null);
        }
        catch (OperationInterruptedException closed)
        {
            return (null, NoHost(settings, closed.ShutdownReason?.ReplyText ?? closed.Message));
        }
        catch (BrokerUnreachableException away)
        {
            return (null, Why(settings, away));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, new(Name, Verdict.Wrong, $"It does not answer in time at {settings.Place}.", "Look whether it is up, and whether anything between here and there swallows packets."));
        }
    }

    private static Finding NoHost(BrokerUnderTest settings, string why) => new(
        Name, Verdict.Wrong, $"The user may not use the virtual host at {settings.Place}: {why}.", "Create the virtual host, or give the user rights in it: compose/rabbitmq/definitions.json has both.");

    private static Finding Why(BrokerUnderTest settings, BrokerUnreachableException away)
    {
        for (Exception? inner = away; inner is not null; inner = inner is AggregateException { InnerExceptions: [var first, ..] } ? first : inner.InnerException)
        {
            switch (inner)
            {
                case AuthenticationFailureException or PossibleAuthenticationFailureException:
                    return new(Name, Verdict.Wrong, $"It refuses user or password at {settings.Place}.", "Look at the password; it may need escapes where it is part of an address. 'guest' may come from the broker's own machine only.");
                case OperationInterruptedException { ShutdownReason: { ReplyCode: 530 or 403 } reason }:
                    return NoHost(settings, reason.ReplyText);
                case System.Security.Authentication.AuthenticationException tls:
                    return new(Name, Verdict.Wrong, $"No TLS connection comes about at {settings.Place}: {tls.Message}", "amqps needs a certificate this machine trusts, for the name in the address; port 5672 usually speaks amqp.");
            }
        }

        var innermost = away.GetBaseException();
        return new(Name, Verdict.Wrong, $"It does not answer at {settings.Place}: {innermost.Message.TrimEnd('.')}.", "Look whether it is up, and at host and port.");
    }
}
