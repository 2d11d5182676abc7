using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Persistence;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli;

/// <summary>Whatever is typed wrongly gets one clear sentence, and an exit code a script can rely on.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData(2, "'queueagents run' needs one more word: start, list, ", "run")]
    [InlineData(2, "Unrecognized command or argument 'walk'.", "run", "walk")]
    [InlineData(2, "'X' is no agent's name: 1 to 64 of a-z, 0-9 and -.", "run", "start", "X")]
    [InlineData(3, "There is no agent 'nobody' here. There is: docs-audit, reader, refunds, research.", "run", "start", "nobody")]
    [InlineData(2, "--input is not valid JSON: line 1, column 6: ", "run", "start", "docs-audit", "--input", "{\"a\" 1}")]
    [InlineData(2, "--input is not valid JSON: line 2, column 2: ", "run", "start", "docs-audit", "--input", "{\n}}")]
    [InlineData(2, "--input is not valid JSON: ", "run", "start", "docs-audit", "--input", "{\"a\":1,\"a\":2}")]
    [InlineData(3, "--input cannot be read from /nowhere.json: ", "run", "start", "docs-audit", "--input", "@/nowhere.json")]
    [InlineData(2, "Give either --input or FOLDER and --output, not both.", "run", "start", "docs-audit", "/", "--input", "{}")]
    [InlineData(2, "Give either --follow or --detach, not both.", "run", "start", "docs-audit", "/", "--follow", "--detach")]
    [InlineData(2, "--tag is NAME=VALUE, not 'x'.", "run", "start", "docs-audit", "/", "--tag", "x")]
    [InlineData(2, "--deadline is a moment such as ", "run", "start", "docs-audit", "/", "--deadline", "soon")]
    [InlineData(2, "With --key, --deadline is a moment such as ", "run", "start", "docs-audit", "/", "--deadline", "2h", "--key", "k")]
    [InlineData(3, "There is no folder /nowhere.", "run", "start", "docs-audit", "/nowhere")]
    [InlineData(2, "--format is table, json, jsonl or name, not 'xml'.", "run", "list", "-o", "xml")]
    [InlineData(2, "--state is one of queued, running, waiting, paused, parked, completed, failed, cancelled, not 'dead'.", "run", "list", "--state", "dead")]
    [InlineData(2, "--since is a time such as 30m, 2h or 7d, not 'ever'.", "run", "list", "--since", "ever")]
    [InlineData(2, "--limit is 1 to 10000.", "run", "list", "--limit", "0")]
    [InlineData(2, "--database is sqlite, postgresql or sqlserver, not 'oracle'.", "store", "status", "--database", "oracle")]
    [InlineData(2, "Say how to reach the database: ", "store", "migrate", "--database", "postgresql")]
    [InlineData(2, "Option '--name' is required.", "key", "create", "--role", "viewer")]
    [InlineData(2, "Option '--role' is required.", "key", "create", "--name", "n")]
    [InlineData(2, "--role is one of viewer, submitter, operator, approver, admin, not 'god'.", "key", "create", "--name", "n", "--role", "god")]
    [InlineData(2, "For sqlite, name the file with --store instead of --connection.", "key", "list", "--connection", "x")]
    [InlineData(2, "There is completion for bash, zsh and fish, not for 'cmd'.", "completion", "cmd")]
    public async Task A_mistake_is_told(int exit, string sentence, params string[] command)
    {
        using var folder = new TempFolder("mistakes");

        var ran = await CommandLine.HereAsync([.. command, "--store", folder.File("runs.db")]);

        Assert.Equal("", ran.Out);
        Assert.StartsWith($"error: {sentence}", ran.Error, StringComparison.Ordinal);
        Assert.Equal(exit, ran.Exit);
        Assert.False(File.Exists(folder.File("runs.db")), "A mistake made a store.");
    }

    [Theory]
    [InlineData("run", "show", "0199b3c2-0000-7000-8000-000000000000")]
    [InlineData("run", "watch", "0199")]
    [InlineData("run", "cancel", "0199")]
    [InlineData("store", "status")]
    public async Task What_is_asked_of_a_store_that_is_not_there_is_not_found(params string[] command)
    {
        using var folder = new TempFolder("mistakes");

        var ran = await CommandLine.HereAsync([.. command, "--store", folder.File("runs.db")]);

        Assert.Equal((3, $"error: There is no store {folder.File("runs.db")} yet: a first run makes it.\n"), (ran.Exit, ran.Error));
    }

    [Fact]
    public async Task A_run_that_is_not_there_is_not_found()
    {
        using var pages = new Pages(1);
        await CommandLine.HereAsync("run", "start", "docs-audit", pages.Docs, "--store", pages.Store, "--detach");

        var whole = await CommandLine.HereAsync("run", "show", "0199b3c2-0000-7000-8000-000000000000", "--store", pages.Store);
        var part = await CommandLine.HereAsync("run", "show", "ffff", "--store", pages.Store);
        var no = await CommandLine.HereAsync("run", "show", "the-last", "--store", pages.Store);

        Assert.Equal((3, "error: There is no run 0199b3c2-0000-7000-8000-000000000000.\n"), (whole.Exit, whole.Error));
        Assert.Equal((3, "error: There is no run whose id begins with 'ffff'.\n"), (part.Exit, part.Error));
        Assert.Equal(2, no.Exit);
    }

    [Fact]
    public async Task A_store_of_a_newer_release_is_named_and_left_alone()
    {
        using var pages = new Pages(1);
        await CommandLine.HereAsync("store", "migrate", "--store", pages.Store);
        await using (var provider = new ServiceCollection().AddSqliteStore(pages.Store).BuildServiceProvider())
        await using (var db = await provider.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct))
            await db.Database.ExecuteSqlAsync($"""insert into "__EFMigrationsHistory" values ('29990101000000_Future', '99.0')""", Ct);

        var start = await CommandLine.HereAsync("run", "start", "docs-audit", pages.Docs, "--store", pages.Store);
        var list = await CommandLine.HereAsync("run", "list", "--store", pages.Store);
        var status = await CommandLine.HereAsync("store", "status", "--store", pages.Store, "-o", "name");

        Assert.All([start, list], refused => Assert.Equal(4, refused.Exit));
        Assert.Contains("29990101000000_Future", list.Error, StringComparison.Ordinal);
        Assert.Equal((0, "newer\n"), (status.Exit, status.Out));
    }

    [Fact]
    public async Task A_file_that_is_no_store_is_not_touched()
    {
        using var folder = new TempFolder("mistakes");
        var file = folder.File("letter.txt");
        await File.WriteAllTextAsync(file, new string('x', 5_000), Ct);

        var list = await CommandLine.HereAsync("run", "list", "--store", file);
        var start = await CommandLine.HereAsync("run", "start", "docs-audit", folder.Root, "--store", file);

        Assert.All([list, start], refused => Assert.Equal(1, refused.Exit));
        Assert.Contains("not a database of ours", list.Error, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5_000), await File.ReadAllTextAsync(file, Ct));
    }

    [Fact]
    public async Task A_report_inside_the_audited_folder_is_refused()
    {
        using var pages = new Pages(1);

        var ran = await CommandLine.HereAsync("run", "start", "docs-audit", pages.Docs, "--output", Path.Combine(pages.Docs, "report"), "--store", pages.Store);

        Assert.Equal(2, ran.Exit);
        Assert.StartsWith("error: The report would become part of what it is about", ran.Error, StringComparison.Ordinal);
    }
}
