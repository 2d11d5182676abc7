namespace QueueAgents.Simulation.Engine;

/// <summary>How likely what goes wrong is. Each seed has its own mixture, so that rare things also happen alone.</summary>
internal sealed record Faults
{
    /// <summary>A process dies at a point of input or output.</summary>
    public double Crash { get; init; }
    /// <summary>The database does not answer: before it did anything, or after.</summary>
    public double StoreBefore { get; init; }
    public double StoreAfter { get; init; }
    /// <summary>A confirmed message is lost all the same.</summary>
    public double Lose { get; init; }
    public double Duplicate { get; init; }
    /// <summary>A send times out; half of those had arrived.</summary>
    public double Timeout { get; init; }
    /// <summary>A worker stands still past its lease and then goes on.</summary>
    public double Stall { get; init; }
    /// <summary>A step's own failure.</summary>
    public double Fail { get; init; }
    /// <summary>The broker loses everything.</summary>
    public double Wipe { get; init; }

    public static Faults None { get; } = new();

    public static Faults Of(Dice dice)
    {
        var level = dice.Roll(4) switch { 0 => 0.2, 1 => 1, 2 => 2, _ => 4.0 };
        return new Faults
        {
            Crash = Some(0.003),
            StoreBefore = Some(0.01),
            StoreAfter = Some(0.01),
            Lose = Some(0.02),
            Duplicate = Some(0.06),
            Timeout = Some(0.03),
            Stall = Some(0.03),
            Fail = Some(0.08),
            Wipe = Some(0.4),
        };

        double Some(double usual) => dice.Roll(3) == 0 ? 0 : usual * level;
    }
}
