namespace QueueAgents.Orchestration.Bus.Places;

/// <summary>Which of the servers comes first: who has been up longest. It need not be exact, servers that are equal share.</summary>
internal static class Seniority
{
    public const int Lots = 256;

    /// <summary>As many minutes as there is room for: after 15 years it begins again.</summary>
    private const long Minutes = int.MaxValue / Lots;

    /// <summary>A priority above 0: the earlier the higher, by the minute; of those that came up in the same minute, by lot.</summary>
    public static int Of(DateTimeOffset started, int lot) => (int)((Minutes - 1 - (long)(started - DateTimeOffset.UnixEpoch).TotalMinutes % Minutes) * Lots + lot + 1);
}
