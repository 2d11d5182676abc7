using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Worker;

namespace QueueAgents.Benchmarks.Agents;

/// <summary>
/// A tool loop whose transcript comes to as many items as its input says: the question, a call and what it came to again and again, the answer.
/// </summary>
internal static class Talker
{
    public const string Name = "talker";

    /// <summary>What ends a loop that goes on too long must not end this one: its turns are not bounded, and it reads no page twice.</summary>
    public static WorkerBuilder AddTalker(this WorkerBuilder worker) => worker
        .AddModel(Name, _ => new TalkerModel())
        .Configure(options => options.Prices.Add(new ModelPrice { Model = TalkerModel.Id }))
        .Add(Name, agent => agent
            .Instructions("Read page after page, until there is nothing left to read.")
            .Model(Name)
            .Tool(AIFunctionFactory.Create(ReadPage, TalkerModel.Tool, "What a page says."), EffectClass.ReadOnly)
            .Budget(turns: null));

    private static string ReadPage([Description("Its number.")] int page) => string.Create(CultureInfo.InvariantCulture, $"{page} {Ballast.Kilobyte}");
}
