using System.CommandLine;

namespace QueueAgents.Benchmarks;

/// <summary>Ctrl+C ends a measurement in order: nodes are stopped and their folders removed.</summary>
internal static class Interruptible
{
    private const int Interrupted = 130;

    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(1);

    public static async Task<int> InvokeAsync(ParseResult parsed)
    {
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = EndsWithin });
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("interrupted");
            return Interrupted;
        }
        catch (Exception thrown) when (thrown is InvalidOperationException or TimeoutException)
        {
            Console.Error.WriteLine(thrown.Message);
            return 1;
        }
    }
}
