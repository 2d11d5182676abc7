using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>What agents remember beyond a run: committed with it, guarded by its version, and nobody else's.</summary>
public abstract class MemorySuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Spelled = """{ "z":1,"a" : 2, "text":"ä 😀 \u0000 \\u0041  ", "n":1.0 }""";

    private static MemoryRow Row(RunFacts run, string key = "address", string? value = "1", long version = 10, long expected = 0, string subject = "", bool shared = false, DateTimeOffset? expires = null) => new()
    {
        Tenant = run.Tenant, Agent = shared ? "" : run.Agent, Subject = subject, Key = key, ExpectedVersion = expected, Version = version,
        Value = new Json(value), ExpiresAt = expires, RunId = run.RunId, Seq = 1, UpdatedAt = Make.Now,
    };

    private static ReadMemory Read(Dispatch row, string key = "address", string subject = "", bool shared = false)
        => new() { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, Shared = shared, Subject = subject, Key = key };

    private static ListMemory List(Dispatch row, string prefix = "", string after = "", string subject = "", bool shared = false)
        => new() { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, Shared = shared, Subject = subject, Prefix = prefix, After = after };

    private async Task<(RunFacts Run, Dispatch Row)> OpenAsync(string agent = "agent", string tenant = "default")
    {
        var run = Make.Run(agent, tenant);
        var row = Make.Row(run, 1) with { Phase = DispatchPhase.Sent };
        return (await RunWithAsync(run, row), row);
    }

    private async Task<RunFacts> RememberAsync(RunFacts run, params MemoryRow[] rows) => await CommitAsync(Make.Next(run) with { Memory = rows });

    private async Task<string?> ValueAsync(Dispatch row, string key = "address", string subject = "", bool shared = false)
        => (await Door.ReadMemoryAsync(Read(row, key, subject, shared), Make.Now, Ct))!.Value.Text;

    private async Task<IEnumerable<string>> KeysAsync(ListMemory list, int max = 100) => (await Door.ListMemoryAsync(list, Make.Now, max, Ct))!.Select(entry => entry.Key);

    [Fact]
    public async Task R1_An_entry_is_committed_with_the_change_that_writes_it_and_comes_back_to_the_letter()
    {
        var (run, row) = await OpenAsync();
        await RememberAsync(run, Row(run, value: Spelled, version: 1_800_000_000_000_001, expires: Make.At(60)));
        Assert.Equal(new MemoryFound { Value = new Json(Spelled), Version = 1_800_000_000_000_001, ExpiresAt = Make.At(60) }, await Door.ReadMemoryAsync(Read(row), Make.Now, Ct));
    }

    [Fact]
    public async Task R2_A_change_whose_run_has_moved_on_writes_no_entry()
    {
        var (run, row) = await OpenAsync();
        await CommitAsync(Make.Next(run));
        Assert.Equal(CommitResult.Conflict, await TryCommitAsync(Make.Next(run) with { Memory = [Row(run)] }));
        Assert.Null(await ValueAsync(row));
    }

    [Theory]
    [InlineData(0, "a new entry where there is one")]
    [InlineData(9, "another version")]
    [InlineData(11, "a version that is to come")]
    public async Task R2_A_change_is_refused_as_a_whole_where_an_entry_is_not_what_it_was_decided_on(long expected, string why)
    {
        var (run, row) = await OpenAsync();
        run = await RememberAsync(run, Row(run, version: 10));
        var change = Make.Next(run) with { Memory = [Row(run, "another"), Row(run, value: "2", version: 12, expected: expected)], Items = [new TranscriptItem { No = 1, Seq = 1, Kind = "user", Body = new Json("1") }] };
        Assert.True(await TryCommitAsync(change) == CommitResult.Conflict, why);
        Assert.Equal("1", await ValueAsync(row));
        Assert.Null(await ValueAsync(row, "another"));
        Same(run, await FactsAsync(run.RunId));

        await RememberAsync(run, Row(run, value: "2", version: 12, expected: 10));
        Assert.Equal("2", await ValueAsync(row));
    }

    [Fact]
    public async Task R2_An_entry_that_is_gone_is_not_what_it_was()
    {
        var (run, row) = await OpenAsync();
        Assert.Equal(CommitResult.Conflict, await TryCommitAsync(Make.Next(run) with { Memory = [Row(run, version: 12, expected: 10)] }));
        Assert.Equal(CommitResult.Conflict, await TryCommitAsync(Make.Next(run) with { Memory = [Row(run, value: null, expected: 10)] }));
        Assert.Null(await ValueAsync(row));
    }

    [Fact]
    public async Task R2_In_one_batch_only_the_run_whose_entry_has_changed_is_refused()
    {
        var (first, row) = await OpenAsync();
        var (second, _) = await OpenAsync();
        var (third, _) = await OpenAsync();
        first = await RememberAsync(first, Row(first, version: 10));
        var receipt = await Runs.CommitAsync(
        [
            Make.Next(first) with { Memory = [Row(first, value: "2", version: 11, expected: 9)] },
            Make.Next(second) with { Memory = [Row(second, "other", "3")] },
            Make.Next(third),
        ], Ct);
        Assert.Equal(CommitResult.Conflict, receipt.Results[first.RunId]);
        Assert.Equal((CommitResult.Committed, CommitResult.Committed), (receipt.Results[second.RunId], receipt.Results[third.RunId]));
        Assert.Equal(("1", "3"), (await ValueAsync(row), await ValueAsync(row, "other")));
    }

    [Fact]
    public async Task R12_A_cause_that_comes_again_is_a_repeat_and_not_a_conflict_of_memory()
    {
        var (run, row) = await OpenAsync();
        var change = Make.Next(run) with { Memory = [Row(run)] };
        await CommitAsync(change);
        Assert.Equal(CommitResult.Repeated, await TryCommitAsync(change));
        Assert.Equal("1", await ValueAsync(row));
    }

    [Fact]
    public async Task An_entry_is_deleted_where_it_has_no_value()
    {
        var (run, row) = await OpenAsync();
        run = await RememberAsync(run, Row(run, version: 10), Row(run, "kept"));
        await RememberAsync(run, Row(run, value: null, version: 11, expected: 10));
        Assert.Equal(new MemoryFound(), await Door.ReadMemoryAsync(Read(row), Make.Now, Ct));
        Assert.Equal(["kept"], await KeysAsync(List(row)));
    }

    [Fact]
    public async Task Tenants_agents_and_subjects_know_nothing_of_each_other()
    {
        var (acme, row) = await OpenAsync("helper", "acme");
        await RememberAsync(acme, Row(acme, value: "1"), Row(acme, value: "2", subject: "bob"), Row(acme, value: "3", shared: true), Row(acme, value: "4", subject: "bob", shared: true));
        Assert.Equal(("1", "2", "3", "4"), (await ValueAsync(row), await ValueAsync(row, subject: "bob"), await ValueAsync(row, shared: true), await ValueAsync(row, subject: "bob", shared: true)));
        Assert.Null(await ValueAsync(row, subject: "Bob"));

        var (_, sibling) = await OpenAsync("other", "acme");
        Assert.Equal((null, "3"), (await ValueAsync(sibling), await ValueAsync(sibling, shared: true)));

        var (stranger, other) = await OpenAsync("helper", "globex");
        foreach (var (subject, shared) in new[] { ("", false), ("bob", false), ("", true), ("bob", true) })
        {
            Assert.Null(await ValueAsync(other, subject: subject, shared: shared));
            Assert.Empty(await KeysAsync(List(other, subject: subject, shared: shared)));
            Assert.Equal((0, 0), await StateAsync(stranger.RunId, new MemoryPlace(shared, subject, "address")));
        }
    }

    [Fact]
    public async Task What_a_run_may_write_is_loaded_with_it_there_or_not()
    {
        var (run, _) = await OpenAsync();
        run = await RememberAsync(run, Row(run, version: 10, expires: Make.At(-5)), Row(run, "b"), Row(run, "c", subject: "bob"));
        var places = new MemoryPlace[] { new(false, "", "address"), new(false, "", "no"), new(false, "bob", "c"), new(true, "", "address") };
        var loaded = await LoadAsync(new LoadRequest(run.RunId) { Memory = places });
        Assert.Equal(
            [new MemoryState(places[0], 10, Make.At(-5), 2), new(places[1], 0, null, 2), new(places[2], 10, null, 1), new(places[3], 0, null, 0)],
            places.Select(place => loaded.Memory.Single(state => state.Place == place)));
    }

    [Fact]
    public async Task What_has_expired_is_not_found_and_is_deleted_a_page_at_a_time()
    {
        var (run, row) = await OpenAsync();
        await RememberAsync(run, Row(run, "a", expires: Make.At(-3)), Row(run, "b", expires: Make.At(-2)), Row(run, "c", expires: Make.At(-1)), Row(run, "later", expires: Make.At(1)), Row(run, "always"));
        Assert.Equal(["always", "later"], await KeysAsync(List(row)));
        Assert.Null(await ValueAsync(row, "c"));
        Assert.Equal("1", await ValueAsync(row, "later"));

        Assert.Equal(2, await Due.ForgetExpiredAsync(Make.Now, 2, Ct));
        Assert.Equal((0, 3), await StateAsync(run.RunId, new MemoryPlace(false, "", "b")));
        Assert.Equal((10, 3), await StateAsync(run.RunId, new MemoryPlace(false, "", "c")));
        Assert.Equal(1, await Due.ForgetExpiredAsync(Make.Now, 2, Ct));
        Assert.Equal(0, await Due.ForgetExpiredAsync(Make.Now, 2, Ct));
        Assert.Equal(1, await Due.ForgetExpiredAsync(Make.At(1), 2, Ct));
    }

    [Fact]
    public async Task Keys_are_listed_in_order_by_prefix_page_by_page()
    {
        var (run, row) = await OpenAsync();
        await RememberAsync(run, [.. "a%b a B a_b ab b ä".Split(' ').Select(key => Row(run, key))]);
        Assert.Equal(["B", "a", "a%b", "a_b", "ab", "b", "ä"], await KeysAsync(List(row)));
        Assert.Equal(["a", "a%b", "a_b", "ab"], await KeysAsync(List(row, prefix: "a")));
        Assert.Equal(["a_b"], await KeysAsync(List(row, prefix: "a_")));
        Assert.Equal(["B", "a"], await KeysAsync(List(row), max: 2));
        Assert.Equal(["a%b", "a_b"], await KeysAsync(List(row, after: "a"), max: 2));
        Assert.Empty(await KeysAsync(List(row, after: "ä")));
    }

    [Fact]
    public async Task A_blank_at_the_end_of_a_key_counts()
    {
        var (run, row) = await OpenAsync();
        await RememberAsync(run, Row(run, "mail", "1"), Row(run, "mail ", "2"));
        Assert.Equal(("1", "2"), (await ValueAsync(row, "mail"), await ValueAsync(row, "mail ")));
        Assert.Equal(["mail", "mail "], await KeysAsync(List(row)));
        Assert.Equal(["mail "], await KeysAsync(List(row, prefix: "mail ")));
    }

    [Fact]
    public async Task The_longest_names_fit()
    {
        var run = Make.Run(new string('a', 64), new string('t', 64));
        var row = Make.Row(run, 1);
        await RunWithAsync(run, row);
        var (key, subject) = (new string('é', 128), new string('ü', 127) + " ");
        await RememberAsync(run, Row(run, key, "7", subject: subject));
        Assert.Equal("7", await ValueAsync(row, key, subject));
    }

    [Fact]
    public async Task R3_Only_an_open_attempt_reads_memory()
    {
        var (run, row) = await OpenAsync();
        run = await RememberAsync(run, Row(run));
        Assert.Null(await Door.ReadMemoryAsync(Read(row) with { Nonce = Guid.NewGuid() }, Make.Now, Ct));
        Assert.Null(await Door.ListMemoryAsync(List(row) with { Attempt = 2 }, Make.Now, 10, Ct));
        await CloseAsync(run, row);
        Assert.Null(await Door.ReadMemoryAsync(Read(row), Make.Now, Ct));
        Assert.Null(await Door.ListMemoryAsync(List(row), Make.Now, 10, Ct));
    }

    [Fact]
    public async Task R2_Of_many_that_write_one_entry_at_a_time_one_is_taken_and_the_others_decide_again()
    {
        var open = new List<(RunFacts Run, Dispatch Row)>();
        for (var i = 0; i < 8; i++) open.Add(await OpenAsync());
        for (var expected = 0L; expected <= 20; expected += 10)
        {
            var results = await Task.WhenAll(open.Select(o => Task.Run(
                () => TryCommitAsync(Make.Next(o.Run) with { Memory = [Row(o.Run, value: $"{expected}", version: expected + 10, expected: expected)] }))));
            Assert.Equal(1, results.Count(r => r == CommitResult.Committed));
            Assert.Equal(7, results.Count(r => r == CommitResult.Conflict));
            open.RemoveAt(Array.IndexOf(results, CommitResult.Committed));
            open.Add(await OpenAsync());
            Assert.Equal($"{expected}", await ValueAsync(open[^1].Row));
        }
    }

    private async Task<(long Version, int Entries)> StateAsync(Guid runId, MemoryPlace place)
    {
        var state = Assert.Single((await LoadAsync(new LoadRequest(runId) { Memory = [place] })).Memory);
        return (state.Version, state.Entries);
    }
}
