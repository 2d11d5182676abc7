namespace QueueAgents.Persistence.Tables;

/// <summary>Names of constraints that the stores tell apart when they are violated.</summary>
internal static class Constraints
{
    /// <summary>One run per (tenant, agent, key).</summary>
    public const string RunKey = "ux_run_key";

    /// <summary>One transition per cause in a run. // R12</summary>
    public const string Command = "ux_transition_command";

    /// <summary>One open attempt per step. // R3</summary>
    public const string OpenAttempt = "ux_dispatch_open";

    /// <summary>One signal per client key in a run.</summary>
    public const string SignalKey = "ux_signal_client_key";

    /// <summary>One entry of memory per key of a space.</summary>
    public const string MemoryKey = "pk_memory";
}
