using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Persistence;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Integration.Sqlite;

public sealed class SqliteSchemaTests
{
    [Fact]
    public async Task The_migrations_are_what_the_model_says()
    {
        using var folder = new TempFolder("sqlite-model");
        await using var services = SqliteFixture.Services(folder.File("fleet.db"));
        await using var db = await services.GetRequiredService<IDbContextFactory<FleetDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.False(db.Database.HasPendingModelChanges(), "Run `dotnet ef migrations add <Name> --project src/QueueAgents.Persistence.Sqlite`.");
    }
}
