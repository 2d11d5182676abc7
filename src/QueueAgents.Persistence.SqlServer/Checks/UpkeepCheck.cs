using System.Data.Common;

namespace QueueAgents.Persistence.SqlServer.Checks;

/// <summary>Switches that make a busy database slow or stop now and then.</summary>
internal sealed class UpkeepCheck : ISqlServerCheck
{
    public string Name => "database-options";

    public string Sql => """
        select d.is_auto_close_on, d.is_auto_shrink_on, d.is_auto_update_stats_on, d.is_parameterization_forced
        from sys.databases d where d.database_id = db_id();
        """;

    public Diagnosis Judge(DbDataReader reader)
    {
        reader.Read();
        List<string> change = [];
        if (reader.GetBoolean(0)) change.Add("auto_close off");
        if (reader.GetBoolean(1)) change.Add("auto_shrink off");
        // Plans are made while the tables are small, and made again as the statistics change.
        if (!reader.GetBoolean(2)) change.Add("auto_update_statistics on");
        // Literals that name a filtered index would become parameters, which do not.
        if (reader.GetBoolean(3)) change.Add("parameterization simple");
        return change.Count == 0 ? new(Health.Well, "The database's options are as they should be.")
            : new(Health.Warning, $"{change.Count} of the database's options cost speed.", string.Join("; ", change.Select(c => $"alter database current set {c}")));
    }
}
