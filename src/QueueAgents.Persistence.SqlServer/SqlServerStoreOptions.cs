using System.ComponentModel.DataAnnotations;

namespace QueueAgents.Persistence.SqlServer;

/// <summary>What can be set of the store on SQL Server (<c>QueueAgents:SqlServer</c>); the defaults serve.</summary>
public sealed class SqlServerStoreOptions
{
    /// <summary>Statements Entity Framework sends in one batch; null leaves it to the provider. The step path does not go through it.</summary>
    [Range(1, 1000)]
    public int? MaxBatchSize { get; set; }

    /// <summary>How long one command may take; null: what the connection string says, else 30 s.</summary>
    public TimeSpan? CommandTimeout { get; set; }

    /// <summary>The level SQL is written for: 150 is SQL Server 2019. Not above the level of the database, and not below 130 (OPENJSON).</summary>
    [Range(130, 170)]
    public int CompatibilityLevel { get; set; } = 150;
}
