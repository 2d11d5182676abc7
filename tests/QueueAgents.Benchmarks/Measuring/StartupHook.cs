using QueueAgents.Benchmarks.Measuring;

/// <summary>What the runtime calls before Main in a process that is started with DOTNET_STARTUP_HOOKS; it wants this name, and no namespace.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(AllocationGauge.Variable) is { Length: > 0 } path) AllocationGauge.Answer(path);
    }
}
