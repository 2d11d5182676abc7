using System.Data.Common;

namespace QueueAgents.Persistence.SqlServer.Checks;

/// <summary>What a server may do, against <c>Rights/server.sql</c>: too little stops it, too much is more than it needs.</summary>
internal sealed class ServerRightsCheck : ISqlServerCheck
{
    /// <summary>As the script gives them.</summary>
    public static readonly IReadOnlyList<(string Table, string Rights)> Needed =
    [
        ("__EFMigrationsHistory", "SELECT"), ("run", "SELECT, INSERT, UPDATE"), ("run_tag", "SELECT, INSERT"), ("transition", "SELECT, INSERT"),
        ("dispatch", "SELECT, INSERT, UPDATE"), ("payload", "SELECT, INSERT, DELETE"), ("signal", "SELECT, INSERT, UPDATE"), ("effect", "SELECT, INSERT, UPDATE"),
        ("item", "SELECT, INSERT"), ("memory", "SELECT, INSERT, UPDATE, DELETE"), ("outbox", "SELECT, INSERT, UPDATE, DELETE"), ("worker", "SELECT, INSERT, UPDATE, DELETE"), ("api_key", "SELECT, INSERT, UPDATE"),
    ];

    public string Name => "server-rights";

    public string Sql => $"""
        select cast(n.name as nvarchar(200)), cast(coalesce(has_perms_by_name(n.name, 'OBJECT', n.need), 0) as int),
            cast(coalesce(is_member('db_owner'), 0) as int), cast(coalesce(is_srvrolemember('sysadmin'), 0) as int), cast(n.need as nvarchar(20))
        from (values {string.Join(", ", Needed.SelectMany(n => n.Rights.Split(", ").Select(right => $"(N'{n.Table}', N'{right}')")))}) n (name, need);
        """;

    public Diagnosis Judge(DbDataReader reader)
    {
        List<string> missing = [];
        var all = false;
        while (reader.Read())
        {
            if (reader.GetInt32(1) != 1) missing.Add($"{reader.GetString(4)} on {reader.GetString(0)}");
            all = reader.GetInt32(2) == 1 || reader.GetInt32(3) == 1;
        }

        if (missing.Count > 0)
            return new(Health.Wrong, $"This login may not do all that a server does: {string.Join(", ", missing)}.", "Migrate first; then run Rights/server.sql and make the login a member of queue_agents_server.");
        return all
            ? new(Health.Warning, "This login owns the database or the server: more than a server needs.", "Give servers a login of their own, with the role of Rights/server.sql and nothing else.")
            : new(Health.Well, "This login may do what a server does, and does not own the database.");
    }
}
