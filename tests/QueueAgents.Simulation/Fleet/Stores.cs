using QueueAgents.Orchestration.Store;

namespace QueueAgents.Simulation.Fleet;

/// <summary>The store's four faces, so that each can be replaced by a worse one.</summary>
internal sealed record Stores(IRunStore Runs, IDueStore Due, IDoorStore Door, IWorkerStore Workers);
