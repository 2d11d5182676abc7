using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>The broker must take the largest message of the fleet, and should not take one that is much larger.</summary>
internal sealed class MessageSize : ICheck<OpenBroker>
{
    /// <summary>A submission of 1 MiB, with what is around it.</summary>
    private const int Needed = 2 << 20;
    private const int TooMuch = (4 << 20) + 1;
    private const string TooLarge = "larger than";

    public string Name => "max-message-size";

    public async IAsyncEnumerable<Finding> LookAsync(OpenBroker on, [EnumeratorCancellation] CancellationToken ct)
    {
        if (await RefusesAsync(on, Needed, ct)) yield return this.Wrong("The broker refuses messages of 2 MiB.", "Set max_message_size = 4194304 in rabbitmq.conf: a submission may have 1 MiB.");
        else if (await RefusesAsync(on, TooMuch, ct)) yield return this.Well("The broker takes messages of 2 MiB, and none of more than 4 MiB.");
        else yield return this.Warning("The broker takes messages of more than 4 MiB.", "Set max_message_size = 4194304 in rabbitmq.conf: nothing of the fleet is larger, and every node keeps what it takes.");
    }

    private static async Task<bool> RefusesAsync(OpenBroker on, int bytes, CancellationToken ct)
        => await on.Connection.PublishesAsync("", bytes, ct) is { } reason && reason.ReplyText.Contains(TooLarge, StringComparison.Ordinal);
}
