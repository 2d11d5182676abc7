using System.Security.Cryptography;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Orchestration.Delivery;

/// <summary>Makes the moment a message is decided in: the only way time, chance and the fleet's make-up reach a rule.</summary>
/// <param name="served">The state version an agent is served at; null where nobody serves it.</param>
/// <param name="nonce">Random by default; the simulator has its own.</param>
/// <param name="sendGuard">How long what was committed is its sender's; 30 s by default.</param>
internal sealed class MomentSource(FleetClock clock, Limits limits, Func<string, int?> served, Func<Guid>? nonce = null, TimeSpan? sendGuard = null)
{
    private readonly Func<Guid> nonces = nonce ?? RandomNonce;

    /// <summary>When the relay may send what is committed now.</summary>
    public DateTimeOffset SendBy => clock.Now + (sendGuard ?? Moment.DefaultSendGuard);

    public Moment For(Cause cause) => new(clock.Now, cause.MessageId, limits, nonces, served, cause.TraceParent) { SendGuard = sendGuard ?? Moment.DefaultSendGuard };

    /// <summary>128 random bits: an outcome that carries them was made by whoever was given the step. // R3</summary>
    private static Guid RandomNonce()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return new Guid(bytes);
    }
}
