global using static QueueAgents.EndToEnd.Now;

using Xunit;

namespace QueueAgents.EndToEnd;

internal static class Now
{
    /// <summary>The running test's.</summary>
    public static CancellationToken Ct => TestContext.Current.CancellationToken;
}
