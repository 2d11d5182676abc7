using System.Diagnostics;
using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Sending;

/// <summary>The broker as the server uses it. Every call ends within the send timeout; an exception means "not known to have arrived".</summary>
internal interface IFleetBus
{
    /// <summary>True: confirmed. False: no queue took it.</summary>
    /// <param name="queue">The queue of its agent and state version.</param>
    /// <param name="step">The step.</param>
    /// <param name="messageId">The same however often it is sent.</param>
    /// <param name="trace">What it belongs to.</param>
    /// <param name="mayShare">It may travel with others that leave now.</param>
    Task<bool> SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, bool mayShare);

    /// <summary>To whoever listens; nobody is fine.</summary>
    Task PublishAsync(object message, Guid messageId, ActivityContext trace, CancellationToken ct);
}
