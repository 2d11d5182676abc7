using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>Reads for people.</summary>
public abstract class ReaderSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    private IRunReader Reader
    {
        get
        {
            Assert.SkipWhen(OptionalReader is null, "NOT RUN: this store has no reader.");
            return OptionalReader!;
        }
    }

    [Fact]
    public async Task A_run_is_found_whole()
    {
        var run = await CommitAsync(Make.Insert(Make.Run(key: "k") with { Document = new Json("""{"d":1}"""), Tags = new Dictionary<string, string> { ["a"] = "b" } }));
        Same(run, await Reader.FindAsync(run.RunId, Ct));
        Assert.Null(await Reader.FindAsync(Guid.CreateVersion7(), Ct));
    }

    [Fact]
    public async Task Heads_of_many_runs_are_read_at_once_and_unknown_ones_left_out()
    {
        var runs = Enumerable.Range(0, 30).Select(_ => Make.Run()).ToList();
        await Runs.CommitAsync([.. runs.Select(Make.Insert)], Ct);
        await CommitAsync(Make.Next(runs[7]));

        var heads = await Reader.HeadsAsync([.. runs.Select(r => r.RunId), .. Enumerable.Range(0, 3_000).Select(_ => Guid.CreateVersion7())], Ct);

        Assert.Equal(runs.Select(r => r.RunId).Order(), heads.Select(h => h.RunId).Order());
        Assert.Equal(new RunHead(runs[7].RunId, runs[7].Tenant, runs[7].State, 2), heads.Single(h => h.RunId == runs[7].RunId));
        Assert.Empty(await Reader.HeadsAsync([], Ct));
    }

    [Fact]
    public async Task Runs_are_found_by_the_beginning_of_their_ids()
    {
        foreach (var id in new[] { "abcd0000-0000-7000-8000-000000000001", "abcd1111-0000-7000-8000-000000000002", "abce0000-0000-7000-8000-000000000003", "00cd0000-0000-7000-8000-abcd00000004" })
            await CommitAsync(Make.Insert(Make.Run() with { RunId = Guid.Parse(id) }));
        async Task<int> CountAsync(string beginning) => IdRange.TryParse(beginning, out var ids) ? (await Reader.ListAsync(new() { Ids = ids }, Ct)).Runs.Count : -1;

        Assert.Equal((3, 2, 1, 1, 0), (await CountAsync("abc"), await CountAsync("ABCD"), await CountAsync("abcd1"), await CountAsync("abcd0000-0000-7000-8000-000000000001"), await CountAsync("abcd2")));
        Assert.All(["", "abcd00000", "xyz", "abcd0000-0000-7000-8000-0000000000011"], no => Assert.False(IdRange.TryParse(no, out _)));
    }

    [Fact]
    public async Task What_is_open_is_counted_and_the_first_of_each_that_is_due()
    {
        Assert.Equal(new { Count = 0, Due = (DateTimeOffset?)null }, new { Count = (await Reader.SampleAsync(Ct)).Outbox, Due = (await Reader.SampleAsync(Ct)).FirstWake });
        var run = Make.Run();
        await CommitAsync(Make.Insert(run with { State = RunState.Waiting, WakeAt = Make.At(70) }) with
        {
            NewRows =
            [
                Make.Row(run, 1) with { Phase = DispatchPhase.Sent, DueAt = Make.At(900) },
                Make.Row(run, 2) with { Phase = DispatchPhase.Sent, DueAt = Make.At(800) },
                Make.Row(run, 3) with { Phase = DispatchPhase.Unserved, DueAt = Make.At(60) },
            ],
            Outbox = [Make.Outbox(run, Make.At(31)), Make.Outbox(run, Make.At(30))],
        });
        await CommitAsync(Make.Insert(Make.Run() with { State = RunState.Completed }));

        var sample = await Reader.SampleAsync(Ct);

        Assert.Equal([KeyValuePair.Create(RunState.Waiting, 1)], sample.Runs);
        Assert.Equal((1, 2), (sample.Unserved, sample.Outbox));
        Assert.Equal((Make.At(800), Make.At(30), Make.At(70)), (sample.FirstSentDue, sample.FirstOutboxDue, sample.FirstWake));
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_without_their_documents()
    {
        var runs = new List<RunFacts>();
        for (var i = 0; i < 3; i++)
        {
            runs.Add(await CommitAsync(Make.Insert(Make.Run($"a{i}") with
            {
                CreatedAt = Make.At(i),
                Document = new Json("1"),
                Tags = new Dictionary<string, string> { ["a"] = "b" },
            })));
        }

        var page = await Reader.ListAsync(new(), Ct);

        Assert.Equal(["a2", "a1", "a0"], page.Runs.Select(r => r.Run.Agent));
        Assert.All(page.Runs, r => Assert.True(r.Run.Input.IsNone && r.Run.Document.IsNone));
        Assert.Equal("b", page.Runs[0].Run.Tags!["a"]);
        Assert.Equal((runs[2].State, runs[2].Version, runs[2].CreatedAt), (page.Runs[0].Run.State, page.Runs[0].Run.Version, page.Runs[0].Run.CreatedAt));
        Assert.Null(page.Next);
    }

    [Theory, InlineData(null), InlineData("red")]
    public async Task Pages_follow_each_other_without_gap_or_repeat_also_where_moments_are_equal(string? team)
    {
        var runs = Enumerable.Range(0, 25).Select(i => OfTeam("red", i)).ToList();
        await Runs.CommitAsync([.. runs.Select(Make.Insert)], Ct);
        if (team is not null) await Runs.CommitAsync([.. Enumerable.Range(0, 25).Select(i => Make.Insert(OfTeam("blue", i)))], Ct);

        List<RunRow> seen = [];
        (DateTimeOffset, Guid)? after = null;
        do
        {
            var page = await Reader.ListAsync(new() { Limit = 4, After = after, Tag = team is null ? null : ("team", team) }, Ct);
            Assert.InRange(page.Runs.Count, 1, 4);
            seen.AddRange(page.Runs);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(runs.Select(r => r.RunId).Order(), seen.Select(r => r.Run.RunId).Order());
        Assert.Equal(seen.Select(r => r.Run.CreatedAt).OrderDescending(), seen.Select(r => r.Run.CreatedAt));

        static RunFacts OfTeam(string name, int place) => Make.Run() with { CreatedAt = Make.At(place / 10), Tags = new Dictionary<string, string> { ["team"] = name } };
    }

    [Fact]
    public async Task A_full_last_page_has_no_next_or_an_empty_one()
    {
        await Runs.CommitAsync([.. Enumerable.Range(0, 4).Select(_ => Make.Insert(Make.Run()))], Ct);
        var page = await Reader.ListAsync(new() { Limit = 4 }, Ct);
        Assert.Equal(4, page.Runs.Count);
        if (page.Next is { } next) Assert.Empty((await Reader.ListAsync(new() { Limit = 4, After = next }, Ct)).Runs);
    }

    [Fact]
    public async Task Every_filter_narrows_the_list()
    {
        await CommitAsync(Make.Insert(Make.Run("plain")));
        var special = await CommitAsync(Make.Insert(Make.Run("special", "acme", "Key 1") with
        {
            State = RunState.Waiting,
            CreatedAt = Make.At(100),
            Tags = new Dictionary<string, string> { ["team"] = "red", ["env"] = "test" },
        }));
        await CommitAsync(Make.Insert(Make.Run("other", "umbrella") with { Tags = new Dictionary<string, string> { ["team"] = "blue" } }));

        RunFilter[] filters =
        [
            new() { States = [RunState.Waiting, RunState.Failed] },
            new() { Agent = "special" },
            new() { Tenant = "acme" },
            new() { Key = "Key 1" },
            new() { Tag = ("team", "red") },
            new() { CreatedAfter = Make.At(50) },
            new() { CreatedAfter = Make.At(50), CreatedBefore = Make.At(101) },
            new() { States = [RunState.Waiting], Agent = "special", Tenant = "acme", Key = "Key 1", Tag = ("env", "test"), CreatedAfter = Make.At(50) },
        ];
        foreach (var filter in filters) Assert.Equal(special.RunId, Assert.Single((await Reader.ListAsync(filter, Ct)).Runs).Run.RunId);
        foreach (var nothing in new RunFilter[] { new() { Agent = "Special" }, new() { Tag = ("team", "test") }, new() { Key = "key 1" }, new() { States = [RunState.Parked] }, new() { Agent = "special", CreatedBefore = Make.At(100) } })
            Assert.Empty((await Reader.ListAsync(nothing, Ct)).Runs);
    }

    [Fact]
    public async Task A_run_whose_attempt_finds_no_worker_is_shown_as_unserved()
    {
        var served = Make.Run();
        var unserved = Make.Run();
        var past = Make.Run();
        await RunWithAsync(served, Make.Row(served, 1));
        await RunWithAsync(unserved, Make.Row(unserved, 1) with { Phase = DispatchPhase.Unserved }, Make.Row(unserved, 2) with { Phase = DispatchPhase.Unserved });
        await RunWithAsync(past, Make.Closed(Make.Row(past, 1) with { Phase = DispatchPhase.Unserved }));

        Assert.True(await Reader.IsUnservedAsync(unserved.RunId, Ct));
        Assert.False(await Reader.IsUnservedAsync(served.RunId, Ct));
        Assert.False(await Reader.IsUnservedAsync(past.RunId, Ct));
        Assert.Equal([unserved.RunId], (await Reader.ListAsync(new(), Ct)).Runs.Where(r => r.Unserved).Select(r => r.Run.RunId));
        Assert.Equal(unserved.RunId, Assert.Single((await Reader.ListAsync(new() { Unserved = true }, Ct)).Runs).Run.RunId);
    }

    [Fact]
    public async Task R4_Transitions_come_in_order_with_all_they_say()
    {
        var insert = Make.Insert(Make.Run());
        var run = await CommitAsync(insert);
        var full = Make.Next(run);
        full = full with
        {
            Transitions =
            [
                full.Transitions[0] with
                {
                    Detail = "ä 😀",
                    Seq = 3,
                    Attempt = 2,
                    Step = "Step",
                    Worker = "w1",
                    By = "me",
                    TraceId = "0af7651916cd43dd8448eb211c80319c",
                    Took = TimeSpan.FromMicroseconds(1_234_567),
                    StateVersion = 4,
                    ReverseDiff = """[{"op":"remove","path":"/a"}]""",
                },
            ],
        };
        await CommitAsync(full);
        var last = Make.Next(full.Run);
        await CommitAsync(last);

        Assert.Equal([.. insert.Transitions, .. full.Transitions, .. last.Transitions], await Reader.TransitionsAsync(run.RunId, 0, 10, Ct));
        Assert.Equal(full.Transitions, await Reader.TransitionsAsync(run.RunId, 1, 1, Ct));
        Assert.Empty(await Reader.TransitionsAsync(run.RunId, 3, 10, Ct));
    }

    [Fact]
    public async Task Attempts_come_in_order_of_step_and_attempt()
    {
        var run = Make.Run();
        Dispatch[] rows =
        [
            Make.Closed(Make.Row(run, 1), DispatchOutcome.Failed),
            Make.Closed(Make.Row(run, 1, 2)),
            Make.Closed(Make.Row(run, 2)) with { Took = TimeSpan.FromMicroseconds(12) },
            Make.Row(run, 10),
        ];
        await RunWithAsync(run, rows);

        Assert.Equal(rows.Select(Anonymous), (await Reader.AttemptsAsync(run.RunId, 0, 10, Ct)).Select(Anonymous));
        Assert.Equal([2, 10], (await Reader.AttemptsAsync(run.RunId, 1, 10, Ct)).Select(r => r.Seq));
        Assert.Equal([2], (await Reader.AttemptsAsync(run.RunId, 1, 1, Ct)).Select(r => r.Seq));

        // A reader may leave the nonce out: it is shown nowhere. // R3
        static Dispatch Anonymous(Dispatch row) => row with { Nonce = default };
    }
}
