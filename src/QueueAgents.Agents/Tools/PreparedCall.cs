using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace QueueAgents.Agents;

/// <summary>A call a model asked for, looked at: it can be run, or it has its answer already.</summary>
internal sealed class PreparedCall
{
    private PreparedCall(CallRequest call) => Request = call;

    public CallRequest Request { get; }

    /// <summary>What the model is told instead of running it.</summary>
    public ToolAnswer? Answer { get; private init; }

    public Tool? Tool { get; private init; }

    public AIFunctionArguments? Bound { get; private init; }

    [MemberNotNullWhen(false, nameof(Answer))]
    [MemberNotNullWhen(true, nameof(Tool), nameof(Bound))]
    public bool CanRun => Answer is null;

    public static PreparedCall NotToRun(CallRequest call, ToolAnswer answer) => new(call) { Answer = answer };

    public static PreparedCall ToRun(CallRequest call, Tool tool, AIFunctionArguments bound) => new(call) { Tool = tool, Bound = bound };
}
