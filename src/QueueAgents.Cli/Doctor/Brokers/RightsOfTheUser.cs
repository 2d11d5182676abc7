using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor.Brokers;

/// <summary>A right that is missing looks like a hang to whoever needs it. So each is tried, and what the broker says is told.</summary>
internal sealed class RightsOfTheUser : ICheck<OpenBroker>
{
    private const ushort Refused = 403;

    public string Name => "broker-rights";

    public async IAsyncEnumerable<Finding> LookAsync(OpenBroker on, [EnumeratorCancellation] CancellationToken ct)
    {
        var (needs, user, role) = (Need.Of(on.Settings.Role), on.Settings.Factory.UserName, on.Settings.Role.ToString().ToLowerInvariant());
        var missing = 0;
        foreach (var need in needs)
        {
            if (await WhyNotAsync(on, need, ct) is not { } why) continue;
            missing++;
            yield return this.Wrong($"User '{user}' may not {need.Sentence}: {why}", $"Give it the rights of a {role}: compose/rabbitmq/definitions.json has those of every role.");
        }

        if (missing == 0) yield return this.Well($"User '{user}' may do all {needs.Count} things a {role} does.");
    }

    private static async Task<string?> WhyNotAsync(OpenBroker on, Need need, CancellationToken ct)
    {
        try
        {
            return await need.TryAsync(on.Connection, ct) is { ReplyCode: Refused } reason ? reason.ReplyText : null;
        }
        catch (TimeoutException)
        {
            return "the broker did not answer in time.";
        }
    }
}
