using QueueAgents.Persistence.SqlServer.Tables;

namespace QueueAgents.Persistence.SqlServer.Sql;

/// <summary>What many statements say.</summary>
/// <remarks>
/// An UPDATE with OUTPUT names its table in FROM by its own name, in a list and not in a join: other servers that speak T-SQL turn a join
/// there into a subquery, which SET cannot reach. SQL Server takes both for the same.
/// </remarks>
internal static class Words
{
    /// <summary>
    /// How a command that writes begins. An error or a cut connection rolls back all of it. A pooled connection may come with the isolation
    /// level its last user set.
    /// </summary>
    public const string Begin = """
        set nocount on;
        set xact_abort on;
        set transaction isolation level read committed;
        """;

    /// <summary>
    /// A claim: rows another session holds are passed over, so it never waits for a row. Update locks are real locks also where READ COMMITTED
    /// reads row versions, so READPAST may stand here without READCOMMITTEDLOCK (which may not stand beside ROWLOCK).
    /// </summary>
    public const string Claim = "updlock, rowlock, readpast";

    /// <summary>A row that will be written, waited for where another holds it.</summary>
    public const string Write = "updlock, rowlock, forceseek";

    /// <summary>
    /// Attempts are found by their key and not by the index of the open ones: a commit that closes one changes the row first and that index
    /// after, and who came the other way round would meet it in a deadlock.
    /// </summary>
    public const string ByKey = "index(pk_dispatch)";

    /// <summary>
    /// A read by a key of the table. Without it a plan made while the table was empty reads all of it, and locks or waits for rows of others.
    /// Only where an index over the whole table serves: a filtered one may not be taken for an answer to it, and the statement would fail.
    /// </summary>
    public const string Seek = "forceseek";

    /// <summary>
    /// From the document's rows, in their order, to the table's: row by row by the key, on one thread. So locks are taken in the order the
    /// document has, which is the order of the ids here. See <see cref="Rows.LockOrder"/>.
    /// </summary>
    public const string InOrder = "option (force order, loop join, maxdop 1)";

    /// <summary>Texts out of a document have the collation of the database; compared with a column they would be an error without this.</summary>
    public const string AsKey = $"collate {SqlServerTables.Collation}";
}
