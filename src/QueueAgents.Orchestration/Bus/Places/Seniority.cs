namespace QueueAgents.Orchestration.Bus.Places;

/// <summary>Which of the servers comes first: who has been up longest, roughly. It matters more that no two are equal, as those share everything.</summary>
internal static class Seniority
{
    public const int Lots = 1 << 14;

    /// <summary>As many hours as there is room for: after 14 years it begins again.</summary>
    private const long Hours = int.MaxValue / Lots;

    /// <summary>A priority above 0: the earlier the higher, by the hour; of those that came up in the same hour, by lot.</summary>
    public static int Of(DateTimeOffset started, int lot) => (int)((Hours - 1 - (long)(started - DateTimeOffset.UnixEpoch).TotalHours % Hours) * Lots + lot + 1);
}
