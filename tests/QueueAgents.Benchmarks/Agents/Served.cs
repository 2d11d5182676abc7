using QueueAgents.Worker;

namespace QueueAgents.Benchmarks.Agents;

/// <summary>Which of our agents a worker serves, by name.</summary>
internal static class Served
{
    public static void Add(WorkerBuilder worker, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            _ = name switch
            {
                TenSteps.Name => worker.Add<TenSteps>(name),
                ManySteps.Name => worker.Add<ManySteps>(name),
                Wide.Name => worker.Add<Wide>(name),
                Sleeper.Name => worker.Add<Sleeper>(name),
                Stamp.Name => worker.Add<Stamp>(name),
                Talker.Name => worker.AddTalker(),
                _ => throw new ArgumentException($"There is no agent {name}.", nameof(names)),
            };
        }
    }
}
