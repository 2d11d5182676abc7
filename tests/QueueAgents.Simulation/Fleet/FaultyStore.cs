using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Simulation.Engine;

namespace QueueAgents.Simulation.Fleet;

/// <summary>The store as one life of a server reaches it: before and after every call the server may die or the connection may break.</summary>
internal sealed class FaultyStore(World world, Life life, Stores inner) : IRunStore, IDueStore, IDoorStore, IWorkerStore
{
    public Task<IReadOnlyList<LoadedRun>> LoadAsync(IReadOnlyList<LoadRequest> requests, CancellationToken ct) => Io("Load", () => inner.Runs.LoadAsync(requests, ct));

    public Task<CommitReceipt> CommitAsync(IReadOnlyList<RunChange> changes, CancellationToken ct) => Io("Commit", async () =>
    {
        world.Watch.BeforeCommit();
        var receipt = await inner.Runs.CommitAsync(changes, ct);
        world.Watch.AfterCommit(changes, receipt);
        return receipt;
    });

    public Task<IReadOnlySet<Guid>> FindCommittedAsync(IReadOnlyList<(Guid RunId, Guid CommandId)> causes, CancellationToken ct) => Io("FindCommitted", () => inner.Runs.FindCommittedAsync(causes, ct));

    public Task<Guid?> FindByKeyAsync(string tenant, string agent, string key, CancellationToken ct) => Io("FindByKey", () => inner.Runs.FindByKeyAsync(tenant, agent, key, ct));

    public Task<IReadOnlyList<OutboxRow>> TakeDueOutboxAsync(DateTimeOffset now, int max, CancellationToken ct) => Io("TakeDueOutbox", () => inner.Due.TakeDueOutboxAsync(now, max, ct));

    public Task<IReadOnlyList<DueDispatch>> TakeDueDispatchesAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => Io("TakeDueDispatches", () => inner.Due.TakeDueDispatchesAsync(now, claim, max, ct));

    public Task<IReadOnlyList<Guid>> TakeDueRunsAsync(DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct) => Io("TakeDueRuns", () => inner.Due.TakeDueRunsAsync(now, claim, max, ct));

    public Task<IReadOnlyList<Guid>> TakeQueuedRunsAsync(IReadOnlyList<string> agents, DateTimeOffset now, TimeSpan claim, int max, CancellationToken ct)
        => Io("TakeQueuedRuns", () => inner.Due.TakeQueuedRunsAsync(agents, now, claim, max, ct));

    public Task ConfirmAsync(IReadOnlyList<Guid> outbox, IReadOnlyList<AttemptId> sent, DateTimeOffset queueLimit, CancellationToken ct)
        => Io("Confirm", () => inner.Due.ConfirmAsync(outbox, sent, queueLimit, ct));

    public Task MarkUnservedAsync(IReadOnlyList<AttemptId> attempts, DateTimeOffset again, CancellationToken ct) => Io("MarkUnserved", () => inner.Due.MarkUnservedAsync(attempts, again, ct));

    public Task<int> ServeQueuesAsync(IReadOnlyList<string> queues, DateTimeOffset now, CancellationToken ct) => Io("ServeQueues", () => inner.Due.ServeQueuesAsync(queues, now, ct));

    public Task<int> ResendOpenAsync(DateTimeOffset now, CancellationToken ct) => Io("ResendOpen", () => inner.Due.ResendOpenAsync(now, ct));

