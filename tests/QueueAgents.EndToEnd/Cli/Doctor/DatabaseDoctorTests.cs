using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using QueueAgents.Cli.Doctor;
using QueueAgents.Cli.Doctor.Databases;
using QueueAgents.Persistence;
using QueueAgents.Persistence.PostgreSql;
using QueueAgents.Persistence.Schema;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Doctor;

/// <summary>A real PostgreSQL, a real file, and what is usually wrong with them.</summary>
public sealed class DatabaseDoctorTests(DatabaseDoctorTests.Cluster cluster) : IClassFixture<DatabaseDoctorTests.Cluster>
{
    [Fact]
    public async Task A_healthy_database_is_well()
    {
        var connection = await cluster.MigratedAsync();

        var found = (await OfAsync(connection)).Healthy();

        Assert.StartsWith("The schema is that of this program: ", found.Well("schema"), StringComparison.Ordinal);
        Assert.StartsWith("PostgreSQL ", found.Well("database-version"), StringComparison.Ordinal);
        Assert.StartsWith("This machine's clock is ", found.Well("clock"), StringComparison.Ordinal);
        Assert.Equal("User 'postgres' is a superuser.", found.Warning("database-rights"));
    }

    [Fact]
    public async Task A_server_that_loses_commits_is_wrong()
    {
        var connection = await cluster.MigratedAsync();
        var found = await OfAsync($"{connection};Options=-c synchronous_commit=off -c default_transaction_isolation=serializable");

        Assert.Contains(found.Findings, f => f is ("database-settings", "wrong", "synchronous_commit is off: a commit that was answered can be lost with the machine.", not null));
        Assert.Equal("Transactions are 'serializable' where they do not say otherwise.", found.Warning("database-settings"));
    }

    [Fact]
    public async Task A_database_without_our_tables_an_older_and_a_newer_one_are_told_apart()
    {
        var none = await OfAsync(await cluster.EmptyAsync());
        var older = await cluster.MigratedAsync();
        await cluster.SqlAsync(older, """delete from "__EFMigrationsHistory" where "MigrationId" = (select max("MigrationId") from "__EFMigrationsHistory")""");
        var newer = await cluster.MigratedAsync();
        await cluster.SqlAsync(newer, """insert into "__EFMigrationsHistory" values ('29990101000000_Later', '99')""");

        Assert.Equal("There is no schema yet.", none.Wrong("schema"));
        Assert.Matches("^The schema is older than this program: [0-9]+_.+ are missing.$", (await OfAsync(older)).Wrong("schema"));
        Assert.Equal("The schema is newer than this program: 29990101000000_Later.", (await OfAsync(newer)).Wrong("schema"));
    }

    [Fact]
    public async Task Rights_that_a_login_lacks_are_named()
    {
        var connection = await cluster.MigratedAsync();
        var login = await cluster.LoginAsync(connection);
        await cluster.SqlAsync(connection, $"grant select, insert, update, delete on all tables in schema public to {login.Name}; revoke delete on run from {login.Name}");

        Assert.Equal($"User '{login.Name}' lacks delete on run.", (await OfAsync(login.Connection)).Wrong("database-rights"));
        await cluster.SqlAsync(connection, $"grant delete on run to {login.Name}");
        Assert.Equal($"User '{login.Name}' may read and write the fleet's tables.", (await OfAsync(login.Connection)).Healthy().Well("database-rights"));
    }

