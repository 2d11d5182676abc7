using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Conformance;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Sqlite;

/// <summary>The files are copied while the store has them open: what a process leaves behind that is killed at that moment.</summary>
public sealed class SqliteCrashTests : IAsyncDisposable
{
    private readonly SqliteFixture fixture = new();
    private readonly TempFolder after = new("sqlite-crash");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await fixture.DisposeAsync();
        after.Dispose();
    }

    [Fact]
    public async Task R1_What_was_committed_is_there_after_a_kill()
    {
        var stores = await fixture.OpenAsync(Ct);
        var run = Make.Run();
        var row = Make.Row(run, 1);
        await stores.Runs.CommitAsync([Make.Insert(run) with { NewRows = [row] }], Ct);
        for (var version = 2; version <= 50; version++)
        {
            var next = Make.Next(run);
            run = next.Run;
            await stores.Runs.CommitAsync([next], Ct);
        }

        var copy = Crash(walBytes: null);

        await using var services = SqliteFixture.Services(copy);
        var reopened = SqliteFixture.StoresOf(services);
        var loaded = Assert.Single(await reopened.Runs.LoadAsync([new(run.RunId) { Seqs = [1] }], Ct));
        Assert.Equal(run, loaded.Run);
        Assert.Equal([row], loaded.Rows);
        var next51 = Make.Next(run);
        Assert.Equal(CommitResult.Committed, (await reopened.Runs.CommitAsync([next51], Ct)).Results[run.RunId]);
    }

    [Fact]
    public async Task A_host_that_stops_in_order_leaves_one_file()
    {
        var stores = await fixture.OpenAsync(Ct);
        var run = Make.Run();
        await stores.Runs.CommitAsync([Make.Insert(run)], Ct);
        await stores.Reader!.FindAsync(run.RunId, Ct);

        await fixture.StopAsync();

        Assert.Equal(["fleet.db"], Directory.GetFiles(Path.GetDirectoryName(fixture.Path)!).Select(Path.GetFileName));
        await using var services = SqliteFixture.Services(fixture.Path);
        Assert.Equal(run, await services.GetRequiredService<IRunReader>().FindAsync(run.RunId, Ct));
    }

    [Fact]
    public async Task R1_A_commit_that_was_cut_off_is_there_wholly_or_not_at_all()
    {
        var stores = await fixture.OpenAsync(Ct);
        var run = Make.Run();
        await stores.Runs.CommitAsync([Make.Insert(run)], Ct);
        var before = new FileInfo(fixture.Path + "-wal").Length;
        for (var version = 2; version <= 4; version++)
        {
            var next = Make.Next(run);
            run = next.Run;
            await stores.Runs.CommitAsync([next with { NewRows = [.. Enumerable.Range(version * 10, 10).Select(seq => Make.Row(run, seq))] }], Ct);
        }

        var end = new FileInfo(fixture.Path + "-wal").Length;
        var seen = new SortedSet<int>();
        for (var cut = before; cut < end + 1024; cut += 1024)
        {
            var copy = Crash(Math.Min(cut, end));
            await using var services = SqliteFixture.Services(copy);
            var reopened = SqliteFixture.StoresOf(services);
            var version = (await reopened.Runs.LoadAsync([new(run.RunId)], Ct))[0].Run!.Version;
            Assert.Equal(version, (await reopened.Reader!.TransitionsAsync(run.RunId, 0, 10, Ct)).Count);
            Assert.Equal((version - 1) * 10, (await reopened.Reader.AttemptsAsync(run.RunId, 0, 100, Ct)).Count);
            seen.Add(version);
        }

        Assert.Equal([1, 2, 3, 4], seen);
    }

    [Fact]
    public async Task A_migration_that_was_killed_does_not_block_the_next()
    {
        await fixture.OpenAsync(Ct);
        await using var services = SqliteFixture.Services(fixture.Path);
        // What EF leaves behind in a process that dies while it migrates.
        using (var session = new Persistence.Sqlite.Wire.Session(Persistence.Sqlite.SqliteModel.ConnectionString(fixture.Path, pooling: false)))
            session.Run("""create table if not exists "__EFMigrationsLock" ("Id" integer primary key, "Timestamp" text); insert or replace into "__EFMigrationsLock" values (1, 'then');""");

        var migrated = services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);

        Assert.Empty(await migrated.WaitAsync(TimeSpan.FromSeconds(30), Ct));
        Assert.True((await services.GetRequiredService<StoreMigrator>().StatusAsync(Ct)).IsCurrent);
    }

    [Fact]
    public async Task Migrators_that_start_at_once_wait_for_each_other()
    {
        var path = after.File("new/fleet.db");
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var services = SqliteFixture.Services(path);
            return await services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);
        }, Ct)));

        Assert.Single(applied, migrations => migrations.Count > 0);
        Assert.Equal(3, applied.Count(migrations => migrations.Count == 0));
    }

    private string Crash(long? walBytes)
    {
        var copy = after.File($"{Guid.NewGuid():N}.db");
        File.Copy(fixture.Path, copy);
        File.Copy(fixture.Path + "-wal", copy + "-wal");
        if (walBytes is { } length)
        {
            using var wal = File.OpenWrite(copy + "-wal");
            wal.SetLength(length);
        }

        return copy;
    }
}
