using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;

namespace QueueAgents.Unit.Runs;

/// <summary>Thinks of one random message after another for a run, true ones and wrong ones.</summary>
internal sealed class Walker(Bench bench, Random random)
{
    private static readonly string[] Names = ["go", "stop"];

    public Func<Chain, Task<Decision>> Next()
    {
        var workers = bench.Open.Where(r => r.Phase is not (DispatchPhase.Held or DispatchPhase.Child or DispatchPhase.Asked)).ToList();
        var asked = bench.Rows.Values.Where(r => r.Request is not null).ToList();
        var children = bench.Open.Where(r => r.Phase == DispatchPhase.Child).ToList();
        return random.Next(30) switch
        {
            >= 24 and < 29 when asked.Count > 0 => Say(Answer(Pick(asked))),
            29 when asked.Count > 0 => Say(Pick(asked) is var row ? new RequestExpired { RunId = bench.RunId, Seq = row.Seq, Attempt = row.Attempt } : null!),
            0 when bench.State == RunState.None => Say(new SubmitChild { Run = Submission() with { Tenant = random.Next(3) == 0 ? "no tenant!" : "default" }, ParentRunId = Guid.NewGuid(), ParentSeq = 1, Depth = 1, Budget = random.Next(2) == 0 ? null : new Budget { Turns = random.Next(9) } }),
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
            22 => random.Next(3) == 0 && bench.Rows.Count > 0 ? Late(Pick([.. bench.Rows.Values])) : Forged(),
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

    private Func<Chain, Task<Decision>> Complete(Dispatch row) => Say(bench.Completed(After(row.Kind), row.Seq, $$"""{"n":{{random.Next(9)}}}""") with
    {
        Items = row.Kind == StepKind.Item || random.Next(2) == 0 ? [] : [new TranscriptEntry("assistant", Json.Of(random.Next(99)))],
        Usage = Usage(),
        Budget = new Budget { Turns = random.Next(2) == 0 ? null : random.Next(1, 9), Tokens = random.Next(2) == 0 ? null : 900, WallClock = random.Next(4) == 0 ? TimeSpan.FromSeconds(random.Next(1, 99)) : null },
    });

    private Func<Chain, Task<Decision>> Lose(Dispatch row)
    {
        var claimed = bench.Claim(row.Seq);
        return Say(new StepLost { RunId = bench.RunId, Seq = claimed.Seq, Attempt = claimed.Attempt, Owner = claimed.Owner });
    }

    private ChildEnded Ended(Dispatch row) => new() { RunId = bench.RunId, Seq = row.Seq, ChildRunId = row.ChildRunId!.Value, Ok = random.Next(3) > 0, Spent = random.Next(2) == 0 ? null : new Spent(random.Next(3) == 0 ? 9 : 1, 10, 0.1m) };

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

    private AnswerRun Answer(Dispatch row) => new()
    {
        RunId = bench.RunId,
        RequestId = row.Request!.Id,
        Approve = random.Next(5) switch { 0 => null, 1 => false, _ => true },
        Hash = random.Next(6) == 0 ? "forged" : row.Request.Hash,
        Body = Json.Of("because"),
        By = "ada",
    };

    private Call Part() => random.Next(7) switch
    {
        0 => new Call { Step = "child", Child = true },
        1 => new Call { Step = "ask_user", Ask = new Ask { Text = "Which?", Expires = TimeSpan.FromSeconds(random.Next(1, 9)) } },
        2 => new Call { Step = "refund", Input = Json.Of(random.Next(9)), Ask = new Ask { Kind = AskKind.Approval, Text = "May I?" } },
        3 => new Call { Step = "nothing", Refused = new StepError { Type = "unknown-tool", Message = "There is no tool 'nothing'." } },
        _ => new Call { Step = "tool", Input = Json.Of(random.Next(9)) },
    };

    private Usage? Usage() => random.Next(3) == 0 ? new Usage { Input = random.Next(100), Output = random.Next(100), Cost = 0.01m } : null;

    /// <summary>The outcome of an attempt that is over: only what it has cost counts.</summary>
    private Func<Chain, Task<Decision>> Late(Dispatch row)
    {
        var usage = new Usage { Input = random.Next(2) == 0 ? 10 : 1_000 };
        return random.Next(2) == 0
            ? Say(new StepCompleted { RunId = bench.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, GivenVersion = -1, Next = After(row.Kind), Usage = usage })
            : Say(new StepFailed { RunId = bench.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, GivenVersion = -1, Usage = usage });
    }

    private Continuation After(StepKind kind) => kind == StepKind.Item
        ? random.Next(12) == 0 ? new Continuation.Complete(Json.Of(1)) : new Continuation.Result(Json.Of(random.Next(9)))
        : random.Next(20) switch
        {
            >= 14 => new Continuation.Calls([.. Enumerable.Range(0, random.Next(5)).Select(_ => Part())], "Turn"),
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
