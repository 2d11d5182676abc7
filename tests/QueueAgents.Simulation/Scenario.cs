using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Simulation.Engine;
using QueueAgents.Simulation.Fleet;

namespace QueueAgents.Simulation;

/// <summary>What a seed is about: which runs, on which workers, for how long things go wrong.</summary>
internal sealed record Scenario(IReadOnlyList<SubmitRun> Runs, TimeSpan Chaos, int Orders, int Strikes, Faults Faults)
{
    /// <summary>Small, so that limits are reached.</summary>
    public static Limits Limits { get; } = new() { MaxParallel = 2, MaxLost = 3, KeptSignals = 3, Depth = 2, FanOut = 8, MaxAttempts = 5 };

    public static Scenario Of(World world)
    {
        var dice = world.Dice;
        return new Scenario(
            [.. Enumerable.Range(0, dice.Between(1, 8)).Select(_ => Run(world))],
            dice.Seconds(30, 150), dice.Roll(30), dice.Roll(7), Faults.Of(dice));
    }

    public static void Populate(World world)
    {
        for (var i = 1; i <= 2; i++) world.Servers.Add(new Server(world, $"s{i}"));
        world.Workers.Add(new Worker(world, "w1", [Serves(Script.Agent, 1), Serves(Script.Child, 1)]));
        world.Workers.Add(new Worker(world, "w2", [Serves(Script.Agent, 2), Serves(Script.Child, 1)]));
        world.Servers.ForEach(s => s.Start());
        world.Workers.ForEach(w => w.Start());
    }

    private static ServedAgent Serves(string agent, int version) => new() { Name = agent, StateVersion = version, ReadsFrom = 1 };

    private static SubmitRun Run(World world) => new()
    {
        RunId = world.Dice.Id(),
        Agent = world.Dice.Roll(30) == 0 ? Script.Nobody : Script.Agent,
        Pinned = world.Dice.Roll(12) == 0,
        Deadline = world.Dice.Roll(8) == 0 ? world.Loop.Now + world.Dice.Seconds(30, 200) : null,
        Input = Json.Of($"0|{string.Join(',', Enumerable.Range(0, world.Dice.Between(0, 6)).Select(_ => Op(world.Dice)))}"),
    };

    private static string Op(Dice dice) => dice.Roll(33) switch
    {
        < 7 => "S",
        < 11 => $"F.{dice.Roll(5)}.{dice.Roll(3)}.{Tolerance(dice)}",
        < 14 => $"C.{dice.Roll(4)}.{dice.Roll(3)}.{Tolerance(dice)}.{(dice.Roll(3) == 0 ? "f" : "s")}",
        < 16 => $"A.{(dice.Roll(2) == 0 ? 0 : 20)}",
        < 18 => $"G.{(dice.Roll(2) == 0 ? 0 : 20)}",
        < 20 => $"Z.{dice.Roll(40)}",
        20 => "L",
        21 => "D",
        22 => dice.Roll(3) == 0 ? "X" : "S",
        23 => dice.Roll(3) == 0 ? "T" : "S",
        >= 26 => Turn(dice),
        24 => dice.Roll(3) == 0 ? "B" : "D",
        _ => dice.Roll(3) == 0 ? "K" : "L",
    };

    private static string Turn(Dice dice)
    {
        int[] counts = [dice.Roll(3), dice.Roll(2), dice.Roll(2), dice.Roll(2), dice.Roll(2)];
        return counts.Sum() == 0 ? "M.1.0.0.0.0" : $"M.{string.Join('.', counts)}";
    }

    private static string Tolerance(Dice dice) => dice.Roll(2) == 0 ? "t" : "f";
}
