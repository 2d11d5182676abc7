using MassTransit;
using Microsoft.Extensions.Hosting;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Models;
using QueueAgents.Samples.Refunds;
using QueueAgents.Worker;

namespace QueueAgents.Unit.Readme;

public interface IMail
{
    Task SendAsync(string to, string key, CancellationToken ct);
}

public sealed class Greeter(IMail mail) : StepAgent<string, Greeter.State, string>
{
    public sealed record State(string Name, string? Mood);

    public override State Start(string name) => new(name, null);

    public Next Begin(StepContext<State> step) => Next.Ask($"How is {step.State.Name}?", then: nameof(Finish), timeout: TimeSpan.FromDays(1));

    public async Task<Next> Finish(StepContext<State> step)
    {
        step.State = step.State with { Mood = step.TimedOut ? "unknown" : step.Answer<string>() };
        await step.Effect("mail", EffectClass.AtMostOnce, step.State, (key, ct) => mail.SendAsync(step.State.Name, key, ct));
        return Next.Complete($"{step.State.Name} is {step.State.Mood}");
    }
}

/// <summary>Pieces of the README that are no whole: only compiled.</summary>
internal static class Snippets
{
    public static void Declared(WorkerBuilder worker)
    {
        worker.AddModel("main", Provider.Configured);
        worker.Add("refunds", agent => agent
            .Instructions("You handle refunds.")
            .Model("main", fallback: "spare")
            .Tools<RefundTools>()
            .Approve("refund", when: call => call.Decimal("amount") > 100m, expires: TimeSpan.FromDays(2))
            .AskUser()
            .Agent("reader", "Finds out what a file says.")
            .Budget(turns: 40, tokens: 200_000, cost: 2.50m, wallClock: TimeSpan.FromHours(6))
            .StopRepeating(sameCall: 3)
            .Returns<RefundDecision>());
    }

    public static async Task Memory(StepContext<Visit> step)
    {
        var customer = step.Memory.About(step.State.Customer);            // a space of its own per subject; step.Memory.Shared is all agents' of the tenant
        var visits = (await customer.Get<int>("visits"))?.Value ?? 0;
        customer.Set("visits", visits + 1, expires: TimeSpan.FromDays(90));
    }

    public static void Worker(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddQueueAgentsWorker(worker => worker.Add<Greeter>("greeter"));
        builder.Build().Run();
    }

    public static void WorkerOfTheTutorial(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddQueueAgentsWorker(Librarian.Serve);
        builder.Build().Run();
    }

    public static async Task Publish(IBus bus, IRequestClient<SubmitRun> client, SubmitRun submit)
    {
        await bus.Publish(new SubmitRun { Agent = "greeter", Input = Json.Of("Ada"), Key = "ticket-1" });

        // As a request (IRequestClient<SubmitRun>): the answer types you name decide whether you hear of the commit or of the end.
        var accepted = await client.GetResponse<RunAccepted, RunRejected>(submit);
        var end = await client.GetResponse<RunCompleted, RunFailed, RunCancelled>(submit);
        _ = (accepted, end);
    }

    public sealed record Visit(string Customer);
}
