using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using QueueAgents.Http;
using QueueAgents.Http.Access;
using QueueAgents.Orchestration.Delivery;
using QueueAgents.Orchestration.Keys;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;
using QueueAgents.Persistence.Sqlite;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Access;

/// <summary>How long a server believes what it has read of a key.</summary>
public sealed class KeyRingTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("keys");
    private ServiceProvider services = null!;
    private readonly FakeTimeProvider time = new(new(2026, 11, 23, 9, 30, 0, TimeSpan.Zero));
    private IKeyStore keys = null!;
    private KeyRing ring = null!;

    public async ValueTask InitializeAsync()
    {
        services = new ServiceCollection().AddSqliteStore(folder.File("fleet.db")).BuildServiceProvider();
        await services.GetRequiredService<StoreMigrator>().MigrateAsync(Ct);
        keys = services.GetRequiredService<IKeyStore>();
        ring = new KeyRing(keys, new FleetClock(time), time, new HttpOptions(), NullLogger<KeyRing>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_a_minute()
    {
        var (key, hash) = await AddAsync();
        Assert.NotNull(await ring.FindAsync(hash, Ct));
        await keys.RevokeAsync(key.Id, time.GetUtcNow(), Ct);

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(await ring.FindAsync(hash, Ct));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await ring.FindAsync(hash, Ct));
        Assert.False(ring.HasMet(hash));
    }

    [Fact]
    public async Task A_key_that_expires_is_refused_at_once()
    {
        var (_, hash) = await AddAsync(expires: time.GetUtcNow().AddSeconds(10));
        Assert.NotNull(await ring.FindAsync(hash, Ct));

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Null(await ring.FindAsync(hash, Ct));
    }

    [Fact]
    public async Task A_wrong_key_is_not_remembered()
    {
        var hash = KeyText.HashOf(KeyText.New());
        Assert.Null(await ring.FindAsync(hash, Ct));
        Assert.False(ring.HasMet(hash));
    }

    [Fact]
    public async Task A_use_is_noted_when_the_key_is_asked_for_again()
    {
        var (_, hash) = await AddAsync();
        foreach (var (after, noted) in new[] { (0, 0), (30, 0), (30, 60), (30, 60), (30, 120) })
        {
            time.Advance(TimeSpan.FromSeconds(after));
            await ring.FindAsync(hash, Ct);
            Assert.Equal(noted, ((await keys.FindAsync(hash, Ct))!.LastUsedAt - new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero))?.TotalSeconds);
        }
    }

    [Fact]
    public async Task Many_who_come_with_one_key_ask_the_store_once()
    {
        var (_, hash) = await AddAsync();
        var slow = new SlowKeys(keys);
        var shared = new KeyRing(slow, new FleetClock(time), time, new HttpOptions(), NullLogger<KeyRing>.Instance);

        var all = Enumerable.Range(0, 1000).Select(_ => shared.FindAsync(hash, Ct)).ToList();
        using var impatient = new CancellationTokenSource();
        var gone = shared.FindAsync(hash, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        slow.Answer.SetResult();

        Assert.All(await Task.WhenAll(all), Assert.NotNull);
        Assert.NotNull(await shared.FindAsync(hash, Ct));
        Assert.Equal(1, slow.Asked);
        time.Advance(TimeSpan.FromSeconds(30));
        await shared.FindAsync(hash, Ct);
        Assert.Equal(2, slow.Asked);
    }

    [Fact]
    public async Task A_store_that_is_away_lets_nobody_in_and_is_no_reason_to_forget()
    {
        var (_, hash) = await AddAsync();
        await ring.FindAsync(hash, Ct);
        time.Advance(TimeSpan.FromMinutes(1));
        await services.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => ring.FindAsync(hash, Ct));
        Assert.True(ring.HasMet(hash));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData(null, "255.255.255.255")]
    public void Wrong_keys_are_counted_by_the_network_one_customer_has(string? from, string counted)
        => Assert.Equal(IPAddress.Parse(counted), FailedKeys.NetworkOf(from is null ? null : IPAddress.Parse(from)));

    private async Task<(ApiKey Key, byte[] Hash)> AddAsync(DateTimeOffset? expires = null)
    {
        var text = KeyText.New();
        var key = new ApiKey
        {
            Id = Guid.CreateVersion7(), Name = "n", Prefix = KeyText.PrefixOf(text), Role = KeyRole.Viewer, CreatedAt = time.GetUtcNow(), CreatedBy = "test", ExpiresAt = expires,
        };
        await keys.AddAsync(key, KeyText.HashOf(text), Ct);
        return (key, KeyText.HashOf(text));
    }

    /// <summary>The store, once it may answer.</summary>
    private sealed class SlowKeys(IKeyStore inner) : IKeyStore
    {
        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Asked { get; private set; }

        public async Task<ApiKey?> FindAsync(byte[] hash, CancellationToken ct)
        {
            Asked++;
            await Answer.Task;
            return await inner.FindAsync(hash, ct);
        }

        public Task<bool> AddAsync(ApiKey key, byte[] hash, CancellationToken ct) => inner.AddAsync(key, hash, ct);

        public Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken ct) => inner.ListAsync(ct);

        public Task<bool> RevokeAsync(Guid id, DateTimeOffset now, CancellationToken ct) => inner.RevokeAsync(id, now, ct);

        public Task TouchAsync(Guid id, DateTimeOffset now, CancellationToken ct) => inner.TouchAsync(id, now, ct);
    }
}
