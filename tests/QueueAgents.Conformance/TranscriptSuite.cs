using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>What a run of a tool loop keeps: its transcript, its budget, and what people are asked.</summary>
public abstract class TranscriptSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Spelled = """{ "z":1,"a" : 2, "text":"ä 😀 \u0000 \\u0041  ", "n":1.0 }""";

    private static TranscriptItem Item(int no, int seq = 1, string? body = null) => new() { No = no, Seq = seq, Kind = "assistant", Body = new Json(body ?? $$"""{"no":{{no}}}""") };

    private static ReadTranscript Read(Dispatch row, int from = 1) => new() { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, From = from };

    private IRunReader Reader
    {
        get
        {
            Assert.SkipWhen(OptionalReader is null, "NOT RUN: this store has no reader.");
            return OptionalReader!;
        }
    }

    private async Task<Dispatch> TalkedAsync(params TranscriptItem[] items)
    {
        var (run, row) = await SentAsync();
        await CommitAsync(Make.Next(run) with { Items = items });
        return row;
    }

    [Fact]
    public async Task R1_Items_are_committed_with_the_change_that_adds_them_and_read_from_any_number_on()
    {
        var row = await TalkedAsync(Item(1), Item(2), Item(3, seq: 2));
        Assert.Equal([Item(1), Item(2), Item(3, seq: 2)], await Door.ReadTranscriptAsync(Read(row), 100_000, Ct));
        Assert.Equal([Item(3, seq: 2)], await Door.ReadTranscriptAsync(Read(row, from: 3), 100_000, Ct));
        Assert.Empty((await Door.ReadTranscriptAsync(Read(row, from: 4), 100_000, Ct))!);
    }

    [Fact]
    public async Task R2_A_change_that_is_refused_adds_nothing()
    {
        var (run, row) = await SentAsync();
        await CommitAsync(Make.Next(run));
        Assert.Equal(CommitResult.Conflict, await TryCommitAsync(Make.Next(run) with { Items = [Item(1)] }));
        Assert.Empty((await Door.ReadTranscriptAsync(Read(row), 100_000, Ct))!);
    }

    [Fact]
    public async Task An_item_is_added_once()
    {
        var (run, row) = await SentAsync();
        run = await CommitAsync(Make.Next(run) with { Items = [Item(1)] });
        await RefusedAsync(Make.Next(run) with { Items = [Item(1, body: "2")] });
        Assert.Equal([Item(1)], await Door.ReadTranscriptAsync(Read(row), 100_000, Ct));
    }

    [Fact]
    public async Task A_body_comes_back_to_the_letter()
    {
        var row = await TalkedAsync(Item(1, body: Spelled), Item(2, body: $"\"{new string('ö', 300_000)}\""));
        Assert.Equal([Item(1, body: Spelled)], await Door.ReadTranscriptAsync(Read(row), 10_000, Ct));
        Assert.Equal(300_002, Assert.Single((await Door.ReadTranscriptAsync(Read(row, from: 2), 10_000, Ct))!).Body.Text!.Length);
    }

    [Fact]
    public async Task A_page_holds_as_many_items_as_fit_and_one_at_least()
    {
        var row = await TalkedAsync([.. Enumerable.Range(1, 9).Select(no => Item(no, body: $"\"{new string('x', 98)}\""))]);
        Assert.Equal([1, 2, 3], (await Door.ReadTranscriptAsync(Read(row), 350, Ct))!.Select(i => i.No));
        Assert.Equal([4, 5, 6], (await Door.ReadTranscriptAsync(Read(row, from: 4), 300, Ct))!.Select(i => i.No));
        Assert.Equal([9], (await Door.ReadTranscriptAsync(Read(row, from: 9), 1, Ct))!.Select(i => i.No));
    }

    [Fact]
    public async Task R3_Only_an_open_attempt_with_its_nonce_may_read()
    {
        var (run, row) = await SentAsync();
        run = await CommitAsync(Make.Next(run) with { Items = [Item(1)] });
        Assert.Null(await Door.ReadTranscriptAsync(Read(row) with { Nonce = Guid.NewGuid() }, 1_000, Ct));
        Assert.Null(await Door.ReadTranscriptAsync(Read(row) with { Attempt = 2 }, 1_000, Ct));
        await CloseAsync(run, row);
        Assert.Null(await Door.ReadTranscriptAsync(Read(row), 1_000, Ct));
    }

    [Fact]
    public async Task What_a_loop_keeps_is_kept_changed_and_cleared()
    {
        var loop = new LoopFacts
        {
            Items = 3,
            Digest = "abc",
            Budget = new Budget { Turns = 40, Tokens = 200_000, Cost = 2.50m, WallClock = TimeSpan.FromHours(6) },
            Until = Make.At(99.000001),
            Spent = new Spent(7, 12_345_678_901, 0.123456789m),
            Before = new Spent(1, 2, 3),
            Share = new Budget { Turns = 2 },
            Asked = 1,
            Children = 2,
            Refused = 3,
        };
        var run = await CommitAsync(Make.Insert(Make.Run() with { Loop = loop }));
        Same(run, await FactsAsync(run.RunId));
        run = await CommitAsync(Make.Next(run, r => r with { Loop = loop with { Items = 4, Until = null } }));
        Same(run, await FactsAsync(run.RunId));
        run = await CommitAsync(Make.Next(run, r => r with { Loop = null }));
        Same(run, await FactsAsync(run.RunId));
    }

    [Fact]
    public async Task A_request_is_kept_with_its_row_and_its_answer_too()
    {
        var (run, row) = Asked();
        await RunWithAsync(run, row);
        Assert.Equal(row, await OpenRowAsync(run.RunId));

        var answered = row with
        {
            Phase = DispatchPhase.Unsent,
            DueAt = Make.At(30),
            Request = row.Request! with { Answer = new RequestAnswer(true, "ada", "known customer", Make.At(5.000001)) },
        };
        await CommitAsync(Make.Next(run) with { ChangedRows = [answered] });
        Assert.Equal(answered, await OpenRowAsync(run.RunId));
    }

    [Fact]
    public async Task R9_A_request_whose_time_is_over_is_due_and_stays_asked()
    {
        var (run, row) = Asked();
        await RunWithAsync(run, row);
        Assert.Empty(await Due.TakeDueDispatchesAsync(Make.At(59), TimeSpan.FromSeconds(30), 10, Ct));
        var due = Assert.Single(await Due.TakeDueDispatchesAsync(Make.At(60), TimeSpan.FromSeconds(30), 10, Ct));
        Assert.Equal(row with { DueAt = Make.At(90) }, due.Row);
        Assert.Empty(await Due.TakeDueDispatchesAsync(Make.At(60), TimeSpan.FromSeconds(30), 10, Ct));
    }

    [Fact]
    public async Task No_worker_can_claim_what_a_person_is_asked_about_and_the_loss_of_the_broker_does_not_send_it()
    {
        var (run, row) = Asked();
        await RunWithAsync(run, row);
        Assert.False(await Door.ClaimStepAsync(Make.ClaimBy(row, "w1"), Make.At(1), Make.At(31), Ct));
        await Due.ResendOpenAsync(Make.At(1), Ct);
        await Due.MarkUnservedAsync([IdOf(row)], Make.At(1), Ct);
        await Due.ConfirmAsync([], [IdOf(row)], Make.At(1), Ct);
        Assert.Equal(row, await OpenRowAsync(run.RunId));
    }

    [Fact]
    public async Task What_a_step_cost_is_kept_with_its_transition()
    {
        var usage = new Usage { Model = "m-1", Input = 60_000_000_000, Output = 40, Cached = 3, CacheWrite = 2, Reasoning = 1, Cost = 0.123456789m };
        var run = Make.Run();
        var change = Make.Insert(run);
        await CommitAsync(change with { Transitions = [change.Transitions[0] with { Usage = usage }] });
        Assert.Equal(usage, Assert.Single(await Reader.TransitionsAsync(run.RunId, 0, 10, Ct)).Usage);
    }

    [Fact]
    public async Task The_transcript_is_read_by_people_page_by_page()
    {
        var row = await TalkedAsync(Item(1), Item(2), Item(3));
        Assert.Equal([Item(2), Item(3)], await Reader.ItemsAsync(row.RunId, 1, 10, Ct));
        Assert.Equal([Item(1)], await Reader.ItemsAsync(row.RunId, 0, 1, Ct));
        Assert.Empty(await Reader.ItemsAsync(Guid.NewGuid(), 0, 10, Ct));
    }

    [Fact]
    public async Task What_people_are_asked_is_listed_for_one_run_for_a_tenant_and_for_all()
    {
        var (first, row) = Asked();
        await RunWithAsync(first, row, Make.Row(first, 2));
        var question = Make.Run("agent", "acme") with
        {
            CreatedAt = Make.At(1), State = RunState.Waiting, Wait = new Wait { Kind = WaitKind.Answer, Then = "After", Text = "Really?", RequestId = Guid.NewGuid() },
        };
        await CommitAsync(Make.Insert(question));
        await CommitAsync(Make.Insert(Make.Run() with { State = RunState.Waiting, Wait = new Wait { Kind = WaitKind.Signal, Then = "After", Text = "go" } }));

        var all = await Reader.RequestsAsync(null, null, 10, Ct);
        Assert.Equal([(first.RunId, row.Request!.Id), (question.RunId, question.Wait.RequestId!.Value)], all.Select(p => (p.Run.RunId, p.Row?.Request!.Id ?? p.Run.Wait!.RequestId!.Value)));
        Assert.Equal(Guid.Empty, all[0].Row!.Nonce); // R3
        Assert.Equal(question.RunId, Assert.Single(await Reader.RequestsAsync(null, "acme", 10, Ct)).Run.RunId);
        Assert.Equal(first.RunId, Assert.Single(await Reader.RequestsAsync(first.RunId, null, 10, Ct)).Run.RunId);
        Assert.Single(await Reader.RequestsAsync(null, null, 1, Ct));

        await CommitAsync(Make.Next(first) with { ChangedRows = [Make.Closed(row)] });
        Assert.Empty(await Reader.RequestsAsync(first.RunId, null, 10, Ct));
    }

    private static (RunFacts Run, Dispatch Row) Asked()
    {
        var run = Make.Run() with { Group = new StepGroup { Kind = StepKind.Item, First = 1, Count = 2, Next = 3, MaxParallel = 2, Join = "Turn", Tolerate = true } };
        return (run, Make.Row(run, 1) with
        {
            Kind = StepKind.Item,
            Step = "refund",
            Input = new Json("""{"amount":120}"""),
            Phase = DispatchPhase.Asked,
            DueAt = Make.At(60),
            Request = new StepRequest { Id = Guid.NewGuid(), Kind = AskKind.Approval, Text = "Refund 120?", Hash = "abc", Expires = TimeSpan.FromMinutes(1), Until = Make.At(60) },
        });
    }
}
