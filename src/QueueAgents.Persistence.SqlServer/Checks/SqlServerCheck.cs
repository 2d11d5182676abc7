using System.Data.Common;

namespace QueueAgents.Persistence.SqlServer.Checks;

/// <summary>One thing to look at in the fleet's database: a query of one row or several, and what its answer means.</summary>
internal interface ISqlServerCheck
{
    /// <summary>Stable, kebab-case.</summary>
    string Name { get; }

    /// <summary>Changes nothing, and needs no right beyond those of a server.</summary>
    string Sql { get; }

    Diagnosis Judge(DbDataReader reader);
}

/// <param name="Do">What to do about it; null where all is well.</param>
internal sealed record Diagnosis(Health Health, string Says, string? Do = null);

internal enum Health
{
    Well,

    /// <summary>It works, and somebody should look.</summary>
    Warning,

    /// <summary>It does not work, or loses something.</summary>
    Wrong,
}

internal static class SqlServerChecks
{
    /// <summary>In the order in which one would ask.</summary>
    public static IReadOnlyList<ISqlServerCheck> All { get; } =
        [new VersionCheck(), new CompatibilityCheck(), new RowVersionsCheck(), new DurabilityCheck(), new RecoveryModelCheck(), new UpkeepCheck(), new CollationCheck(), new ServerRightsCheck(), new MigratorRightsCheck()];
}
