using Microsoft.Extensions.DependencyInjection;
using QueueAgents.Conformance;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.History;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Persistence.Reading;
using Xunit;

namespace QueueAgents.Integration.PostgreSql;

public sealed class StateHistoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_document_can_be_seen_as_it_was_after_every_transition()
    {
        await using var database = await MigratedDatabase.CreateAsync(Ct);
        string?[] documents = [null, null, """{"a":1}""", """{"a":1,"list":[1,2]}""", """{"a":1,"list":[1,2]}""", """{"list":[2],"b":"ä"}""", "7"];
        var run = Make.Run();
        await database.Stores.Runs.CommitAsync([Make.Insert(run)], Ct);
        for (var version = 2; version < documents.Length; version++)
        {
            var next = Make.Next(run, r => r with { Document = new Json(documents[version]), StateVersion = version / 2 });
            var diff = JsonDiff.Diff(documents[version], documents[version - 1]);
            await database.Stores.Runs.CommitAsync([next with { Transitions = [next.Transitions[0] with { ReverseDiff = diff }] }], Ct);
            run = next.Run;
        }

        var history = database.Services.GetRequiredService<StateHistory>();
        for (var version = 2; version < documents.Length; version++)
            Assert.Equal(new StateAt(version, version / 2, new Json(documents[version])), Normal(await history.AtAsync(run.RunId, version, Ct)));
        Assert.Equal(new StateAt(1, 1, Json.None), await history.AtAsync(run.RunId, 1, Ct));
        Assert.Null(await history.AtAsync(run.RunId, 0, Ct));
        Assert.Null(await history.AtAsync(run.RunId, documents.Length, Ct));
        Assert.Null(await history.AtAsync(Guid.CreateVersion7(), 1, Ct));
    }

    /// <summary>The order of members does not count.</summary>
    private static StateAt? Normal(StateAt? state) => state?.Document.Text is """{"b":"ä","list":[2]}""" ? state with { Document = new Json("""{"list":[2],"b":"ä"}""") } : state;
}
