using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Unit.Architecture;
using Xunit;

namespace QueueAgents.Unit.Runs;

public sealed class MatrixTests
{
    private static readonly MatrixText Matrix = MatrixText.Read();

    [Fact]
    public void R10_every_cell_of_the_matrix_is_decided()
    {
        Assert.Equal(Enum.GetValues<RunState>(), RunTable.Columns);
        Assert.Equal(15, Matrix.Rows.Count);
        Assert.All(Matrix.Rows.Values.SelectMany(cells => cells), cell => Assert.NotEmpty(cell.Rule));
    }

    [Fact]
    public void R10_the_matrix_is_the_one_that_was_looked_at() => Golden.Check("src/QueueAgents.Orchestration/Runs/MATRIX.md", Matrix.ToString());

    [Fact]
    public void R10_the_state_machine_knows_the_same_states_and_events()
    {
        var machine = new RunMachine();
        Assert.Equal(RunTable.Columns.Select(RunMachine.NameOf).Append("Final").Order(), machine.States.Select(s => s.Name).Order());
        Assert.Equal(Matrix.Rows.Keys.Order(), machine.Events.Select(e => e.Name).Where(Matrix.Rows.ContainsKey).Order());
        foreach (var state in RunTable.Columns)
        {
            var next = machine.NextEvents(machine.GetState(RunMachine.NameOf(state))).Select(e => e.Name);
            Assert.Equal(Matrix.Rows.Keys.Order(), next.Where(Matrix.Rows.ContainsKey).Order());
        }
    }

    [Fact]
    public void R5_completed_and_cancelled_never_change()
        => Assert.All(Matrix.Rows.Keys, e => Assert.Empty(Matrix.Cell(e, RunState.Completed).Targets.Concat(Matrix.Cell(e, RunState.Cancelled).Targets)));

    [Fact]
    public void R5_failed_and_parked_change_by_retry_only()
        => Assert.All(Matrix.Rows.Keys.Where(e => e != nameof(RetryRun)), e => Assert.Empty(Matrix.Cell(e, RunState.Failed).Targets.Concat(Matrix.Cell(e, RunState.Parked).Targets)));

    [Fact]
    public void R7_only_a_submission_makes_a_run()
        => Assert.All(Matrix.Rows.Keys.Where(e => e is not (nameof(SubmitRun) or nameof(SubmitChild))), e => Assert.Empty(Matrix.Cell(e, RunState.None).Targets));
}
