using System.Text.Json;

namespace QueueAgents.Transport;

/// <summary>What became of messages that were sent straight back to their process.</summary>
internal sealed record Settled
{
    /// <summary>It is done with these.</summary>
    public IReadOnlyList<Guid> Done { get; init; } = [];

    /// <summary>It will not have these: they may be sent another way.</summary>
    public IReadOnlyList<Guid> Back { get; init; } = [];

    /// <summary>What follows from those it is done with, for whoever sent them.</summary>
    public IReadOnlyList<Following> Next { get; init; } = [];

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, StepJson.Rules.Settled);

    /// <summary>What is none says nothing; where only what follows cannot be read, a newer server may have written it, and it comes by its queue.</summary>
    public static Settled Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, StepJson.Rules.Settled) ?? new();
        }
        catch (Exception unknown) when (unknown is JsonException or NotSupportedException)
        {
            return ReadEnds(body);
        }
    }

    private static Settled ReadEnds(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, StepJson.Rules.SettledEnds) is { } ends ? new() { Done = ends.Done, Back = ends.Back } : new();
        }
        catch (JsonException)
        {
            return new();
        }
    }
}

/// <summary>A message that comes with an answer.</summary>
/// <param name="After">The message that is answered.</param>
/// <param name="Message">What follows from it.</param>
internal sealed record Following(Guid After, StepMessage Message);

/// <summary>The ends alone.</summary>
internal sealed record SettledEnds(IReadOnlyList<Guid> Done, IReadOnlyList<Guid> Back);
