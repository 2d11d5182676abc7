using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Worker;

/// <summary>Memory as a step of an author sees it, and what of it travels in the outcome.</summary>
public sealed class MemoryTests
{
    private static readonly ExecuteStep First = new() { Step = "Begin", Kind = StepKind.First, State = Json.Of("tea") };

    private static async Task<(IReadOnlyList<MemoryWrite> Writes, TestWorker Worker)> Run(Func<MemorySpace, Task> step, params (string Key, object Value, long Version)[] known)
    {
        var worker = await TestWorker.Start<Remembering>(null, new Script(step));
        foreach (var (key, value, version) in known) worker.Door.Memory[key] = new() { Value = Json.Of(value), Version = version };
        await worker.Send(First);
        return ((await worker.Outcome<StepCompleted>()).Memory, worker);
    }

    private static async Task<StepError> Fail(Func<MemorySpace, Task> step)
    {
        await using var worker = await TestWorker.Start<Remembering>(null, new Script(step));
        await worker.Send(First);
        return (await worker.Outcome<StepFailed>()).Error;
    }

    [Fact]
    public async Task What_a_step_writes_travels_in_its_outcome_and_carries_the_version_it_read()
    {
        var (writes, worker) = await Run(async memory =>
        {
            Assert.Equal(new MemoryEntry<string>("city", "Bonn", 7, null), await memory.Get<string>("city"));
            Assert.Null(await memory.Get<string>("street"));
            memory.Set("city", "Köln", TimeSpan.FromDays(1));
            memory.Set("street", "Hohe Straße");
            memory.Set("unread", 1);
            memory.Delete("named", version: 12);
        }, ("city", "Bonn", 7));
        await using (worker)
        {
            Assert.Equal(
                [
                    new() { Key = "city", Value = Json.Of("Köln"), Expires = TimeSpan.FromDays(1), Expected = 7 },
                    new() { Key = "named", Expected = 12 },
                    new() { Key = "street", Value = Json.Of("Hohe Straße"), Expected = 0 },
                    new() { Key = "unread", Value = new Json("1") },
                ], writes);
        }
    }

    [Fact]
    public async Task A_step_sees_what_it_has_written_itself_and_reads_an_entry_once()
    {
        var (writes, worker) = await Run(async memory =>
        {
            memory.Set("a", 1);
            Assert.Equal((1, 0L), ((await memory.Get<int>("a"))!.Value, (await memory.Get<int>("a"))!.Version));
            memory.Delete("a");
            Assert.Null(await memory.Get<int>("a"));
            Assert.Equal(5, (await memory.Get<int>("b"))!.Value);
            Assert.Equal(5, (await memory.Get<int>("b"))!.Value);
        }, ("a", 9, 3), ("b", 5, 4));
        await using (worker)
        {
            Assert.Equal([new() { Key = "a" }], writes);
            Assert.Equal(1, Heard<ReadMemory>(worker));
        }
    }

    [Fact]
    public async Task Keys_are_listed_page_by_page_with_own_writes_among_them()
    {
        List<string> keys = [];
        var (_, worker) = await Run(async memory =>
        {
            memory.Set("c", 1);
            memory.Set("z", 1);
            memory.Delete("d");
            memory.About("bob").Set("b", 1);
            await foreach (var key in memory.Keys()) keys.Add($"{key.Key}:{key.Version}");
        }, ("a", 1, 1), ("b", 1, 2), ("d", 1, 3), ("e", 1, 4), ("f", 1, 5));
        await using (worker)
        {
            Assert.Equal(["a:1", "b:2", "c:0", "e:4", "f:5", "z:0"], keys);
            Assert.Equal(3, Heard<ListMemory>(worker));
        }
    }

    [Fact]
    public async Task Spaces_are_kept_apart()
    {
        var (writes, worker) = await Run(memory =>
        {
            memory.Set("k", 1);
            memory.About("bob").Set("k", 2);
            memory.Shared.Set("k", 3);
            memory.Shared.About("bob").Set("k", 4);
            return Task.CompletedTask;
        });
        await using (worker)
            Assert.Equal([(false, "", "1"), (false, "bob", "2"), (true, "", "3"), (true, "bob", "4")], writes.Select(w => (w.Shared, w.Subject, w.Value.Text!)));
    }

    [Fact]
    public async Task A_step_that_fails_writes_nothing()
        => Assert.Equal("InvalidOperationException", (await Fail(memory =>
        {
            memory.Set("k", 1);
            throw new InvalidOperationException("no");
        })).Type);

    [Fact]
    public async Task Too_much_is_told_where_it_is_written()
    {
        Assert.Equal("memory-too-large", (await Fail(memory => Do(() => memory.Set("k", new string('x', MemoryLimits.ValueBytes))))).Type);
        Assert.Equal("memory-too-large", (await Fail(memory => Do(() =>
        {
            for (var i = 0; i < 5; i++) memory.Set($"{i}", new string('x', MemoryLimits.ValueBytes - 2));
        }))).Type);
        Assert.Equal("memory-too-large", (await Fail(memory => Do(() =>
        {
            for (var i = 0; i <= MemoryLimits.StepWrites; i++) memory.Set($"{i}", 1);
        }))).Type);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\tb")]
    public async Task What_is_no_key_is_told_where_it_is_used(string key)
    {
        Assert.Equal("bad-memory-key", (await Fail(memory => Do(() => memory.Set(key, 1)))).Type);
        Assert.Equal("bad-memory-key", (await Fail(memory => memory.Get<int>(key))).Type);
        Assert.Equal("bad-memory-key", (await Fail(memory => Do(() => memory.About(key)))).Type);
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static int Heard<T>(TestWorker worker)
    {
        var count = 0;
        while (worker.Door.Heard.Reader.TryRead(out var heard)) count += heard is T ? 1 : 0;
        return count;
    }

    private sealed record Script(Func<MemorySpace, Task> Run);

    private sealed class Remembering(Script script) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        [Step(MaxAttempts = 1)]
        public async Task<Next> Begin(StepContext<string> step)
        {
            await script.Run(step.Memory);
            return Next.Complete("done");
        }
    }
}
