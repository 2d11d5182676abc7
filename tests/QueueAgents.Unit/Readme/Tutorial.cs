using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection.Extensions;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Embedded;
using QueueAgents.Models;
using QueueAgents.Testing;
using QueueAgents.Worker;

namespace QueueAgents.Unit.Readme;

public sealed class Desk(DirectoryInfo loans)
{
    [AgentTool(Effect = EffectClass.ReadOnly), Description("Find books on a subject.")]
    public string[] FindBooks(string subject) => subject.Contains("sea", StringComparison.OrdinalIgnoreCase)
        ? ["Moby-Dick", "The Sea-Wolf"]
        : throw new ToolError($"There is nothing on {subject}.", tryNext: "ask for a broader subject.");

    [AgentTool(Effect = EffectClass.Idempotent), Description("Lend a book to a reader.")]
    public string Lend(string title, string reader, ToolCall call)
    {
        // However often this call is repeated, its key is the same, and so is the file.
        File.WriteAllText(Path.Combine(loans.FullName, call.EffectKey.Replace('/', '-')), $"{title} to {reader}");
        return $"{title} is lent to {reader}.";
    }
}

public sealed record Loan(string Title, string Reader);

public static class Librarian
{
    public static void Serve(WorkerBuilder worker)
    {
        worker.Services.TryAddSingleton(Directory.CreateDirectory("loans"));
        worker.AddModel("main", _ => Model.Script(
            m => m.Call("find_books", new { subject = "the sea" }),
            m => m.Call("lend", new { title = "The Sea-Wolf", reader = "Ada" }),
            m => m.Say(new Loan("The Sea-Wolf", "Ada"))));
        worker.Add("librarian", agent => agent
            .Instructions("You lend books. Find one on the subject the reader names, lend it, and say which.")
            .Model("main")
            .Tools<Desk>()
            .Approve("lend", when: call => call.Text("title") == "Moby-Dick", question: "It is our only copy.")
            .Budget(turns: 10, cost: 0.50m)
            .StopRepeating(sameCall: 3)
            .Returns<Loan>());
    }
}

internal static class Running
{
    public static async Task Once()
    {
        await using var fleet = await EmbeddedFleet.StartAsync(options =>
        {
            options.StorePath = "runs.db";
            options.Agents = Librarian.Serve;
        });
        var run = await fleet.SubmitAsync(new SubmitRun { Agent = "librarian", Input = Json.Of("Something on the sea for Ada, please."), Key = "ada-1" });
        var end = await fleet.WaitAsync(run.RunId);
        Console.WriteLine($"{end.State}: {end.Result}");
    }

    public static void Real(WorkerBuilder worker)
    {
        worker.AddModel("main", Provider.OpenAI("gpt-5-mini", o => o.ApiKey = Environment.GetEnvironmentVariable("OPENAI_API_KEY")));
    }
}
