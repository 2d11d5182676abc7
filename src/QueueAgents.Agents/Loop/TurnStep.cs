using QueueAgents.Contracts;

namespace QueueAgents.Agents;

/// <summary>One turn: what the calls of the last one came to is added to the transcript, the model is asked once, and what it wants comes next.</summary>
internal sealed class TurnStep(LoopPlan plan, ToolSet tools, ModelTurn model)
{
    private const int MaxRepairs = 1;

    public async Task<StepOutcome> Run(StepSession session, LoopState state)
    {
        if (session.Order.Kind == StepKind.First) state = Begin(session, state);
        else if (Answered(session, ref state) is { } stop) return Outcome(session, state, stop);

        var result = await Ask(session);
        foreach (var item in result.Items) session.Transcript.Add("assistant", item);
        state = state with { Turn = state.Turn + 1, Calls = [] };
        if (result.Calls.Count > 0)
        {
            var plans = result.Calls.Select(call => Plan(call, tools.Prepare(call))).ToList();
            return Outcome(session, state with { Calls = [.. plans.Select(p => p.Pending)] }, new Continuation.Calls([.. plans.Select(p => p.Call)], LoopDefinition.Turn));
        }

        if (result.ReturnedProblem is not { } problem)
            return Outcome(session, state, new Continuation.Complete(plan.Returns is null ? Json.Of(result.Text) : result.Returned));
        if (state.Repairs >= MaxRepairs) return Outcome(session, state, new Continuation.Fail(problem, "bad-answer"));
        session.Transcript.Add("user", ChatItems.User(problem));
        return Outcome(session, state with { Repairs = state.Repairs + 1 }, new Continuation.Step(LoopDefinition.Turn, Json.None));
    }

    private LoopState Begin(StepSession session, LoopState state)
    {
        var input = session.Input<Json>("input");
        session.Transcript.Add("user", ChatItems.User(CallResults.TextOf(input)));
        return plan.Memory?.Subject is { } subject ? state with { Subject = MemoryLog.Checked(subject(new CallArguments(input)), "subject") } : state;
    }

    /// <summary>Adds the results of the last turn's calls, in their order. Not null: the model goes in circles.</summary>
    private Continuation.Fail? Answered(StepSession session, ref LoopState state)
    {
        Continuation.Fail? stop = null;
        foreach (var (call, result) in state.Calls.Zip(session.Joined.All))
        {
            var answer = CallResults.Of(call.Name, result);
            session.Transcript.Add("tool", ChatItems.ToolResult(call.Id, answer));
            state = state.Saw(call, answer.Text, out var times);
            if (times >= plan.SameCall) stop ??= new($"'{call.Name}' was called {times} times with the same arguments and the same result.", "repeating");
        }

        return stop;
    }

    private async Task<TurnResult> Ask(StepSession session)
    {
        var order = session.Order;
        try
        {
            var result = await model.Run(new TurnRequest
            {
                Agent = plan.Name,
                RunId = order.RunId,
                Seq = order.Seq,
                Attempt = order.Attempt,
                Model = plan.Model,
                Instructions = plan.Instructions,
                Items = session.Transcript.Bodies,
                Tools = tools,
                Returns = plan.Returns,
                Limits = plan.Limits,
                OnAnswer = session.Voice is null ? null : session.Voice.Begin,
                OnText = session.Voice is null ? null : session.Voice.Say,
            }, session.Cancellation);
            session.Usage = UsageOf(result.Model, result.Usage, result.Cost);
            return result;
        }
        catch (ModelFailedException failed) when (failed.Usage != default)
        {
            session.Usage = UsageOf("", failed.Usage, null);
            throw;
        }
    }

    private (Call Call, PendingCall Pending) Plan(CallRequest request, PreparedCall prepared)
    {
        // What a model wrote is a name only where there is a tool of that name.
        var name = prepared.Answer?.Verdict == ToolVerdict.UnknownTool || !Names.IsKey(request.Name) ? "unknown-tool" : request.Name;
        var arguments = request.Arguments.IsNone ? new Json("{}") : request.Arguments;
        var pending = new PendingCall(request.CallId, request.Name.Length <= 100 ? request.Name : request.Name[..100], CallHash.Of(request.Name, arguments));
        var call = prepared switch
        {
            { Answer: { } answer } => new Call { Step = name, Refused = CallResults.Refusal(answer) },
            _ when plan.Agents.TryGetValue(name, out var agent) => new Call { Step = agent, Child = true, Input = Json.Of(new CallArguments(arguments).Text("task")) },
            _ when name == AgentBuilder.AskUserTool && plan.Questions is { } wait
                => new Call { Step = name, Ask = new Ask { Text = Shorten(new CallArguments(arguments).Text("question")), Expires = wait } },
            _ => new Call { Step = name, Input = arguments, Ask = plan.AskBefore(name, arguments) },
        };
        return (call, pending);
    }

    private StepOutcome Outcome(StepSession session, LoopState state, Continuation next)
    {
        session.Transcript.Keep();
        return new(next, Json.Of(state)) { Items = session.Transcript.Added, Budget = session.Order.Kind == StepKind.First ? plan.Budget : null };
    }

    private static Usage UsageOf(string model, TurnUsage usage, decimal? cost) => new()
    {
        Model = model, Input = usage.Input, Output = usage.Output, Cached = usage.Cached, CacheWrite = usage.CacheWrite, Reasoning = usage.Reasoning, Cost = cost,
    };

    private static string Shorten(string text) => text.Length <= 4_000 ? text : $"{text[..3_999]}…";
}
