using System.Data.SqlTypes;
using System.Text.Json;
using QueueAgents.Conformance;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.SqlServer.Rows;
using QueueAgents.TransactSql.Statements;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>Ids, as SQL Server sorts them.</summary>
public sealed class OrderTests
{
    private static readonly List<Guid> Made = [.. Enumerable.Range(0, 1000).Select(i => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(i)))];

    [Fact]
    public void Ids_made_one_after_the_other_come_in_no_order_there_so_nothing_is_clustered_by_them()
    {
        Assert.Equal(Made, Made.Order());
        var places = Made.Select(id => new SqlGuid(id)).Order().Select(id => Made.IndexOf(id.Value)).ToList();
        var neighbours = places.Zip(places.Skip(1)).Count(p => Math.Abs(p.First - p.Second) <= 10);
        Assert.InRange(neighbours, 0, 100);
        // And those of keyed runs and children are not even made in order.
        Assert.NotEqual(Made.Select(id => MessageIds.OfChild(id, 1, 1)).Order(), Made.Select(id => MessageIds.OfChild(id, 1, 1)));
    }

    [Fact]
    public void Rows_are_written_in_the_order_of_SQL_Servers_indexes()
    {
        var changes = Made.Take(50).Select(id => Sent.FullChange(Make.Run() with { RunId = id })).ToList();
        var command = Sent.Committing(changes);
        foreach (var (parameter, column) in new[] { ("@changed_runs", "id"), ("@documents", "id"), ("@transitions", "run_id"), ("@changed_rows", "run_id"), ("@new_rows", "run_id"), ("@effects", "run_id"), ("@outbox", "run_id") })
        {
            using var rows = JsonDocument.Parse((string)command.Parameters[parameter].Value);
            var ids = rows.RootElement.EnumerateArray().Select(r => new SqlGuid(r.GetProperty(column).GetGuid())).ToList();
            Assert.Equal(50, ids.Count);
            Assert.Equal(ids.Order(), ids);
        }
    }

    [Fact]
    public void The_order_is_SqlGuids() => Assert.Equal(Made.Select(id => new SqlGuid(id)).Order().Select(id => id.Value), Made.Order(LockOrder.Instance));

    [Fact]
    public void Of_runs_with_one_key_only_the_first_is_inserted()
    {
        var command = Sent.Committing(Make.Insert(Make.Run(key: "k")), Make.Insert(Make.Run(key: "k")), Make.Insert(Make.Run(key: "K")), Make.Insert(Make.Run()), Make.Insert(Make.Run()));
        Assert.Equal(4, JsonDocument.Parse((string)command.Parameters["@born_runs"].Value).RootElement.GetArrayLength());
        Assert.Equal(3, JsonDocument.Parse((string)command.Parameters["@keyed_runs"].Value).RootElement.GetArrayLength());
    }
}
