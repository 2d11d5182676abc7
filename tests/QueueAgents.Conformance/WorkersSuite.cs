using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>Who is there.</summary>
public abstract class WorkersSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task A_worker_that_says_hello_is_listed_with_all_it_said()
    {
        var hello = Hello("w1") with { Agents = [new() { Name = "a", StateVersion = 3, ReadsFrom = 1 }, new() { Name = "b", StateVersion = 1, ReadsFrom = 1 }] };
        await Workers.SaveHelloAsync(hello, Make.Now, Ct);
        await Workers.SaveHelloAsync(Hello("w2") with { Agents = [] }, Make.At(1), Ct);

        var rows = (await Workers.ListAsync(Ct)).OrderBy(r => r.Hello.Instance, StringComparer.Ordinal).ToList();

        Assert.Equal(["w1", "w2"], rows.Select(r => r.Hello.Instance));
        Assert.Equal(hello.Agents, rows[0].Hello.Agents);
        Assert.Equal(hello, rows[0].Hello with { Agents = hello.Agents });
        Assert.Empty(rows[1].Hello.Agents);
        Assert.Equal((0, Make.Now, Make.Now), (rows[0].InFlight, rows[0].StartedAt, rows[0].SeenAt));
    }

    [Fact]
    public async Task A_worker_that_says_hello_again_replaces_what_it_said_and_keeps_its_start()
    {
        await Workers.SaveHelloAsync(Hello("w1"), Make.Now, Ct);
        await Workers.SaveHelloAsync(Hello("w1") with { Concurrency = 9, Agents = [new() { Name = "new", StateVersion = 2, ReadsFrom = 2 }] }, Make.At(60), Ct);

        var row = Assert.Single(await Workers.ListAsync(Ct));
        Assert.Equal(9, row.Hello.Concurrency);
        Assert.Equal("new", Assert.Single(row.Hello.Agents).Name);
        Assert.Equal((Make.Now, Make.At(60)), (row.StartedAt, row.SeenAt));
    }

    [Fact]
    public async Task A_beat_says_how_much_is_in_flight()
    {
        await Workers.SaveHelloAsync(Hello("w1"), Make.Now, Ct);
        Assert.True(await Workers.SaveBeatAsync("w1", 7, Make.At(10), Ct));

        var row = Assert.Single(await Workers.ListAsync(Ct));
        Assert.Equal((7, Make.Now, Make.At(10)), (row.InFlight, row.StartedAt, row.SeenAt));
    }

    [Fact]
    public async Task A_beat_of_an_unknown_worker_is_refused_so_that_it_says_hello()
    {
        Assert.False(await Workers.SaveBeatAsync("w1", 7, Make.Now, Ct));
        Assert.Empty(await Workers.ListAsync(Ct));
    }

    [Fact]
    public async Task A_worker_that_leaves_is_gone()
    {
        await Workers.SaveHelloAsync(Hello("w1"), Make.Now, Ct);
        await Workers.SaveHelloAsync(Hello("w2"), Make.Now, Ct);
        await Workers.RemoveAsync("w1", Ct);
        await Workers.RemoveAsync("w1", Ct);

        Assert.Equal("w2", Assert.Single(await Workers.ListAsync(Ct)).Hello.Instance);
        Assert.False(await Workers.SaveBeatAsync("w1", 1, Make.Now, Ct));
    }

    [Fact]
    public async Task Silent_workers_are_removed_and_counted()
    {
        foreach (var name in new[] { "silent", "beating", "greeting", "late" }) await Workers.SaveHelloAsync(Hello(name), Make.Now, Ct);
        await Workers.SaveBeatAsync("beating", 1, Make.At(60), Ct);
        await Workers.SaveHelloAsync(Hello("greeting"), Make.At(60), Ct);

        Assert.Equal(2, await Workers.RemoveSilentAsync(Make.At(59), Ct));
        Assert.Equal(0, await Workers.RemoveSilentAsync(Make.At(60), Ct));
        Assert.Equal(["beating", "greeting"], (await Workers.ListAsync(Ct)).Select(r => r.Hello.Instance).Order());
    }

    [Fact]
    public async Task Many_hellos_at_once_leave_one_row()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Workers.SaveHelloAsync(Hello("w1"), Make.At(i), Ct), Ct)));
        Assert.Single(await Workers.ListAsync(Ct));
    }

    private static WorkerHello Hello(string instance) => new()
    {
        Instance = instance,
        Host = "host-ä",
        Concurrency = 4,
        Agents = [new() { Name = "agent", StateVersion = 1, ReadsFrom = 1 }],
    };
}
