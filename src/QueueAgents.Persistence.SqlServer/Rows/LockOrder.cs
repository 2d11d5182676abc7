using System.Data.SqlTypes;

namespace QueueAgents.Persistence.SqlServer.Rows;

/// <summary>
/// Ids in the order of SQL Server's indexes, which is not .NET's: a document in this order is worked through in the order in which an index
/// would be, so whichever way a plan goes, rows are locked in one order.
/// </summary>
internal sealed class LockOrder : IComparer<Guid>
{
    public static LockOrder Instance { get; } = new();

    public int Compare(Guid x, Guid y) => new SqlGuid(x).CompareTo(new SqlGuid(y));
}
