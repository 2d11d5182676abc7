using System.Text;
using System.Text.Json;
using QueueAgents.Orchestration.Keys;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli;

/// <summary>Keys are made, listed and revoked; their text is seen once and lies nowhere.</summary>
public sealed class KeyTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new("keys");

    private string Store => _folder.File("runs.db");

    public async ValueTask InitializeAsync() => Assert.Equal(0, (await CommandLine.HereAsync("store", "migrate", "--store", Store)).Exit);

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_key_that_is_made_is_printed_alone_and_listed_without_its_text()
    {
        var made = await RunAsync("create", "--name", "billing", "--role", "submitter", "--tenant", "acme", "--expires", "90d");
        var text = made.Out.TrimEnd('\n');

        Assert.Equal(0, made.Exit);
        Assert.True(KeyText.IsWellFormed(text), made.Out);
        Assert.DoesNotContain(text, made.Error, StringComparison.Ordinal);

        var listed = JsonDocument.Parse((await RunAsync("list", "-o", "json")).Out).RootElement;
        var key = Assert.Single(listed.EnumerateArray());
        Assert.Equal(("billing", "submitter", "acme", "valid", text[..11]), (Of("name"), Of("role"), Of("tenant"), Of("status"), Of("prefix")));
        Assert.Equal(90, (key.GetProperty("expiresAt").GetDateTimeOffset() - key.GetProperty("createdAt").GetDateTimeOffset()).TotalDays, 3);
        Assert.False(key.TryGetProperty("key", out _), "The text of a key is in the list.");

        string? Of(string name) => key.GetProperty(name).GetString();
    }

    [Fact]
    public async Task The_store_holds_a_hash_and_not_the_text()
    {
        var text = (await RunAsync("create", "--name", "canary", "--role", "admin")).Out.TrimEnd('\n');

        var files = Directory.GetFiles(_folder.Root).Select(file => (file, Encoding.Latin1.GetString(File.ReadAllBytes(file)))).ToList();

        // All but what is shown of it on purpose.
        Assert.All(files, file => Assert.DoesNotContain(text[11..], file.Item2, StringComparison.Ordinal));
        Assert.Contains(files, file => file.Item2.Contains(Encoding.Latin1.GetString(KeyText.HashOf(text)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_gets_the_text_in_every_format_it_may_ask_for()
    {
        foreach (var format in new[] { "json", "jsonl" })
        {
            var made = JsonDocument.Parse((await RunAsync("create", "--name", "n", "--role", "viewer", "-o", format)).Out).RootElement;
            Assert.True(KeyText.IsWellFormed(made.GetProperty("key").GetString()));
        }

        Assert.True(KeyText.IsWellFormed((await RunAsync("create", "--name", "n", "--role", "viewer", "-o", "name")).Out.TrimEnd('\n')));
    }

    [Fact]
    public async Task A_secret_of_containers_is_registered_once_however_often_it_is_asked_for()
    {
        var text = "qa_" + new string('7', 40) + Guid.NewGuid().ToString("N");
        await File.WriteAllTextAsync(_folder.File("api.key"), text + "\n", Ct);
        string[] create = ["create", "--name", "compose", "--role", "operator", "--secret-file", _folder.File("api.key")];

        var first = await RunAsync(create);
        var again = await RunAsync(create);
        var other = await RunAsync([.. create, "--tenant", "acme"]);
        await RunAsync("revoke", text[..11]);
        var late = await RunAsync(create);

        Assert.Equal([0, 0, 4, 4], new[] { first, again, other, late }.Select(ran => ran.Exit));
        Assert.All([first, again, other, late], ran => Assert.DoesNotContain(text, ran.Out + ran.Error, StringComparison.Ordinal));
        Assert.Contains("is there as operator of tenant all", other.Error, StringComparison.Ordinal);
        Assert.Contains("does not come back", late.Error, StringComparison.Ordinal);
        Assert.Single(JsonDocument.Parse((await RunAsync("list", "-o", "json")).Out).RootElement.EnumerateArray());
    }

    [Fact]
    public async Task A_file_without_a_key_is_refused_and_not_repeated()
    {
        await File.WriteAllTextAsync(_folder.File("weak"), "qa_hunter2", Ct);
        await File.WriteAllTextAsync(_folder.File("huge"), new string('x', 1_000_000), Ct);

        var weak = await RunAsync("create", "--name", "n", "--role", "viewer", "--secret-file", _folder.File("weak"));
        var huge = await RunAsync("create", "--name", "n", "--role", "viewer", "--secret-file", _folder.File("huge"));
        var none = await RunAsync("create", "--name", "n", "--role", "viewer", "--secret-file", "/nowhere/api.key");

        Assert.Equal((2, 2, 3), (weak.Exit, huge.Exit, none.Exit));
        Assert.DoesNotContain("hunter2", weak.Out + weak.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_revoked_by_what_it_begins_with_its_id_or_its_text_and_again_is_no_mistake()
    {
        List<string> texts = [];
        for (var i = 0; i < 3; i++) texts.Add((await RunAsync("create", "--name", $"n{i}", "--role", "viewer")).Out.TrimEnd('\n'));
        var ids = JsonDocument.Parse((await RunAsync("list", "-o", "json")).Out).RootElement.EnumerateArray().Select(key => key.GetProperty("id").GetString()!).ToList();

        var several = await RunAsync("revoke", "qa_");
        Assert.Equal(2, several.Exit);
        foreach (var which in new[] { texts[0][..9], ids[1], texts[2], texts[0][..11] }) Assert.Equal(0, (await RunAsync("revoke", which)).Exit);
        Assert.Equal(3, (await RunAsync("revoke", "qa_nobody")).Exit);
        Assert.Equal(3, (await RunAsync("revoke", KeyText.New())).Exit);

        var listed = JsonDocument.Parse((await RunAsync("list", "-o", "json")).Out).RootElement;
        Assert.All(listed.EnumerateArray(), key => Assert.Equal("revoked", key.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_store_that_is_not_there_or_of_an_older_release_is_named()
    {
        var missing = await CommandLine.HereAsync("key", "list", "--store", _folder.File("none.db"));
        await File.WriteAllBytesAsync(_folder.File("empty.db"), [], Ct);
        var empty = await CommandLine.HereAsync("key", "create", "--name", "n", "--role", "viewer", "--store", _folder.File("empty.db"));

        Assert.Equal((3, 4), (missing.Exit, empty.Exit));
        Assert.Contains("queueagents store migrate", empty.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_servers_database_it_is_the_same()
    {
        Assert.SkipWhen(Missing.Database() is not null, Missing.Database() ?? "");
        await using var cluster = await PostgresCluster.StartAsync(new() { Fsync = false });
        string[] there = ["--database", "postgresql", "--connection", await cluster.CreateDatabaseAsync("keys")];

        var early = await CommandLine.HereAsync(["key", "list", .. there]);
        Assert.Equal(4, early.Exit);
        Assert.Equal(0, (await CommandLine.HereAsync(["store", "migrate", .. there])).Exit);
        var text = (await CommandLine.HereAsync(["key", "create", "--name", "ada", "--role", "admin", .. there])).Out.TrimEnd('\n');
        Assert.Equal(0, (await CommandLine.HereAsync(["key", "revoke", text[..11], .. there])).Exit);
        Assert.Contains("revoked", (await CommandLine.HereAsync(["key", "list", .. there])).Out, StringComparison.Ordinal);
    }

    private Task<Ran> RunAsync(params string[] args) => CommandLine.HereAsync(["key", .. args, "--store", Store]);
}