    public Task<IReadOnlyList<Guid>> OpenOrphansAsync(Guid parent, int max, CancellationToken ct) => Io("OpenOrphans", () => inner.Due.OpenOrphansAsync(parent, max, ct));

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, int max, CancellationToken ct) => Io("ForgetExpired", () => inner.Due.ForgetExpiredAsync(now, max, ct));

    public Task<MemoryFound?> ReadMemoryAsync(ReadMemory read, DateTimeOffset now, CancellationToken ct) => Io("ReadMemory", () => inner.Door.ReadMemoryAsync(read, now, ct));

    public Task<IReadOnlyList<MemoryListed>?> ListMemoryAsync(ListMemory list, DateTimeOffset now, int max, CancellationToken ct)
        => Io("ListMemory", () => inner.Door.ListMemoryAsync(list, now, max, ct));

    public Task<bool> ClaimStepAsync(ClaimStep claim, DateTimeOffset now, DateTimeOffset until, CancellationToken ct) => Io("ClaimStep", () => inner.Door.ClaimStepAsync(claim, now, until, ct));

    public Task<IReadOnlyList<HeldStep>> ExtendLeasesAsync(string instance, IReadOnlyList<HeldStep> holds, DateTimeOffset until, CancellationToken ct)
        => Io("ExtendLeases", () => inner.Door.ExtendLeasesAsync(instance, holds, until, ct));

    public Task<EffectAnswer?> ClaimEffectAsync(ClaimEffect claim, DateTimeOffset now, CancellationToken ct) => Io("ClaimEffect", () => inner.Door.ClaimEffectAsync(claim, now, ct));

    public Task<bool> RecordEffectAsync(RecordEffect record, DateTimeOffset now, CancellationToken ct) => Io("RecordEffect", () => inner.Door.RecordEffectAsync(record, now, ct));

    public Task<string?> ReadPayloadAsync(ReadPayload read, CancellationToken ct) => Io("ReadPayload", () => inner.Door.ReadPayloadAsync(read, ct));

    public Task<bool> WritePayloadAsync(WritePayload piece, CancellationToken ct) => Io("WritePayload", () => inner.Door.WritePayloadAsync(piece, ct));

    public Task<IReadOnlyList<StepResult>?> ReadResultsAsync(ReadResults read, int maxBytes, CancellationToken ct) => Io("ReadResults", () => inner.Door.ReadResultsAsync(read, maxBytes, ct));

    public Task<IReadOnlyList<TranscriptItem>?> ReadTranscriptAsync(ReadTranscript read, int maxBytes, CancellationToken ct)
        => Io("ReadTranscript", () => inner.Door.ReadTranscriptAsync(read, maxBytes, ct));

    public Task SaveHelloAsync(WorkerHello hello, DateTimeOffset now, CancellationToken ct) => Io("SaveHello", () => inner.Workers.SaveHelloAsync(hello, now, ct));

    public Task<bool> SaveBeatAsync(string instance, int inFlight, DateTimeOffset now, CancellationToken ct) => Io("SaveBeat", () => inner.Workers.SaveBeatAsync(instance, inFlight, now, ct));

    public Task RemoveAsync(string instance, CancellationToken ct) => Io("Remove", () => inner.Workers.RemoveAsync(instance, ct));

    public Task<int> RemoveSilentAsync(DateTimeOffset before, CancellationToken ct) => Io("RemoveSilent", () => inner.Workers.RemoveSilentAsync(before, ct));

    public Task<IReadOnlyList<WorkerRow>> ListAsync(CancellationToken ct) => Io("List", () => inner.Workers.ListAsync(ct));

    private async Task Io(string name, Func<Task> call)
    {
        await ReachAsync(name);
        await call();
        await AnswerAsync(name);
    }

    private async Task<T> Io<T>(string name, Func<Task<T>> call)
    {
        await ReachAsync(name);
        var answer = await call();
        await AnswerAsync(name);
        return answer;
    }

    private async Task ReachAsync(string name)
    {
        await life.PassAsync(name);
        if (!world.IsDatabaseUp || world.Dice.Chance(world.Faults.StoreBefore)) throw new TimeoutException($"{name} did not reach the database");
    }

    private async Task AnswerAsync(string name)
    {
        await life.PassAsync(name);
        if (!world.Dice.Chance(world.Faults.StoreAfter)) return;
        world.Say("answer lost", $"{life.Name}: the answer to {name} is lost");
        throw new TimeoutException($"the answer to {name} was lost");
    }
}
