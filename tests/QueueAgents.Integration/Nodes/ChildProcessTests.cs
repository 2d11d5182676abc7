using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Nodes;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task A_line_is_found_whether_it_was_written_before_or_after_the_wait_began()
    {
        await using var child = await Shell("echo early; sleep 600 & sleep 0.2; echo late >&2; sleep 600");

        Assert.Equal("late", await child.WaitForLine(line => line == "late"));
        Assert.Equal("early", await child.WaitForLine(line => line == "early"));
    }

    [Fact]
    public async Task Waiting_for_a_line_that_cannot_come_any_more_fails_at_once_with_the_output()
    {
        await using var child = await Shell("echo last words; exit 3");

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => child.WaitForLine(line => line == "never"));

        Assert.Contains("last words", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, await child.WaitForExitAsync());
    }

    [Fact]
    public async Task Waiting_for_a_line_stops_at_the_deadline()
    {
        await using var child = await Shell("sleep 600");

        await Assert.ThrowsAsync<TimeoutException>(() => child.WaitForLine(_ => true, TimeSpan.FromMilliseconds(50)));
    }

    [Fact]
    public async Task A_terminated_process_may_clean_up_and_a_killed_one_may_not()
    {
        const string Script = "trap 'echo cleaning; exit 0' TERM; echo up; while true; do sleep 0.01; done";
        await using var polite = await Shell(Script);
        await using var rude = await Shell(Script);
        await polite.WaitForLine(line => line == "up");
        await rude.WaitForLine(line => line == "up");

        polite.Terminate();
        rude.Kill();

        Assert.Equal(0, await polite.WaitForExitAsync());
        Assert.Contains("cleaning", polite.Tail(), StringComparison.Ordinal);
        Assert.Equal(128 + 9, await rude.WaitForExitAsync());
        Assert.DoesNotContain("cleaning", rude.Tail(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_process_stands_still_until_continued()
    {
        await using var child = await Shell("echo up; while true; do sleep 0.01; done");
        await child.WaitForLine(line => line == "up");

        child.Stop();
        await Eventually.Async("the process to be stopped", () => State(child.Pid) == "T", describe: () => State(child.Pid));
        child.Continue();
        await Eventually.Async("the process to go on", () => State(child.Pid) is "S" or "R", describe: () => State(child.Pid));
    }

    [Fact]
    public async Task Disposing_takes_the_grandchildren_along_even_when_the_child_is_gone_already()
    {
        var child = await Shell("sleep 600 & echo $!; wait");
        var grandchild = int.Parse(await child.WaitForLine(_ => true), System.Globalization.CultureInfo.InvariantCulture);
        child.Kill();
        await child.WaitForExitAsync();
        Assert.True(ProcessTable.IsAlive(grandchild));

        await child.DisposeAsync();
        await child.DisposeAsync();

        await Eventually.Async("the grandchild to be gone", () => !ProcessTable.IsAlive(grandchild));
    }

    [Fact]
    public async Task Environment_and_log_file_are_passed_on()
    {
        using var folder = new TempFolder("child");
        await using var child = await ChildProcess.StartAsync(new ChildStart("/bin/sh", "-c", "echo $GREETING")
        {
            Environment = new Dictionary<string, string?> { ["GREETING"] = "hello" },
            LogFile = folder.File("child.log"),
        });

        Assert.Equal(0, await child.WaitForExitAsync());
        await child.DisposeAsync();

        Assert.Equal("hello", File.ReadAllText(folder.File("child.log")).Trim('\uFEFF', '\n'));
    }

    private static Task<ChildProcess> Shell(string script) => ChildProcess.StartAsync(new ChildStart("/bin/sh", "-c", script));

    private static string State(int pid)
    {
        var status = File.ReadAllText($"/proc/{pid}/stat");
        return status[(status.LastIndexOf(')') + 2)..].Split(' ')[0];
    }
}
