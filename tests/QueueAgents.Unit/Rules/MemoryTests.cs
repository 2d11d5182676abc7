using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Unit.Runs;
using Xunit;

namespace QueueAgents.Unit.Rules;

/// <summary>What steps write to memory.</summary>
public sealed class MemoryTests
{
    private static readonly Continuation Next = new Continuation.Step("Next", Json.None);
    private static readonly MemoryPlace Address = new(false, "", "address");

    private readonly Bench bench = new();

    public MemoryTests()
    {
        bench.Places.UnionWith([Address, new(false, "", "b"), new(false, "", "c"), new(true, "bob", "address")]);
        bench.Submit(new SubmitRun { RunId = bench.RunId, Agent = Bench.Agent, Tenant = "acme", Input = Json.Of(1) });
    }

    private static MemoryWrite Write(string key = "address", object? value = null, long? expected = null, TimeSpan? expires = null)
        => new() { Key = key, Value = Json.Of(value ?? 1), Expected = expected, Expires = expires };

    private static MemoryWrite Forget(string key = "address", long? expected = null) => new() { Key = key, Expected = expected };

    private void Remembers(params MemoryWrite[] writes) => bench.Raise(bench.Completed(Next) with { Memory = writes });

    [Fact]
    public void R1_Entries_are_written_in_the_commit_of_the_outcome_for_the_runs_own_tenant_and_agent()
    {
        Remembers(Write(), Write() with { Shared = true, Subject = "bob" });
        var (own, shared) = (bench.Memory[Address], bench.Memory[new(true, "bob", "address")]);
        Assert.Equal(("acme", Bench.Agent, "", "address", 1), (own.Tenant, own.Agent, own.Subject, own.Key, own.Seq));
        Assert.Equal(("acme", "", "bob"), (shared.Tenant, shared.Agent, shared.Subject));
    }

    [Fact]
    public void A_version_only_grows_and_is_not_given_again_after_a_deletion()
    {
        Remembers(Write());
        var first = bench.Memory[Address].Version;
        Remembers(Write());
        var second = bench.Memory[Address].Version;
        bench.Now += TimeSpan.FromSeconds(1);
        Remembers(Forget());
        Assert.Empty(bench.Memory);
        Remembers(Write());
        Assert.True(first < second && second < bench.Memory[Address].Version);
    }

