using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace QueueAgents.Rights;

/// <summary>Asks the broker for each right on a channel of its own: a refusal closes the channel, which elsewhere looks like a hang.</summary>
internal static class BrokerRights
{
    private const ushort Refused = 403;

    /// <summary>A sentence for each right the broker refuses; it names user, object and right. Empty where nothing is missing.</summary>
    /// <param name="broker">With user, password and virtual host.</param>
    /// <param name="name">The connection's name.</param>
    /// <param name="rights">What to ask for.</param>
    /// <param name="limit">How long each answer may take; an alarm that blocks the connection shows as silence.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="BrokerUnreachableException">Nobody answers at the address.</exception>
    public static async Task<IReadOnlyList<string>> RefusedAsync(Uri broker, string name, IReadOnlyList<BrokerRight> rights, TimeSpan limit, CancellationToken ct)
    {
        var factory = new ConnectionFactory
        {
            Uri = AmqpAddress.Of(broker),
            ClientProvidedName = name,
            AutomaticRecoveryEnabled = false,
        };
        var user = factory.UserName;
        IConnection connection;
        try
        {
            connection = await factory.CreateConnectionAsync(ct);
        }
        catch (BrokerUnreachableException thrown) when (LoginOf(thrown) is { } refused)
        {
            return [$"user '{user}' may not log in to virtual host '{factory.VirtualHost}': {refused}"];
        }

        await using (connection)
        {
            List<string> missing = [];
            foreach (var right in rights)
                if (await AskAsync(connection, right, limit, ct) is { } why) missing.Add($"user '{user}' may not {right} in virtual host '{factory.VirtualHost}': {why}");
            return missing;
        }
    }

    private static async Task<string?> AskAsync(IConnection connection, BrokerRight right, TimeSpan limit, CancellationToken ct)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(ct);
        late.CancelAfter(limit);
        try
        {
            await using var channel = await connection.CreateChannelAsync(cancellationToken: late.Token);
            await right.TryAsync(channel, late.Token).WaitAsync(late.Token);
            return null;
        }
        catch (OperationInterruptedException thrown)
        {
            // Whatever else it says (no such queue yet, another type, an impossible argument), the right was there.
            return thrown.ShutdownReason is { ReplyCode: Refused } reason ? reason.ReplyText : null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return $"the broker did not answer within {limit.TotalSeconds:0.#} s; is it blocked by an alarm of memory or disk?";
        }
    }

    private static string? LoginOf(BrokerUnreachableException thrown)
    {
        for (Exception? inner = thrown; inner is not null; inner = inner is AggregateException { InnerExceptions: [var first, ..] } ? first : inner.InnerException)
        {
            if (inner is AuthenticationFailureException or PossibleAuthenticationFailureException) return inner.Message;
            if (inner is OperationInterruptedException { ShutdownReason.ReplyCode: 530 or Refused } denied) return denied.ShutdownReason!.ReplyText;
        }

        return null;
    }
}
