using System.Globalization;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Sqlite;

public sealed class StoreLockTests : IDisposable
{
    private readonly TempFolder folder = new("store-lock");

    private string Database => folder.File("sub/fleet.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_second_holder_is_refused_and_told_who_the_first_is()
    {
        using var first = StoreLock.Acquire(Database);

        var refused = Assert.Throws<StoreInUseException>(() => StoreLock.Acquire(Database));

        Assert.Equal(Environment.ProcessId, refused.Holder);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
        Assert.Contains("fleet.db", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_was_given_back_can_be_taken_again()
    {
        for (var i = 0; i < 3; i++) StoreLock.Acquire(Database).Dispose();
        Assert.False(File.Exists(Database + ".pid"));
    }

    [Fact]
    public void Databases_beside_each_other_do_not_share_a_lock()
    {
        using var first = StoreLock.Acquire(Database);
        using var second = StoreLock.Acquire(folder.File("sub/other.db"));
    }

    [Fact]
    public async Task Another_process_holds_the_lock_until_it_is_killed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "NOT RUN: there is no flock to hold the lock from another process.");
        Directory.CreateDirectory(folder.File("sub"));
        await using var holder = await ChildProcess.StartAsync(new ChildStart(
            "/bin/sh", "-c", $"exec 9>'{Database}.lock'; flock 9; echo $$ > '{Database}.pid'; echo held; exec sleep 600"));
        await holder.WaitForLine(line => line == "held");

        var refused = Assert.Throws<StoreInUseException>(() => StoreLock.Acquire(Database));
        Assert.Equal(holder.Pid, refused.Holder);

        holder.Kill();
        await holder.WaitForExitAsync();
        using var ours = StoreLock.Acquire(Database);
        Assert.Equal(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), File.ReadAllText(Database + ".pid"));
    }

    [Fact]
    public async Task While_we_hold_the_lock_no_other_process_gets_it()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "NOT RUN: there is no flock to try the lock from another process.");
        var ours = StoreLock.Acquire(Database);
        Assert.Equal(1, await TryFromOutsideAsync());
        ours.Dispose();
        Assert.Equal(0, await TryFromOutsideAsync());
    }

    private async Task<int> TryFromOutsideAsync()
    {
        await using var other = await ChildProcess.StartAsync(new ChildStart("/usr/bin/flock", "-n", Database + ".lock", "true"));
        return await other.WaitForExitAsync();
    }
}
