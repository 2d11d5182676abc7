using System.Data.Common;
using System.Globalization;

namespace QueueAgents.Persistence.SqlServer.Checks;

internal sealed class VersionCheck : ISqlServerCheck
{
    private const int SqlServer2019 = 15;
    private static readonly int[] Azure = [5, 8];

    public string Name => "sqlserver-version";

    public string Sql => "select cast(serverproperty('ProductVersion') as nvarchar(128)), cast(serverproperty('EngineEdition') as int);";

    public Diagnosis Judge(DbDataReader reader)
    {
        reader.Read();
        var (version, edition) = (reader.GetString(0), reader.GetInt32(1));
        // Azure says 12 for ever, and is always the newest.
        if (Azure.Contains(edition)) return new(Health.Well, $"Azure SQL, {version}.");
        return int.Parse(version.Split('.')[0], CultureInfo.InvariantCulture) >= SqlServer2019
            ? new(Health.Well, $"SQL Server {version}.")
            : new(Health.Warning, $"SQL Server {version} is older than 2019.", "Nothing of this release was tried there; use SQL Server 2019 (15) or later.");
    }
}
