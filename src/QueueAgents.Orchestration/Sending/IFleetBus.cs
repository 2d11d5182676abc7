using System.Diagnostics;
using QueueAgents.Contracts;

namespace QueueAgents.Orchestration.Sending;

/// <summary>The broker as the server uses it. Every call ends within the send timeout; an exception means "not known to have arrived".</summary>
internal interface IFleetBus
{
    /// <summary>True: confirmed. False: no queue took it.</summary>
    Task<bool> SendStepAsync(string queue, ExecuteStep step, Guid messageId, ActivityContext trace, CancellationToken ct);

    /// <summary>To whoever listens; nobody is fine.</summary>
    Task PublishAsync(object message, Guid messageId, ActivityContext trace, CancellationToken ct);
}
