using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Nodes;

/// <summary>The database server every other test stands on, checked against what it promises.</summary>
public sealed class PostgresClusterTests(Database database)
{
    [Fact]
    public async Task A_fresh_database_of_the_shared_server_is_empty_and_writable()
    {
        var cluster = await database.ClusterAsync();
        var connection = await database.CreateAsync();
        var name = connection.Split("Database=")[1].Split(';')[0];

        await cluster.Sql(name, "CREATE TABLE t AS SELECT 42 AS n");

        Assert.Equal("42", await cluster.Sql(name, "SELECT n FROM t"));
        Assert.Contains($"Port={cluster.Port};", connection, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Committed_rows_survive_a_kill_and_an_immediate_stop()
    {
        Assert.SkipWhen(Missing.Database() is not null, Missing.Database() ?? "");
        await using var cluster = await PostgresCluster.StartAsync();
        await cluster.CreateDatabaseAsync("kept");
        await cluster.Sql("kept", "CREATE TABLE t AS SELECT 1 AS n");

        await cluster.KillAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => cluster.Sql("kept", "SELECT 1"));
        await cluster.StartAgainAsync();
        await cluster.Sql("kept", "INSERT INTO t VALUES (2)");

        await cluster.StopAsync(immediate: true);
        await cluster.StartAgainAsync();
        Assert.Equal("2", await cluster.Sql("kept", "SELECT count(*) FROM t"));
        Assert.Equal("on", await cluster.Sql("kept", "SHOW fsync"));
    }

    [Fact]
    public async Task Terminated_sessions_end_and_new_ones_are_welcome()
    {
        var cluster = await database.ClusterAsync();
        var name = $"test_{Guid.NewGuid():N}";
        await cluster.CreateDatabaseAsync(name);
        var session = cluster.Sql(name, "SELECT pg_sleep(600)");
        await Eventually.Async("the session to be seen", async () => await Sessions(cluster, name) == "1");

        Assert.Equal(1, await cluster.TerminateBackends(name));

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => session);
        Assert.Contains("terminating connection", ended.Message, StringComparison.Ordinal);
        Assert.Equal("1", await cluster.Sql(name, "SELECT 1"));
    }

    [Fact]
    public async Task A_killed_and_disposed_server_leaves_no_process_no_folder_and_no_shared_memory()
    {
        Assert.SkipWhen(Missing.Database() is not null, Missing.Database() ?? "");
        var cluster = await PostgresCluster.StartAsync();
        var pids = cluster.Pids;
        Assert.True(pids.Count > 3, "The postmaster and its helpers were expected.");
        var memory = Postmaster.SharedMemoryId(Path.Combine(cluster.Folder, "server", "data", "postmaster.pid"));
        Assert.Contains(memory, SharedMemoryIds());

        await cluster.KillAsync();
        await cluster.DisposeAsync();

        Assert.DoesNotContain(pids, ProcessTable.IsAlive);
        Assert.False(Directory.Exists(cluster.Folder));
        Assert.DoesNotContain(memory, SharedMemoryIds());
    }

    private static Task<string> Sessions(PostgresCluster cluster, string database) =>
        cluster.Sql("postgres", $"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND state = 'active'");

    private static IEnumerable<string?> SharedMemoryIds() => File.ReadLines("/proc/sysvipc/shm")
        .Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
