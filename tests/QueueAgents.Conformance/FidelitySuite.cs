using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>What is written is read: every column, any text, large documents, many rows.</summary>
public abstract class FidelitySuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Awkward = "ä 😀 中文 \u2028 \u00a0 ‮ 'it''s' \"quoted\" \\ % _ [a] ; -- $1 @p {0} \t\r\n end ";

    [Fact]
    public async Task Every_fact_of_a_run_is_kept()
    {
        var run = Make.Run("agent", "tenant", "key") with
        {
            Tags = new Dictionary<string, string> { ["team"] = "red", ["Team"] = "blue", ["länge"] = "groß 😀" },
            State = RunState.Paused,
            Document = new Json("""{"d":1}"""),
            StateVersion = 3,
            Result = new Json("""{"r":1}"""),
            Error = new StepError { Type = "boom", Message = "It went boom." },
            Pinned = true,
            Seq = 42,
            Step = "Think",
            Group = new StepGroup { Kind = StepKind.Child, First = 40, Count = 3, Next = 42, Done = 1, Failed = 1, MaxParallel = 2, Join = "Joined", Tolerate = true, ChildAgent = "child" },
            Wait = new Wait { Kind = WaitKind.Answer, Then = "After", Text = "Really?", RequestId = Guid.NewGuid(), Until = Make.At(99) },
            Deadline = Make.At(1000.000001),
            WakeAt = Make.At(99),
            KeptSignals = 4,
            SignalsTaken = 9,
            ParentRunId = Guid.NewGuid(),
            ParentSeq = 7,
            Depth = 2,
            Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            UpdatedAt = Make.At(1.5),
        };
        Same(await CommitAsync(Make.Insert(run)), await FactsAsync(run.RunId));
    }

    [Fact]
    public async Task Absent_facts_are_absent()
    {
        var run = Make.Run() with { Input = Json.None, Group = null, Step = null, Seq = 0 };
        Same(await CommitAsync(Make.Insert(run)), await FactsAsync(run.RunId));
    }

    [Fact]
    public async Task All_that_may_change_in_a_run_is_changed_and_cleared_again()
    {
        var bare = Make.Run() with { Group = null, Wait = null };
        var full = Make.Next(await CommitAsync(Make.Insert(bare)), r => r with
        {
            State = RunState.Waiting,
            Document = new Json("""{"d":2}"""),
            StateVersion = 2,
            Result = new Json("[1]"),
            Error = new StepError { Type = "t", Message = "m" },
            Seq = 9,
            Step = "Next",
            Group = new StepGroup { Kind = StepKind.Item, First = 5, Count = 5, Next = 7, Done = 1, Failed = 1, MaxParallel = 2, Join = "J", Tolerate = true },
            Wait = new Wait { Kind = WaitKind.Signal, Then = "S", Text = "go", Until = Make.At(5) },
            Deadline = Make.At(50),
            WakeAt = Make.At(5),
            KeptSignals = 1,
            SignalsTaken = 2,
        });
        Same(await CommitAsync(full), await FactsAsync(bare.RunId));

        var cleared = Make.Next(full.Run, _ => bare with { Version = 2, Document = Json.None, StateVersion = 2 });
        Same(await CommitAsync(cleared), await FactsAsync(bare.RunId));
    }

    [Fact]
    public async Task A_document_that_did_not_change_need_not_be_written()
    {
        var run = await CommitAsync(Make.Insert(Make.Run() with { Document = new Json("""{"d":1}""") }));
        await CommitAsync(Make.Next(run, r => r with { Step = "Next", StateVersion = 2 }) with { DocumentChanged = false });

        var loaded = await FactsAsync(run.RunId);
        Assert.Equal(new Json("""{"d":1}"""), loaded!.Document);
        Assert.Equal("Next", loaded.Step);
    }

    [Fact]
    public async Task Every_column_of_an_attempt_is_kept()
    {
        var run = Make.FanOut(1, 2, 3);
        var open = new Dispatch
        {
            RunId = run.RunId,
            Seq = 1,
            Attempt = 3,
            Nonce = Guid.NewGuid(),
            Kind = StepKind.Child,
            Step = "Step",
            Input = new Json("""{"i":1}"""),
            Arrival = Arrival.TimedOut,
            StateVersion = 4,
            Queue = "queue-agents.step.agent.v4.pinned",
            JoinFirst = 5,
            JoinCount = 6,
            ChildRunId = Guid.NewGuid(),
            Failures = 7,
            Lost = 8,
            Phase = DispatchPhase.Leased,
            DueAt = Make.At(0.000001),
            Owner = "host-4711-3fa2",
            CreatedAt = Make.At(-1),
        };
        var closed = Make.Closed(open with { Seq = 2 }, DispatchOutcome.Lost, "[]") with
        {
            Error = new StepError { Type = "lost", Message = "" },
            Took = TimeSpan.FromMicroseconds(3_600_000_000_001),
        };
        await RunWithAsync(run, open, closed);
        Assert.Equal([open, closed], (await LoadAsync(new(run.RunId) { Unfinished = true })).Rows);
    }

    [Fact]
    public async Task Microseconds_are_kept()
    {
        DateTimeOffset[] moments = [.. Enumerable.Range(0, 50).Select(i => Make.Now.AddMicroseconds((i * 7919) + 1))];
        foreach (var moment in moments)
        {
            var run = await CommitAsync(Make.Insert(Make.Run() with { CreatedAt = moment, UpdatedAt = moment, Deadline = moment }));
            Same(run, await FactsAsync(run.RunId));
        }
    }

    [Fact]
    public async Task Moments_are_moments_whatever_their_offset()
    {
        var run = Make.Run() with { Deadline = Make.At(60).ToOffset(TimeSpan.FromHours(2)) };
        await CommitAsync(Make.Insert(run));
        Assert.Equal(Make.At(60), (await FactsAsync(run.RunId))!.Deadline);
    }

    [Fact]
    public async Task Any_text_is_kept_to_the_letter()
    {
        var document = new Json($$"""{ "b" : 1.0, "a":[1e2, {{System.Text.Json.JsonSerializer.Serialize(Awkward)}}, "ä 😀"] , "a2":0.10 }""");
        var run = Make.Run(key: "ä 😀 it's 100% [key]_") with
        {
            Tags = new Dictionary<string, string> { ["a'b\"c"] = "ä 😀 {x}" },
            Input = document,
            Document = document,
            Result = document,
            Step = Awkward,
            Error = new StepError { Type = Awkward, Message = Awkward },
            Wait = new Wait { Kind = WaitKind.Answer, Then = Awkward, Text = Awkward },
        };
        var row = Make.Row(run, 1) with { Step = Awkward, Input = document };
        var signal = Make.Signal(run, 1, "ä 😀 it's 100%") with { Name = "go 😀", Body = document };
        await CommitAsync(Make.Insert(run) with { NewRows = [row], NewSignals = [signal], Effects = [Make.Effect(row, "it's ä 😀 %", document.Text)] });

        var loaded = await LoadAsync(new(run.RunId) { Seqs = [1] });
        Same(run, loaded.Run);
        Assert.Equal([row], loaded.Rows);
        Assert.Equal([signal], loaded.Signals);
        Assert.Equal(run.RunId, await Runs.FindByKeyAsync("default", "agent", run.Key!, Ct));
        Assert.Equal(document, (await Door.ClaimEffectAsync(Make.ClaimEffect(row, "it's ä 😀 %"), Make.Now, Ct))!.Result);
    }

    [Fact]
    public async Task A_stored_message_is_kept_whole()
    {
        var run = Make.Run();
        var outbox = Make.Outbox(run, Make.Now) with { Route = Route.Run, Type = "child-ended", Body = new Json($$"""{"t":"{{new string('ä', 70_000)}} 😀"}"""), Trace = "00-trace" };
        await CommitAsync(Make.Insert(run) with { Outbox = [outbox] });

        var taken = Assert.Single(await Due.TakeDueOutboxAsync(Make.Now, 10, Ct));
        Assert.Equal(outbox, taken with { DueAt = outbox.DueAt, Tries = 0 });
    }

    [Fact]
    public async Task Documents_of_a_mebibyte_are_kept()
    {
        var large = Json.Of(string.Concat(Enumerable.Repeat("abcdefgä", 1 << 17)));
        var run = Make.Run() with { Input = large, Document = large, Result = large };
        var row = Make.Row(run, 1) with { Input = large };
        await RunWithAsync(run, row);

        var loaded = await LoadAsync(new(run.RunId) { Seqs = [1] });
        Same(run, loaded.Run);
        Assert.Equal([row], loaded.Rows);
    }

    [Fact]
    public async Task Ten_thousand_rows_fit_into_one_change()
    {
        const int count = 10_000;
        var run = Make.FanOut(first: 1, count, next: 2);
        await RunWithAsync(run, [Make.Row(run, 1), .. Enumerable.Range(2, count - 1).Select(seq => Make.Held(run, seq) with { Input = new Json($$"""{"item":{{seq}}}""") })]);

        Assert.Equal(Enumerable.Range(2, 3), (await LoadAsync(new(run.RunId) { Releases = 3 })).Rows.Select(r => r.Seq));
        Assert.Equal(count, (await LoadAsync(new(run.RunId) { Open = true })).Rows.Count);

        await CommitAsync(Make.Next(run, RunState.Cancelled) with { SupersedeOpen = true });
        Assert.Empty((await LoadAsync(new(run.RunId) { Open = true })).Rows);
        Assert.Equal(count, (await LoadAsync(new(run.RunId) { Unfinished = true })).Rows.Count);
    }

    [Fact]
    public async Task Two_hundred_and_fifty_six_runs_fit_into_one_commit()
    {
        RunChange[] inserts = [.. Enumerable.Range(0, 256).Select(_ => Make.Run()).Select(r => Make.Insert(r) with { NewRows = [Make.Row(r, 1)], Outbox = [Make.Outbox(r)] })];
        Assert.All((await Runs.CommitAsync(inserts, Ct)).Results.Values, r => Assert.Equal(CommitResult.Committed, r));

        RunChange[] changes = [.. inserts.Select((c, i) => i % 2 == 0 ? Make.Next(c.Run) : Make.Next(c.Run with { Version = 9 }))];
        var receipt = await Runs.CommitAsync(changes, Ct);
        var loaded = await Runs.LoadAsync([.. inserts.Select(c => new LoadRequest(c.Run.RunId) { Seqs = [1] })], Ct);

        Assert.Equal(256, receipt.Results.Count);
        for (var i = 0; i < 256; i++)
        {
            Assert.Equal(i % 2 == 0 ? CommitResult.Committed : CommitResult.Conflict, receipt.Results[inserts[i].Run.RunId]);
            Assert.Equal(i % 2 == 0 ? 2 : 1, loaded[i].Run!.Version);
            Assert.Equal(inserts[i].NewRows, loaded[i].Rows);
        }
    }
}
