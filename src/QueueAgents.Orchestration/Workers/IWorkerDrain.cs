using QueueAgents.Orchestration.Store;

namespace QueueAgents.Orchestration.Workers;

/// <summary>Lets a worker leave in order.</summary>
internal interface IWorkerDrain
{
    /// <summary>Asks it; that it drains is seen in its row as soon as it has said so. Null where no such worker is there.</summary>
    /// <param name="instance">The worker.</param>
    /// <param name="by">Who asks, for its log.</param>
    /// <param name="ct">Gives up the asking.</param>
    /// <exception cref="BrokerAwayException">It cannot be told now.</exception>
    /// <exception cref="DrainRefusedException">Workers of this fleet cannot leave so; the message says why.</exception>
    Task<WorkerRow?> AskAsync(string instance, string? by, CancellationToken ct);
}

internal sealed class DrainRefusedException(string reason) : Exception(reason);

internal sealed class BrokerAwayException(Exception reason) : Exception("The broker does not answer.", reason);
