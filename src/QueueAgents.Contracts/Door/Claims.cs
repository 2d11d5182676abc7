namespace QueueAgents.Contracts;

/// <summary>May I run this attempt? Granted if it is open and free, my own already, or its lease has expired.</summary>
public sealed record ClaimStep
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    public string Instance { get; init; } = "";
}

/// <summary>The lease is yours; a beat must extend it before it ends.</summary>
public sealed record StepClaimed
{
    public TimeSpan Lease { get; init; }
}

/// <summary>The door refuses: the attempt is superseded, held by another, unknown, or the call is malformed.</summary>
public sealed record DoorRefused
{
    public string Reason { get; init; } = "";
}

/// <summary>May I do this effect? Asked before an AtMostOnce effect, and before any effect of a repeated attempt.</summary>
public sealed record ClaimEffect
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    public string Name { get; init; } = "";
    public EffectClass Class { get; init; }
    public string ArgsHash { get; init; } = "";
    /// <summary>Random per call of the author's effect: the same claim is granted again.</summary>
    public Guid ClaimId { get; init; }
}

/// <summary>What the door knows of an effect.</summary>
public sealed record EffectAnswer
{
    public EffectVerdict Verdict { get; init; }
    /// <summary>With <see cref="EffectVerdict.Recorded"/>: what it returned then.</summary>
    public Json Result { get; init; }
}

public enum EffectVerdict
{
    /// <summary>Do it.</summary>
    Granted = 0,
    /// <summary>It was done; here is what it returned.</summary>
    Recorded = 1,
    /// <summary>Someone claimed it and never said how it ended: it is not done again.</summary>
    Unknown = 2,
    /// <summary>It was done with other arguments: the recorded result is not for this call.</summary>
    OtherArguments = 3,
}

/// <summary>The effect happened and returned this. For AtMostOnce, right after it; the others travel in the outcome.</summary>
public sealed record RecordEffect
{
    public Guid RunId { get; init; }
    public int Seq { get; init; }
    public int Attempt { get; init; }
    public Guid Nonce { get; init; }
    public Guid ClaimId { get; init; }
    public EffectRecord Effect { get; init; } = new();
}

/// <summary>It is stored.</summary>
public sealed record EffectStored;
