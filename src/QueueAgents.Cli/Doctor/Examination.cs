using System.Runtime.CompilerServices;

namespace QueueAgents.Cli.Doctor;

/// <summary>One check after the other. None holds up or hides another: what takes too long, or breaks, is a finding.</summary>
internal static class Examination
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Finding> RunAsync<T>(IReadOnlyList<ICheck<T>> checks, T on, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var check in checks)
            foreach (var finding in await LookAsync(check, on, ct)) yield return finding;
    }

    private static async Task<List<Finding>> LookAsync<T>(ICheck<T> check, T on, CancellationToken ct)
    {
        List<Finding> found = [];
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            // Some do not look at their token.
            await GatherAsync().WaitAsync(linked.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            found.Add(check.Wrong($"No answer within {Limit.TotalSeconds:0} s.", "Look at what is between here and there, and at how busy it is."));
        }
#pragma warning disable CA1031 // Whatever it is, the next check is run.
        catch (Exception thrown) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            found.Add(check.Wrong($"It could not be looked at: {thrown.Message}", "Look at the reason; the other checks may say more."));
        }

        return found;

        async Task GatherAsync()
        {
            await foreach (var finding in check.LookAsync(on, linked.Token)) found.Add(finding);
        }
    }
}
