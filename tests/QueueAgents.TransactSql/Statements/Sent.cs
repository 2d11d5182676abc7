using Microsoft.Data.SqlClient;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.SqlServer;

namespace QueueAgents.TransactSql.Statements;

/// <summary>Every command of the store, as its own code builds it from full and from sparse data.</summary>
internal static class Sent
{
    public static readonly DateTimeOffset Now = Make.Now;

    private static readonly Guid Other = Guid.Parse("0199c0de-0000-7000-8000-00000000beef");

    public static IReadOnlyDictionary<string, SqlCommand> All { get; } = Build();

    /// <summary>Name and type of each parameter, as T-SQL says it.</summary>
    public static Dictionary<string, string> TypesOf(SqlCommand command) => command.Parameters.Cast<SqlParameter>().ToDictionary(p => p.ParameterName, TypeOf, StringComparer.OrdinalIgnoreCase);

    public static string TypeOf(SqlParameter parameter) => parameter.SqlDbType switch
    {
        System.Data.SqlDbType.NVarChar => parameter.Size == -1 ? "nvarchar(max)" : $"nvarchar({parameter.Size})",
        System.Data.SqlDbType.VarBinary => parameter.Size == -1 ? "varbinary(max)" : $"varbinary({parameter.Size})",
        System.Data.SqlDbType.DateTimeOffset => $"datetimeoffset({parameter.Scale})",
        var type => type.ToString().ToLowerInvariant(),
    };

    public static RunChange FullChange(RunFacts run) => Make.Next(run, r => r with { Document = new Json("{}"), Wait = new() { Kind = WaitKind.Answer, Then = "T", Text = "?", RequestId = Other, Until = Now } }) with
    {
        ChangedRows = [Make.Closed(Make.Row(run, 1), DispatchOutcome.Failed, "1") with { Error = new() { Type = "t", Message = "m" }, Took = TimeSpan.FromSeconds(1), Owner = "w" }],
        SupersedeOpen = true,
        NewRows = [Make.Row(run, 2) with { ChildRunId = Other, Input = new Json("1") }],
        NewSignals = [Make.Signal(run, 1, takenAt: Now)],
        TakenSignals = [7],
        Effects = [Make.Effect(Make.Row(run, 1), "mail", "1")],
        Outbox = [Make.Outbox(run) with { Trace = "t" }],
        Items = [new TranscriptItem { No = 1, Seq = 1, Kind = "user", Body = new Json("1") }],
        SpentPayloads = [(1, 1)],
        Memory = [Remembered(run, "kept", "1"), Remembered(run, "gone", null)],
    };

    private static MemoryRow Remembered(RunFacts run, string key, string? value) => new()
    {
        Tenant = run.Tenant, Agent = run.Agent, Subject = "s", Key = key, ExpectedVersion = 1, Version = 2, Value = new Json(value), ExpiresAt = Now, RunId = run.RunId, Seq = 1, UpdatedAt = Now,
    };

    public static SqlCommand Committing(params IReadOnlyList<RunChange> changes)
    {
        var command = new SqlCommand();
        new CommitBatch(command).Fill(changes);
        return command;
    }

