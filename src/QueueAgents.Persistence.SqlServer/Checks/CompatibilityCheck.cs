using System.Data.Common;

namespace QueueAgents.Persistence.SqlServer.Checks;

internal sealed class CompatibilityCheck : ISqlServerCheck
{
    private const int Openjson = 130;
    private const int Tested = 150;

    public string Name => "compatibility-level";

    public string Sql => "select cast(d.compatibility_level as int) from sys.databases d where d.database_id = db_id();";

    public Diagnosis Judge(DbDataReader reader)
    {
        reader.Read();
        var level = reader.GetInt32(0);
        return level switch
        {
            < Openjson => new(Health.Wrong, $"The compatibility level is {level}; there is no OPENJSON below {Openjson}, and rows come as JSON.", Raise),
            < Tested => new(Health.Warning, $"The compatibility level is {level}; plans are expected as of {Tested} (SQL Server 2019).", $"{Raise} Until then set QueueAgents:SqlServer:CompatibilityLevel to {level}."),
            _ => new(Health.Well, $"The compatibility level is {level}."),
        };
    }

    private static string Raise => $"alter database current set compatibility_level = {Tested}";
}
