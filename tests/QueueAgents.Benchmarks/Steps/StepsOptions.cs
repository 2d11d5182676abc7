namespace QueueAgents.Benchmarks.Steps;

internal sealed record StepsOptions(int[] InFlight, TimeSpan Duration, int Repeat, int Servers, string QueueType, Baselines Baselines);

internal enum Baselines
{
    None,
    N0,
    All,
}
