using QueueAgents.Persistence.Schema;

namespace QueueAgents.Cli.Views;

/// <summary>How a store's schema stands to this build.</summary>
/// <param name="Status"><c>current</c>, <c>missing</c>, <c>older</c> or <c>newer</c>.</param>
/// <param name="Applied">Migrations this build knows and the store has.</param>
/// <param name="Pending">Migrations this build knows and the store has not.</param>
/// <param name="Unknown">Migrations the store has and this build does not know.</param>
internal sealed record StoreView(string Database, string Status, IReadOnlyList<string> Applied, IReadOnlyList<string> Pending, IReadOnlyList<string> Unknown)
{
    public static StoreView Of(string database, SchemaStatus schema) => new(
        database,
        schema switch { { IsCurrent: true } => "current", { IsNewer: true } => "newer", { Applied.Count: 0 } => "missing", _ => "older" },
        schema.Applied,
        schema.Pending,
        schema.Unknown);
}