    private static Dictionary<string, SqlCommand> Build()
    {
        var all = new Dictionary<string, SqlCommand>();
        var (run, born) = (Make.Run(), Make.Run(key: "key") with { Tags = new Dictionary<string, string> { ["a"] = "b" } });
        all["commit of everything"] = Committing(FullChange(run), Make.Insert(born), FullChange(Make.Run()));
        all["commit of a step"] = Committing(Make.Next(run) with { ChangedRows = [Make.Closed(Make.Row(run, 1))], NewRows = [Make.Row(run, 2)] });
        all["commit of nothing"] = Committing();
        all["load of everything"] = new LoadBatch([new(run.RunId) { Seqs = [1], Attempts = [(1, 1)], Releases = 2, SignalKeys = ["x"], Open = true, Unfinished = true, Payloads = [(1, 1)], Memory = [new(false, "s", "k")] }]).Command;
        all["load of a step"] = new LoadBatch([new(run.RunId) { Seqs = [1] }]).Command;

        var source = new Recorder();
        var due = new SqlServerDueStore(source);
        var door = new SqlServerDoorStore(source);
        var workers = new SqlServerWorkerStore(source, null!);
        var runs = new SqlServerRunStore(source);
        var row = Make.Row(run, 1);
        var (claim, minute, ct) = (Make.ClaimEffect(row), TimeSpan.FromMinutes(1), CancellationToken.None);
        var (write, hello) = (new WritePayload { RunId = run.RunId, Seq = 1, Attempt = 1, Nonce = row.Nonce, Kind = PayloadKind.Next, Total = 1, Bytes = [1] }, new WorkerHello { Instance = "w", Host = "h", Concurrency = 1, Agents = [] });
        Keep("find by key", () => runs.FindByKeyAsync("t", "a", "k", ct));
        Keep("find causes", () => runs.FindCommittedAsync([(run.RunId, Other)], ct));
        Keep("take outbox", () => due.TakeDueOutboxAsync(Now, 10, ct));
        Keep("take dispatches", () => due.TakeDueDispatchesAsync(Now, minute, 10, ct));
        Keep("take runs", () => due.TakeDueRunsAsync(Now, minute, 10, ct));
        Keep("take queued", () => due.TakeQueuedRunsAsync(["a"], Now, minute, 10, ct));
        Keep("confirm", () => due.ConfirmAsync([Other], [new(run.RunId, 1, 1)], Now, ct));
        Keep("mark unserved", () => due.MarkUnservedAsync([new(run.RunId, 1, 1)], Now, ct));
        Keep("serve queues", () => due.ServeQueuesAsync(["q"], Now, ct));
        Keep("resend", () => due.ResendOpenAsync(Now, ct));
        Keep("orphans", () => due.OpenOrphansAsync(run.RunId, 10, ct));
        Keep("claim step", () => door.ClaimStepAsync(Make.ClaimBy(row, "w"), Now, Now, ct));
        Keep("extend leases", () => door.ExtendLeasesAsync("w", [Make.Hold(row)], Now, ct));
        Keep("claim effect", () => door.ClaimEffectAsync(claim, Now, ct));
        Keep("record effect", () => door.RecordEffectAsync(Make.Record(claim, "1"), Now, ct));
        Keep("read payload", () => door.ReadPayloadAsync(new() { RunId = run.RunId, Seq = 1, Attempt = 1, Nonce = row.Nonce, Kind = PayloadKind.State }, ct));
        Keep("write payload", () => door.WritePayloadAsync(write, ct));
        Keep("read results", () => door.ReadResultsAsync(new() { RunId = run.RunId, Seq = 1, Attempt = 1, Nonce = row.Nonce }, 10, ct));
        Keep("read transcript", () => door.ReadTranscriptAsync(new() { RunId = run.RunId, Seq = 1, Attempt = 1, Nonce = row.Nonce, From = 1 }, 10, ct));
        Keep("read memory", () => door.ReadMemoryAsync(new() { RunId = run.RunId, Seq = 1, Attempt = 1, Nonce = row.Nonce, Subject = "s", Key = "k" }, Now, ct));
        Keep("list memory", () => door.ListMemoryAsync(new() { RunId = run.RunId, Seq = 1, Attempt = 1, Nonce = row.Nonce, Prefix = "p" }, Now, 10, ct));
        Keep("forget", () => due.ForgetExpiredAsync(Now, 10, ct));
        Keep("hello", () => workers.SaveHelloAsync(hello, Now, ct));
        Keep("beat", () => workers.SaveBeatAsync("w", 1, Now, ct));
        Keep("leave", () => workers.RemoveAsync("w", ct));
        Keep("remove silent", () => workers.RemoveSilentAsync(Now, ct));
        return all;

        void Keep(string name, Func<Task> call)
        {
            source.Commands.Clear();
            try
            {
                call().GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is NullReferenceException or ArgumentNullException)
            {
                // There is no answer to go on with.
            }

            foreach (var (place, command) in source.Commands.Index()) all[source.Commands.Count == 1 ? name : $"{name} {place + 1}"] = command;
        }
    }
}
