using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace QueueAgents.Persistence.Sqlite;

/// <summary>
/// For <c>dotnet ef migrations add</c> only; it touches no file:
/// <c>dotnet ef migrations add Name --project src/QueueAgents.Persistence.Sqlite</c>.
/// </summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<FleetDb>
{
    public FleetDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<FleetDb>();
        options.UseSqliteStore("design-time-only.db");
        return new(options.Options);
    }
}