    [Fact]
    public void R2_A_step_that_read_something_else_is_repeated_and_writes_nothing()
    {
        Remembers(Write());
        var version = bench.Memory[Address].Version;
        Remembers(Write("b"), Write(value: 2, expected: version - 1));
        Assert.Equal((RunState.Running, 2, 2), (bench.State, bench.OpenRow().Seq, bench.OpenRow().Attempt));
        Assert.Equal("memory-conflict", bench.Rows[(2, 1)].Error!.Type);
        Assert.Equal(("1", 1), (bench.Memory[Address].Value.Text, bench.Memory.Count));

        Remembers(Write(value: 2, expected: version));
        Assert.Equal("2", bench.Memory[Address].Value.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void R2_Version_0_means_that_there_is_none(bool deletes)
    {
        Remembers(Write(expected: 0));
        Remembers((deletes ? Forget() : Write(value: 2)) with { Expected = 0 });
        Assert.Equal(2, bench.OpenRow().Attempt);
        Assert.Equal("1", bench.Memory[Address].Value.Text);
    }

    [Fact]
    public void A_step_that_conflicts_ten_times_has_failed()
    {
        Remembers(Write());
        for (var i = 1; i <= 10; i++) Remembers(Write(value: 2, expected: 0));
        Assert.Equal((RunState.Failed, "memory-conflict"), (bench.State, bench.Run.Error!.Type));
        Assert.Equal("1", bench.Memory[Address].Value.Text);
    }

    [Fact]
    public void What_has_expired_is_as_if_it_were_not_there()
    {
        Remembers(Write(expires: TimeSpan.FromMinutes(1)));
        Assert.Equal(bench.Now.AddMinutes(1), bench.Memory[Address].ExpiresAt);
        bench.Now += TimeSpan.FromMinutes(1);
        Remembers(Write(value: 2, expected: 0));
        Assert.Equal(("2", null), (bench.Memory[Address].Value.Text, bench.Memory[Address].ExpiresAt));
    }

    [Fact]
    public void R3_A_superseded_attempt_writes_nothing_and_one_that_is_repeated_writes_once()
    {
        var late = bench.Completed(Next) with { Memory = [Write(value: "late")] };
        bench.Lose();
        Assert.Equal("stale", bench.Raise(late).Ignored);
        Assert.Empty(bench.Memory);

        var outcome = bench.Completed(Next) with { Memory = [Write()] };
        bench.Raise(outcome);
        var version = bench.Memory[Address].Version;
        Assert.Equal("stale", bench.Raise(outcome).Ignored);
        Assert.Equal(version, bench.Memory[Address].Version);
    }

    [Fact]
    public void Items_that_end_in_one_batch_see_each_other_and_an_entry_is_written_once()
    {
        bench.Complete(new Continuation.FanOut("Item", [Json.Of(1), Json.Of(2), Json.Of(3)], "Join", 3, Tolerate: false));
        var done = new Continuation.Result(Json.Of(0));
        bench.Together(
            bench.Say(bench.Completed(done, 2) with { Memory = [Write(value: "a", expected: 0)] }),
            bench.Say(bench.Completed(done, 3) with { Memory = [Write(value: "b", expected: 0)] }),
            bench.Say(bench.Completed(done, 4) with { Memory = [Write(value: "c")] }));
        Assert.Equal("\"c\"", bench.Memory[Address].Value.Text);
        Assert.Equal(0, Assert.Single(bench.LastChange!.Memory).ExpectedVersion);
        Assert.Equal((3, 2), (bench.OpenRow().Seq, bench.OpenRow().Attempt));
    }

    [Fact]
    public void A_step_that_ends_the_run_as_failed_writes_nothing()
    {
        bench.Raise(bench.Completed(new Continuation.Fail("no")) with { Memory = [Write()] });
        Assert.Equal(RunState.Failed, bench.State);
        Assert.Empty(bench.Memory);
    }

    [Fact]
    public void A_memory_that_is_full_takes_no_new_entry_but_others_in_place_of_old_ones()
    {
        bench.Limits = bench.Limits with { MemoryEntries = 2 };
        Remembers(Write(), Write("b"));
        Remembers(Write(value: 2), Forget("b"), Write("c"));
        Assert.Equal((RunState.Running, 2), (bench.State, bench.Memory.Count));
        Remembers(Write("b"));
        Assert.Equal((RunState.Failed, "memory-full"), (bench.State, bench.Run.Error!.Type));
        Assert.Equal(2, bench.Memory.Count);
    }

    public static TheoryData<string> Malformed => ["no key", "a key with a line feed", "half a character", "a long subject", "a time of nothing", "for centuries", "a version below 0", "twice", "a large value", "too much together", "too many"];

    [Theory, MemberData(nameof(Malformed))]
    public void What_no_worker_of_ours_writes_parks_the_run(string what)
    {
        MemoryWrite[] writes = what switch
        {
            "no key" => [Write("")],
            "a key with a line feed" => [Write("a\nb")],
            "half a character" => [Write("a\ud83d")],
            "a long subject" => [Write() with { Subject = new string('x', MemoryLimits.KeyLength + 1) }],
            "a time of nothing" => [Write(expires: TimeSpan.Zero)],
            "for centuries" => [Write(expires: MemoryLimits.LongestExpiry + TimeSpan.FromTicks(1))],
            "a version below 0" => [Write(expected: -1)],
            "twice" => [Write(), Write(value: 2)],
            "a large value" => [Write(value: new string('x', MemoryLimits.ValueBytes))],
            "too much together" => [.. Enumerable.Range(0, 5).Select(i => Write($"{i}", new string('x', MemoryLimits.ValueBytes - 10)))],
            _ => [.. Enumerable.Range(0, MemoryLimits.StepWrites + 1).Select(i => Write($"{i}"))],
        };
        Remembers(writes);
        Assert.Equal((RunState.Parked, "bad-outcome"), (bench.State, bench.Run.Error!.Type));
        Assert.Empty(bench.Memory);
    }
}
