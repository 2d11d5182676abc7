using QueueAgents.Agents;

namespace QueueAgents.TestFleet;

/// <summary>Two steps that say what they were given: proof that the fleet still works.</summary>
public sealed class Echo : StepAgent<string, Echo.State, string>
{
    public const string Name = "echo";

    /// <summary>The same agent under a name that workers serve only when told to.</summary>
    public const string Late = "late";

    public sealed record State(string Text);

    public override State Start(string input) => new(input);

    public Next Begin(StepContext<State> step) => Next.Step(nameof(Say));

    public Next Say(StepContext<State> step) => Next.Complete(step.State.Text);
}

/// <summary>Waits for a signal; meanwhile a test has its way with the run.</summary>
public sealed class Patient : StepAgent<string, Echo.State, string>
{
    public const string Name = "patient";
    public const string Go = "go";

    public override Echo.State Start(string input) => new(input);

    public Next Begin(StepContext<Echo.State> step) => Next.WaitFor(Go, nameof(Say));

    public Next Say(StepContext<Echo.State> step) => Next.Complete(step.State.Text);
}

/// <summary>Cannot be made.</summary>
public sealed class Brittle : StepAgent<string, Echo.State, string>
{
    public const string Name = "brittle";

    public Brittle() => throw new InvalidOperationException("the brittle agent breaks when it is touched");

    public override Echo.State Start(string input) => new(input);

    public Next Begin(StepContext<Echo.State> step) => Next.Complete(step.State.Text);
}

/// <summary>Takes its worker along.</summary>
public sealed class Lethal : StepAgent<string, Echo.State, string>
{
    public const string Name = "lethal";

    public override Echo.State Start(string input) => new(input);

    public Next Begin(StepContext<Echo.State> step)
    {
        Environment.FailFast("the lethal agent ends its worker");
        return Next.Complete("");
    }
}
