using QueueAgents.Agents;
using QueueAgents.Worker;

namespace QueueAgents.EndToEnd.Http;

/// <summary>Agents to speak with over HTTP.</summary>
internal static class TalkingAgents
{
    public static void Add(WorkerBuilder worker)
    {
        worker.Add<Greeter>("greeter");
        worker.Add<Breaker>("breaker");
        worker.Add<Chatter>("chatter");
    }
}

/// <summary>Waits for the signal <c>go</c>, asks a question, and completes with the answer.</summary>
public sealed class Greeter : StepAgent<string, Greeter.State, string>
{
    public sealed record State(string Name, string? Signal);

    public override State Start(string name) => new(name, null);

    public Next Begin(StepContext<State> step) => Next.WaitFor("go", nameof(Ask));

    public Next Ask(StepContext<State> step)
    {
        step.State = step.State with { Signal = step.Signal<string>() };
        return Next.Ask($"How is {step.State.Name}?", nameof(Finish));
    }

    public Next Finish(StepContext<State> step) => Next.Complete($"{step.State.Name} is {step.Answer<string>()}");
}

/// <summary>Fails at once, for good.</summary>
public sealed class Breaker : StepAgent<string, Breaker.State, string>
{
    public sealed record State(string Name);

    public override State Start(string name) => new(name);

    public Next Begin(StepContext<State> step) => Next.Fail("It is broken.");
}

/// <summary>Makes as many transitions as it is told, then completes.</summary>
public sealed class Chatter : StepAgent<int, Chatter.State, int>
{
    public sealed record State(int Goal, int At);

    public override State Start(int goal) => new(goal, 0);

    public Next Begin(StepContext<State> step)
    {
        step.State = step.State with { At = step.State.At + 1 };
        return step.State.At >= step.State.Goal ? Next.Complete(step.State.At) : Next.Step(nameof(Begin));
    }
}
