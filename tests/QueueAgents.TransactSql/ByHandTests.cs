using QueueAgents.Contracts;
using QueueAgents.Integration.SqlServer;
using QueueAgents.TransactSql.Binding;
using Xunit;

namespace QueueAgents.TransactSql;

/// <summary>What the tests on a server ask it themselves must not be what fails there.</summary>
public sealed class ByHandTests
{
    public static TheoryData<string> Texts =>
    [
        ByHand.LockRun, ByHand.RaiseVersion, ByHand.ClaimWake, ByHand.LeaseRows, ByHand.EndRows, ByHand.AnotherOpenAttempt, ByHand.CountTransitions, ByHand.CountEffects,
        ByHand.CountWaiting, ByHand.FromTheFuture, ByHand.Transition(Guid.Empty, 1, 0, 2), ByHand.Dispatch(Guid.Empty, "phase = 1, due_at = null"), ByHand.State(Guid.Empty, RunState.Parked),
    ];

    [Theory, MemberData(nameof(Texts))]
    public void Every_text_parses(string sql) => Assert.Empty(Parsing.Errors(sql));

    [Theory]
    [InlineData(ByHand.LockRun)]
    [InlineData(ByHand.RaiseVersion)]
    [InlineData(ByHand.AnotherOpenAttempt)]
    public void Names_in_them_are_the_models(string sql) => Assert.Empty(Binder.Bind(sql, new Dictionary<string, string> { ["@run_id"] = "uniqueidentifier" }).Findings);
}
