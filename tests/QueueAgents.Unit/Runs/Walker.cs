using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Unit.Runs;

/// <summary>Thinks of one random message after another for a run, true ones and wrong ones.</summary>
internal sealed class Walker(Bench bench, Random random)
{
    private static readonly string[] Names = ["go", "stop"];

    public Func<Chain, Task<Decision>> Next()
    {
        var workers = bench.Open.Where(r => r.Phase is not (DispatchPhase.Held or DispatchPhase.Child)).ToList();
        var children = bench.Open.Where(r => r.Phase == DispatchPhase.Child).ToList();
        return random.Next(24) switch
        {
            0 when bench.State == RunState.None => Say(new SubmitChild { Run = Submission() with { Tenant = random.Next(3) == 0 ? "no tenant!" : "default" }, ParentRunId = Guid.NewGuid(), ParentSeq = 1, Depth = 1 }),
            < 3 => Say(Submission()),
            < 10 when workers.Count > 0 => Complete(Pick(workers)),
            10 when workers.Count > 0 => Say(bench.Failed(Pick(workers).Seq, random.Next(4) > 0, TimeSpan.FromSeconds(random.Next(3))) with { Park = random.Next(5) == 0 }),
            11 when workers.Count > 0 => Lose(Pick(workers)),
            < 14 when children.Count > 0 => Say(Ended(Pick(children))),
            14 => Say(new SignalRun { RunId = bench.RunId, Name = Pick(Names), ClientKey = random.Next(3) == 0 ? "same" : null }),
            15 => Say(new AnswerRun { RunId = bench.RunId, RequestId = random.Next(4) == 0 ? Guid.NewGuid() : bench.State == RunState.None ? default : bench.Run.Wait?.RequestId ?? default }),
            16 => Say(new PauseRun { RunId = bench.RunId }),
            17 or 18 => Say(new ResumeRun { RunId = bench.RunId }),
            19 => random.Next(4) == 0 ? Say(new CancelRun { RunId = bench.RunId }) : Serve(),
            20 or 21 => Say(new RetryRun { RunId = bench.RunId }),
            22 => Forged(),
            _ => Say(new RunDue { RunId = bench.RunId }),
        };
    }

    private SubmitRun Submission() => new() { RunId = bench.RunId, Agent = Bench.Agent, Deadline = random.Next(3) == 0 ? bench.Now.AddSeconds(random.Next(1, 60)) : null };

    private Func<Chain, Task<Decision>> Say<T>(T message) where T : class => bench.Say(message);

    private Func<Chain, Task<Decision>> Serve()
    {
        bench.Served = 1;
        return Say(new AgentServed { RunId = bench.RunId });
    }

    private Func<Chain, Task<Decision>> Complete(Dispatch row) => Say(bench.Completed(After(row.Kind), row.Seq, $$"""{"n":{{random.Next(9)}}}"""));

    private Func<Chain, Task<Decision>> Lose(Dispatch row)
    {
        var claimed = bench.Claim(row.Seq);
        return Say(new StepLost { RunId = bench.RunId, Seq = claimed.Seq, Attempt = claimed.Attempt, Owner = claimed.Owner });
    }

    private ChildEnded Ended(Dispatch row) => new() { RunId = bench.RunId, Seq = row.Seq, ChildRunId = row.ChildRunId!.Value, Ok = random.Next(3) > 0 };

    /// <summary>An outcome of something the run does not await: nothing may change.</summary>
    private Func<Chain, Task<Decision>> Forged()
    {
        if (bench.Rows.Count == 0) return Say(new StepCompleted { RunId = bench.RunId, Seq = 1, Attempt = 1 });
        var row = Pick([.. bench.Rows.Values]);
        var open = row.IsOpen ? 1 : 0;
        return random.Next(3) switch
        {
            0 => Say(new StepCompleted { RunId = bench.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = open == 1 ? Guid.NewGuid() : row.Nonce, State = Json.Of(1), Next = After(row.Kind) }),
            1 => Say(new StepLost { RunId = bench.RunId, Seq = row.Seq, Attempt = row.Attempt, Owner = "nobody" }),
            _ => Say(new ChildEnded { RunId = bench.RunId, Seq = row.Seq, ChildRunId = Guid.NewGuid(), Ok = true }),
        };
    }

    private Continuation After(StepKind kind) => kind == StepKind.Item
        ? random.Next(12) == 0 ? new Continuation.Complete(Json.Of(1)) : new Continuation.Result(Json.Of(random.Next(9)))
        : random.Next(14) switch
        {
            < 4 => new Continuation.Step("Next", Json.None),
            4 or 5 => new Continuation.FanOut("Part", Parts(), "Join", random.Next(3), random.Next(2) == 0),
            6 or 7 => new Continuation.Children("child", Parts(), "Join", random.Next(3), random.Next(2) == 0),
            8 => new Continuation.Ask("Really?", "Answered", Timeout()),
            9 => new Continuation.WaitFor(Pick(Names), "Signalled", Timeout()),
            10 => new Continuation.Sleep(null, TimeSpan.FromSeconds(random.Next(8)), "Woken"),
            11 => new Continuation.Complete(Json.Of("done")),
            12 => new Continuation.Fail("no"),
            _ => random.Next(2) == 0 ? new Continuation.Result(Json.None) : new Continuation.Step("", Json.None),
        };

    private Json[] Parts() => [.. Enumerable.Range(0, random.Next(8)).Select(i => Json.Of(i))];

    private TimeSpan? Timeout() => random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(9));

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
