namespace QueueAgents.Benchmarks;

/// <summary>What a long measurement is doing: on standard error, so that standard output is the result.</summary>
internal static class Progress
{
    public static void Say(string what) => Console.Error.WriteLine($"{DateTime.Now:HH:mm:ss} {what}");
}
