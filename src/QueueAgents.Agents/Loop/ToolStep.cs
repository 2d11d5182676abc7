using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>One call of a tool, as a step of its own: its outcome is the record of it, and its number in the run is its effect key. // R11</summary>
internal sealed class ToolStep(LoopPlan plan, ToolSet tools, ToolRunner runner, int maxAttempts)
{
    public async Task<ToolAnswer> Run(StepSession session, string? subject, IServiceProvider services)
    {
        var order = session.Order;
        var arguments = session.Input<Json>("arguments");
        var prepared = tools.Prepare(new CallRequest($"{order.Seq}", order.Step, arguments));
        if (!prepared.CanRun) return prepared.Answer;

        // The message says that it was approved, the agent says that it had to be: neither is believed alone.
        if (plan.AskBefore(order.Step, arguments) is not null && order.Approved?.Hash != CallHash.Of(order.Step, arguments))
            return ToolAnswer.Refused("Nobody has approved it with these arguments.");

        var call = new ToolCall
        {
            RunId = order.RunId,
            Seq = order.Seq,
            Attempt = order.Attempt,
            Agent = order.Agent,
            Tenant = order.Tenant,
            EffectKey = EffectKey.Of(order.RunId, order.Seq),
            CallId = $"{order.Seq}",
            Log = session.Memory,
            OfModel = plan.Memory?.Of(session.Memory, subject),
        };
        if (prepared.Tool.Effect == EffectClass.AtMostOnce) return await Once(session, prepared, call, services);

        var answer = await runner.Run(prepared, call, services, session.Cancellation);
        return answer.Retryable && order.Attempt < maxAttempts
            ? throw new StepFailedException(answer.Text, retryable: true) { Kind = CallResults.Refusal(answer).Type }
            : answer;
    }

    /// <summary>Claimed before it is made, and recorded right after: a repeated step hears what it returned, or that nobody knows.</summary>
    private async Task<ToolAnswer> Once(StepSession session, PreparedCall prepared, ToolCall call, IServiceProvider services)
    {
        session.Memory.ReadOnly = $"'{session.Order.Step}' happens at most once and cannot write memory: a repeated call gets its recorded result. Make it Idempotent, or write in another tool.";
        try
        {
            return await session.Effects.Run(
                session.Order.Step, EffectClass.AtMostOnce, session.Input<Json>("arguments"),
                (_, cancellation) => runner.Run(prepared, call, services, cancellation));
        }
        catch (EffectOutcomeUnknownException)
        {
            return ToolAnswer.OutcomeUnknown(session.Order.Step);
        }
    }
}