    [Fact]
    public async Task A_wrong_password_and_a_server_that_is_away_are_told()
    {
        var connection = await cluster.MigratedAsync();
        var login = await cluster.LoginAsync(connection);

        var password = await OfAsync(login.Connection.Replace("right-secret", "wrong-secret", StringComparison.Ordinal));
        var away = await OfAsync($"Host=127.0.0.1;Port={Ports.Free()};Database=fleet;Username=qa;Password=right-secret");

        Assert.Contains("password authentication failed", password.Wrong("database"), StringComparison.Ordinal);
        Assert.Contains("Connection refused", away.Wrong("database"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", $"{password}{away}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2, nameof(Verdict.Well), "behind")]
    [InlineData(20, nameof(Verdict.Warning), "behind")]
    [InlineData(-20, nameof(Verdict.Warning), "ahead of")]
    [InlineData(3600, nameof(Verdict.Wrong), "behind")]
    public async Task A_clock_that_is_off_is_told(double seconds, string verdict, string how)
    {
        await using var services = new ServiceCollection().AddPostgreSqlStore(await cluster.EmptyAsync()).BuildServiceProvider();
        await using var db = await services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(Ct);
        await db.Database.OpenConnectionAsync(Ct);
        var open = new OpenDatabase(db.Database.GetDbConnection(), services.GetRequiredService<StoreMigrator>(), services, "");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(seconds));

        var finding = Assert.Single(await new ClockOffset("select clock_timestamp()", clock).LookAsync(open, Ct).ToListAsync(Ct));

        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Contains($" {how} the database's, ", finding.Says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_this_user_is_looked_at_too()
    {
        using var pages = new Pages(1);
        Assert.Equal($"There is no store {pages.Store}.", (await Diagnosis.OfAsync("--store", pages.Store)).Wrong("database"));
        await CommandLine.HereAsync("run", "start", "docs-audit", pages.Docs, "--store", pages.Store);

        var found = (await Diagnosis.OfAsync("--store", pages.Store)).Healthy();

        Assert.Equal("journal_mode is wal, and commits are on disk when they are answered.", found.Well("database-settings"));
        found.Well("schema");
        found.Well("database-place");
        await File.WriteAllTextAsync(pages.Store, "This is no database at all, but long enough to be read as one.\n", Ct);
        (await Diagnosis.OfAsync("--store", pages.Store)).Wrong("schema");
    }

    private static Task<Diagnosis> OfAsync(string connection) => Diagnosis.OfAsync("--database", "postgresql", "--connection", connection);

    /// <summary>One server for all of them; only logins of its own need a password.</summary>
    public sealed class Cluster : IAsyncDisposable
    {
        private readonly Lazy<Task<PostgresCluster>> _cluster = new(() => Task.Run(StartAsync));

        private Task<PostgresCluster> Server
        {
            get
            {
                Assert.SkipWhen(Missing.Database() is not null, $"NOT RUN: {Missing.Database()}");
                return _cluster.Value;
            }
        }

        internal async Task<string> EmptyAsync() => await (await Server).CreateDatabaseAsync($"test_{Guid.NewGuid():N}");

        internal async Task<string> MigratedAsync()
        {
            var connection = await EmptyAsync();
            var ran = await CommandLine.HereAsync("store", "migrate", "--database", "postgresql", "--connection", connection);
            Assert.True(ran.Exit == 0, ran.Error);
            return connection;
        }

        internal async Task<(string Name, string Connection)> LoginAsync(string connection)
        {
            var name = $"login_{Guid.NewGuid():N}";
            await SqlAsync(connection, $"create role {name} login password 'right-secret'");
            return (name, $"{connection.Replace("Username=postgres", $"Username={name}", StringComparison.Ordinal)};Password=right-secret");
        }

        internal async Task SqlAsync(string connection, string statement)
            => await (await Server).Sql(connection.Split(';').Single(part => part.StartsWith("Database=", StringComparison.Ordinal))[9..], statement);

        public async ValueTask DisposeAsync()
        {
            if (_cluster.IsValueCreated && _cluster.Value.IsCompletedSuccessfully) await (await _cluster.Value).DisposeAsync();
        }

        private static async Task<PostgresCluster> StartAsync()
        {
            var cluster = await PostgresCluster.StartAsync();
            var rules = await cluster.Sql("postgres", "show hba_file");
            await File.WriteAllTextAsync(rules, "local all all trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
            await cluster.Sql("postgres", "select pg_reload_conf()");
            return cluster;
        }
    }
}
