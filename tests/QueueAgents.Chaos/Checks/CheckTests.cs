using Npgsql;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Checks;
using Xunit;

namespace QueueAgents.Chaos.Checks;

/// <summary>Who checks the checks: honest rows please all of them, and each kind of damage is found by the one that is meant to.</summary>
public sealed class CheckTests(Nodes nodes) : IAsyncLifetime
{
    private NpgsqlConnection _connection = null!;

    public static TheoryData<string, string> AnytimeDamage => [.. Corruption.Anytime.Select(c => (c.Check, c.Damage))];

    public static TheoryData<string, string> DrainedDamage => [.. Corruption.Drained.Select(c => (c.Check, c.Damage))];

    public async ValueTask InitializeAsync()
    {
        _connection = new NpgsqlConnection(await nodes.SharedDatabaseAsync("checks"));
        await _connection.OpenAsync();
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public void Every_check_has_a_damage_that_it_must_find() =>
        Assert.Equal(Check.All.Select(c => c.Name), Corruption.Anytime.Concat(Corruption.Drained).Select(c => c.Check).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Honest_rows_please_every_check()
    {
        await using (var seeded = await SeedAsync("ended", "open")) Assert.Empty(await FindAsync(drained: false));
        await using (var seeded = await SeedAsync("ended")) Assert.Empty(await FindAsync(drained: true));
    }

    [Theory]
    [MemberData(nameof(AnytimeDamage))]
    public async Task Damage_to_rows_under_way_is_found_by_exactly_its_check(string check, string damage)
    {
        await using var seeded = await SeedAsync("ended", "open");
        await SqlAsync(damage);
        Assert.Equal([check], Names(await FindAsync(drained: false)));
    }

    [Theory]
    [MemberData(nameof(DrainedDamage))]
    public async Task Damage_to_what_has_come_to_rest_is_found_by_exactly_its_check(string check, string damage)
    {
        await using var seeded = await SeedAsync("ended");
        await SqlAsync(damage);
        Assert.Equal([check], Names(await FindAsync(drained: true)));
    }

    private static IEnumerable<string> Names(IEnumerable<string> found) => found.Select(f => f.Split(':')[0]).Distinct();

    /// <summary>Everything, damage and lifted constraints included, is rolled back when the transaction is disposed.</summary>
    private async Task<NpgsqlTransaction> SeedAsync(params string[] seeds)
    {
        var transaction = await _connection.BeginTransactionAsync();
        await SqlAsync(CheckFiles.Text("Knowledge"));
        foreach (var seed in seeds) await SqlAsync(CheckFiles.Text($"Seed/{seed}"));
        await SqlAsync("""
            do $$ declare c record; begin
              for c in select conrelid::regclass as owner, conname from pg_constraint where contype in ('c', 'p') and conrelid in ('run'::regclass, 'transition'::regclass, 'dispatch'::regclass) loop
                execute format('alter table %s drop constraint %I', c.owner, c.conname);
              end loop;
            end $$
            """);
        return transaction;
    }

    private async Task<IReadOnlyList<string>> FindAsync(bool drained)
    {
        List<string> found = [];
        foreach (var check in Check.All.Where(c => drained || !c.Drained)) found.AddRange(await check.FindAsync(_connection));
        return found;
    }

    private async Task SqlAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }
}
