using System.Runtime.CompilerServices;
using QueueAgents.Cli.Doctor;
using QueueAgents.Cli.Output;
using QueueAgents.Cli.Runs;
using QueueAgents.Cli.Views;
using QueueAgents.Contracts;
using QueueAgents.Http.Views;
using QueueAgents.Orchestration.Keys;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using QueueAgents.Persistence.Schema;
using Xunit;

namespace QueueAgents.EndToEnd.Cli;

/// <summary>Help and JSON are kept as files: people and programs rely on both. QUEUEAGENTS_UPDATE_GOLDEN=1 rewrites them.</summary>
public sealed class GoldenTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 9, 30, 0, TimeSpan.Zero);

    private static readonly RunFacts Waiting = new()
    {
        RunId = Guid.Parse("0199b3c2-0000-7000-8000-000000000001"),
        Tenant = "acme",
        Agent = "refunds",
        Key = "ticket-9081",
        Tags = new Dictionary<string, string> { ["team"] = "north" },
        SubmissionHash = "",
        State = RunState.Waiting,
        Version = 7,
        Input = Json.Of(new { order = "A-17" }),
        Document = Json.Of(new { order = "A-17", amount = 12.50m }),
        StateVersion = 2,
        Seq = 3,
        Step = "Check",
        Wait = new Wait { Kind = WaitKind.Answer, Then = "Pay", Text = "Pay it?", RequestId = Guid.Parse("0199b3c2-0000-7000-8000-00000000000a"), Until = At + TimeSpan.FromHours(2) },
        KeptSignals = 1,
        ParentRunId = Guid.Parse("0199b3c2-0000-7000-8000-000000000009"),
        ParentSeq = 4,
        Deadline = At + TimeSpan.FromDays(1),
        CreatedAt = At - TimeSpan.FromMinutes(5),
        UpdatedAt = At,
    };

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("run start")]
    [InlineData("run start docs-audit")]
    [InlineData("run list")]
    [InlineData("run show")]
    [InlineData("run watch")]
    [InlineData("run cancel")]
    [InlineData("run pause")]
    [InlineData("run resume")]
    [InlineData("run signal")]
    [InlineData("run answer")]
    [InlineData("run retry")]
    [InlineData("run diff")]
    [InlineData("agent list")]
    [InlineData("worker list")]
    [InlineData("worker drain")]
    [InlineData("dev")]
    [InlineData("doctor")]
    [InlineData("store status")]
    [InlineData("store migrate")]
    [InlineData("store script")]
    [InlineData("key")]
    [InlineData("key create")]
    [InlineData("key list")]
    [InlineData("key revoke")]
    [InlineData("completion")]
    public async Task Help(string command)
    {
        var ran = await CommandLine.HereAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, ran.Exit);
        Check($"help/{(command.Length == 0 ? "queueagents" : command.Replace(' ', '-'))}.txt", ran.Out);
    }

    [Fact]
    public void A_run() => Check("run.json", JsonOf(RunView.Of(Waiting, At)));

    [Fact]
    public void A_run_in_a_fan_out() => Check("run-fan-out.json", JsonOf(RunView.Of(
        Waiting with
        {
            State = RunState.Running,
            Wait = null,
            Group = new StepGroup { Kind = StepKind.Item, First = 2, Count = 40, Next = 30, Done = 12, Failed = 1, Join = "Join" },
        },
        At,
        unserved: true)));

    [Fact]
    public void A_run_that_failed() => Check("run-failed.json", JsonOf(RunView.Of(
        Waiting with { State = RunState.Failed, Wait = null, Error = new StepError { Type = "timeout", Message = "The step did not end in time." } }, At)));

    [Fact]
    public void A_run_with_its_history() => Check("run-show.json", JsonOf(Shown));

    [Fact]
    public void A_run_with_its_history_for_a_person()
    {
        var text = new StringWriter { NewLine = "\n" };
        Terminal.Of(text, text).Data.Write(RunSheet.Of(Shown, all: false, At));
        Check("run-show.txt", text.ToString());
    }

    [Fact]
    public void Runs_for_a_person()
    {
        var text = new StringWriter { NewLine = "\n" };
        Terminal.Of(text, text).Data.Write(ListCommand.TableOf([RunView.Of(Waiting, At), RunView.Of(Waiting with { State = RunState.Completed }, At)], At));
        Check("run-list.txt", text.ToString());
    }

    [Fact]
    public void A_difference() => Check("run-diff.json", JsonOf(new DiffView(
        Waiting.RunId, 1, 7, JsonText.Part(new Json("""[{"op":"replace","path":"/amount","value":12.50}]"""))!.Value)));

    [Fact]
    public void An_agent() => Check("agent-list.json", JsonOf(new[] { new AgentView("refunds", 2, 1) }));

    [Fact]
    public void A_worker() => Check("worker-list.json", JsonOf(new[]
    {
        WorkerView.Of(new WorkerRow(
            new WorkerHello { Instance = "host-4711-3fa2", Host = "host", Concurrency = 16, Agents = [new ServedAgent { Name = "refunds", StateVersion = 2, ReadsFrom = 1 }] },
            3, At, At + TimeSpan.FromSeconds(10))),
    }));

    [Fact]
    public void A_fleet_to_develop_with()
        => Check("dev.json", JsonOf(DevView.Of("http://127.0.0.1:5080", "/home/ada/.local/state/queueagents/runs.db", [new ServedAgent { Name = "docs-audit", StateVersion = 1, ReadsFrom = 1 }])));

    [Fact]
    public void Findings_of_a_doctor() => Check("doctor.json", JsonOf(Findings));

    [Fact]
    public void Findings_of_a_doctor_for_a_person()
    {
        var text = new StringWriter { NewLine = "\n" };
        Terminal.Of(text, text).Data.Write(FindingSheet.Of(Findings));
        Check("doctor.txt", text.ToString());
    }

    [Fact]
    public void A_store() => Check("store-status.json", JsonOf(StoreView.Of("sqlite", new SchemaStatus(["1_Initial"], ["2_Next"], []))));

    [Fact]
    public void A_key() => Check("key-list.json", JsonOf(new[]
    {
        KeyView.Of(
            new ApiKey
            {
                Id = Guid.Parse("0199b3c2-0000-7000-8000-00000000000b"), Name = "billing", Prefix = "qa_Vt3kQ9xw", Role = KeyRole.Submitter, Tenant = "acme",
                CreatedAt = At, CreatedBy = "somebody@host", ExpiresAt = At + TimeSpan.FromDays(90), RevokedAt = At + TimeSpan.FromDays(1), LastUsedAt = At + TimeSpan.FromHours(1),
            },
            At),
    }));

    private static Finding[] Findings =>
    [
        new("broker", Verdict.Well, "It answers at rabbit:5672, virtual host 'queue-agents', as user 'server'."),
        new("queue-types", Verdict.Wrong, "queue-agents.run is not as the setting QueueType=quorum wants it.", "Delete the queue."),
        new("delivery-limits", Verdict.Warning, "No policy limits how often a message is delivered.", "Set one."),
        new("server", Verdict.NotLooked, "No server was named: --server."),
    ];

    private static RunHistoryView Shown => new(
        RunView.Of(Waiting, At),
        [
            AttemptView.Of(new Dispatch
            {
                RunId = Waiting.RunId, Seq = 1, Attempt = 1, Nonce = Guid.NewGuid(), Kind = StepKind.First, Step = "Begin", CreatedAt = At, EndedAt = At,
                Outcome = DispatchOutcome.Failed, Error = new StepError { Type = "IOException", Message = "The disk is full." }, Worker = "host-4711-3fa2", Took = TimeSpan.FromMilliseconds(12),
            }),
            AttemptView.Of(new Dispatch
            {
                RunId = Waiting.RunId, Seq = 1, Attempt = 2, Nonce = Guid.NewGuid(), Kind = StepKind.First, Step = "Begin", CreatedAt = At, Phase = DispatchPhase.Leased, Owner = "host-4711-3fa2",
            }),
        ],
        [
            TransitionView.Of(new Transition
            {
                RunId = Waiting.RunId, Version = 1, From = RunState.None, To = RunState.Running, Event = "SubmitRun", CommandId = Guid.NewGuid(), By = "somebody@host",
                TraceId = "0af7651916cd43dd8448eb211c80319c", At = At, Step = "Begin", Seq = 1, Attempt = 1, Detail = "as a person reads it", Took = TimeSpan.FromMilliseconds(12), ReverseDiff = "[]",
            }),
        ]);

    private static string JsonOf<T>(T view)
    {
        var text = new StringWriter { NewLine = "\n" };
        new Writer(Terminal.Of(text, text), OutputFormat.Json).Json(view);
        return text.ToString();
    }

    private static void Check(string file, string actual, [CallerFilePath] string here = "")
    {
        var golden = Path.Combine(Path.GetDirectoryName(here)!, "Golden", file);
        if (Environment.GetEnvironmentVariable("QUEUEAGENTS_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(golden)!);
            File.WriteAllText(golden, actual);
        }

        Assert.True(File.Exists(golden), $"{golden} is missing; write it with QUEUEAGENTS_UPDATE_GOLDEN=1.");
        Assert.Equal(File.ReadAllText(golden), actual);
    }
}
