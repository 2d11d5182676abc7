using QueueAgents.Orchestration.Keys;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>The keys of the HTTP interface.</summary>
public abstract class KeysSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    private IKeyStore Keys
    {
        get
        {
            Assert.SkipWhen(OptionalKeys is null, "NOT RUN: this store keeps no keys.");
            return OptionalKeys!;
        }
    }

    [Fact]
    public async Task A_key_is_found_whole_by_its_hash()
    {
        var text = KeyText.New();
        var key = Key(text, "billing-ä") with { Role = KeyRole.Approver, Tenant = "acme", ExpiresAt = Make.At(90), CreatedBy = "somebody@host" };

        Assert.True(await Keys.AddAsync(key, KeyText.HashOf(text), Ct));

        Assert.Equal(key, await Keys.FindAsync(KeyText.HashOf(text), Ct));
        Assert.Null(await Keys.FindAsync(KeyText.HashOf(KeyText.New()), Ct));
    }

    [Fact]
    public async Task Every_role_reads_back_as_it_was()
    {
        foreach (var role in Enum.GetValues<KeyRole>())
        {
            var text = KeyText.New();
            await Keys.AddAsync(Key(text) with { Role = role }, KeyText.HashOf(text), Ct);
            Assert.Equal(role, (await Keys.FindAsync(KeyText.HashOf(text), Ct))?.Role);
        }
    }

    [Fact]
    public async Task A_key_with_no_known_role_is_refused_by_the_database()
    {
        var text = KeyText.New();
        await Assert.ThrowsAnyAsync<Exception>(() => Keys.AddAsync(Key(text) with { Role = (KeyRole)6 }, KeyText.HashOf(text), Ct));
        Assert.Null(await Keys.FindAsync(KeyText.HashOf(text), Ct));
    }

    [Fact]
    public async Task The_same_text_twice_is_one_key_and_the_first_stays()
    {
        var text = KeyText.New();
        var first = Key(text, "first");
        Assert.True(await Keys.AddAsync(first, KeyText.HashOf(text), Ct));

        Assert.False(await Keys.AddAsync(Key(text, "second") with { Role = KeyRole.Admin }, KeyText.HashOf(text), Ct));

        Assert.Equal(first, Assert.Single(await Keys.ListAsync(Ct)));
    }

    [Fact]
    public async Task The_same_text_from_many_at_once_is_one_key()
    {
        var text = KeyText.New();
        var added = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Keys.AddAsync(Key(text, $"n{i}"), KeyText.HashOf(text), Ct), Ct)));

        Assert.Single(added, yes => yes);
        Assert.Single(await Keys.ListAsync(Ct));
    }

    [Fact]
    public async Task Keys_are_listed_as_they_were_made()
    {
        var (third, first, second) = (KeyText.New(), KeyText.New(), KeyText.New());
        await Keys.AddAsync(Key(third, "3") with { CreatedAt = Make.At(3) }, KeyText.HashOf(third), Ct);
        await Keys.AddAsync(Key(first, "1") with { CreatedAt = Make.At(1) }, KeyText.HashOf(first), Ct);
        await Keys.AddAsync(Key(second, "2") with { CreatedAt = Make.At(2) }, KeyText.HashOf(second), Ct);

        Assert.Equal(["1", "2", "3"], (await Keys.ListAsync(Ct)).Select(key => key.Name));
    }

    [Fact]
    public async Task A_revoked_key_stays_revoked_since_the_first_time()
    {
        var (text, other) = (KeyText.New(), KeyText.New());
        var key = Key(text);
        await Keys.AddAsync(key, KeyText.HashOf(text), Ct);
        await Keys.AddAsync(Key(other), KeyText.HashOf(other), Ct);

        Assert.True(await Keys.RevokeAsync(key.Id, Make.At(5), Ct));
        Assert.False(await Keys.RevokeAsync(key.Id, Make.At(9), Ct));
        Assert.False(await Keys.RevokeAsync(Guid.CreateVersion7(), Make.At(9), Ct));

        Assert.Equal(key with { RevokedAt = Make.At(5) }, await Keys.FindAsync(KeyText.HashOf(text), Ct));
        Assert.Null((await Keys.FindAsync(KeyText.HashOf(other), Ct))!.RevokedAt);
    }

    [Fact]
    public async Task A_use_is_noted_once_a_minute()
    {
        var (text, other) = (KeyText.New(), KeyText.New());
        var key = Key(text);
        await Keys.AddAsync(key, KeyText.HashOf(text), Ct);
        await Keys.AddAsync(Key(other), KeyText.HashOf(other), Ct);

        foreach (var (at, noted) in new[] { (0, 0), (30, 0), (59.9, 0), (60, 60), (10, 60), (200, 200) })
        {
            await Keys.TouchAsync(key.Id, Make.At(at), Ct);
            Assert.Equal(Make.At(noted), (await Keys.FindAsync(KeyText.HashOf(text), Ct))!.LastUsedAt);
        }

        Assert.Null((await Keys.FindAsync(KeyText.HashOf(other), Ct))!.LastUsedAt);
    }

    private static ApiKey Key(string text, string name = "a key") => new()
    {
        Id = Guid.CreateVersion7(),
        Name = name,
        Prefix = KeyText.PrefixOf(text),
        Role = KeyRole.Viewer,
        CreatedAt = Make.Now,
        CreatedBy = "test",
    };
}
