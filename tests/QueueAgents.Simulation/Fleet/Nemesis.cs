using QueueAgents.Simulation.Engine;

namespace QueueAgents.Simulation.Fleet;

/// <summary>What befalls the fleet as a whole while things may go wrong.</summary>
internal sealed class Nemesis(World world)
{
    public void Strike()
    {
        switch (world.Dice.Roll(10))
        {
            case 0: world.Dice.Pick(world.Servers).Kill(); break;
            case 1: world.Dice.Pick(world.Workers).Kill(); break;
            case 2: world.Dice.Pick(world.Workers).Stall(); break;
            case 3: world.Dice.Pick(world.Servers).Disconnect(); break;
            case 4: world.Dice.Pick(world.Workers).Disconnect(); break;
            case 5: Away("broker", up => world.Broker.IsUp = up, 40); break;
            case 6: Away("database", up => world.IsDatabaseUp = up, 15); break;
            case 7 or 8 when world.Dice.Chance(world.Faults.Wipe): Wipe(); break;
            default: world.Workers.ForEach(w => w.Kill()); break;
        }
    }

    /// <summary>From now on nothing goes wrong any more.</summary>
    public void Rest()
    {
        world.Say("peace", $"nothing goes wrong from now on");
        world.Faults = Faults.None;
        world.Broker.IsUp = world.IsDatabaseUp = true;
    }

    private void Away(string what, Action<bool> isUp, double longest)
    {
        var time = world.Dice.Seconds(1, longest);
        world.Say("away", $"{what} is away for {(int)time.TotalSeconds} s");
        isUp(false);
        world.Loop.After(time, () => isUp(true));
    }

    /// <summary>Everybody loses the broker with it, and finds out sooner or later.</summary>
    private void Wipe()
    {
        world.Broker.Wipe();
        foreach (var server in world.Servers) server.Disconnect();
        foreach (var worker in world.Workers) worker.Disconnect();
    }
}
