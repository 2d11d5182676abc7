using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>
/// For <c>dotnet ef migrations add</c> only; it needs no server:
/// <c>dotnet ef migrations add Name --project src/QueueAgents.Persistence.SqlServer</c>.
/// </summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<FleetDb>
{
    public FleetDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<FleetDb>();
        options.UseSqlServerStore("Server=design-time-only");
        return new(options.Options);
    }
}
