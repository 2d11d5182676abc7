using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;
using QueueAgents.TestNodes;
using Xunit;

namespace QueueAgents.Chaos.Input;

/// <summary>What is no message of ours ends in the error queue with the reason, and changes nothing.</summary>
[Collection(RudeFleet.Tests)]
public sealed class BadMessageTests(RudeFleet rude)
{
    private const string Run = "7b1c9f0e-5d0a-4a58-9b39-5a1d3f0c2e11";

    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "malformed JSON", Queues.Control, "{\"message\": {", RawBroker.Envelope },
        { "malformed JSON", Queues.Run, "not even {", RawBroker.Plain },
        { "bytes that are no text", Queues.Door, "\u0000\u0001", RawBroker.Envelope },
        { "nothing", Queues.Control, "", RawBroker.Envelope },
        { "a number as id", Queues.Control, RawBroker.Wrap("""{"runId":5,"agent":"echo"}""", "SubmitRun"), RawBroker.Envelope },
        { "text as a number", Queues.Run, $$$$"""[{"completed":{"runId":"{{{{Run}}}}","seq":"1","attempt":1}}]""", RawBroker.Plain },
        { "a number beyond its type", Queues.Run, $$$$"""[{"completed":{"runId":"{{{{Run}}}}","seq":99999999999,"attempt":1}}]""", RawBroker.Plain },
        { "text as message", Queues.Control, RawBroker.Wrap("\"cancel it\"", "CancelRun"), RawBroker.Envelope },
        { "a key twice", Queues.Control, RawBroker.Wrap($$"""{"runId":"{{Run}}","agent":"echo","agent":"lethal"}""", "SubmitRun"), RawBroker.Envelope },
        { "an unknown continuation", Queues.Run, $$$$"""[{"completed":{"runId":"{{{{Run}}}}","seq":1,"attempt":1,"next":{"kind":"format-disk"}}}]""", RawBroker.Plain },
        { "an envelope of the bus", Queues.Run, RawBroker.Wrap($$"""{"runId":"{{Run}}","seq":1,"attempt":1}""", "StepCompleted"), RawBroker.Envelope },
        { "no array", Queues.Run, $$$$"""{"completed":{"runId":"{{{{Run}}}}","seq":1,"attempt":1}}""", RawBroker.Plain },
        { "nothing of ours", Queues.Run, """[{"launched":{}}]""", RawBroker.Plain },
        { "an empty array", Queues.Run, "[]", RawBroker.Plain },
        { "null", Queues.Run, "[null]", RawBroker.Plain },
        { "a step where outcomes belong", Queues.Run, $$$$"""[{"execute":{"runId":"{{{{Run}}}}","seq":1,"attempt":1}}]""", RawBroker.Plain },
        { "two in one", Queues.Run, $$$$"""[{"completed":{"runId":"{{{{Run}}}}","seq":1,"attempt":1},"failed":{"runId":"{{{{Run}}}}","seq":1,"attempt":1}}]""", RawBroker.Plain },
        { "depth", Queues.Control, RawBroker.Wrap($$"""{"runId":"{{Run}}","agent":"echo","input":{{new string('[', 60)}}{{new string(']', 60)}}}""", "SubmitRun"), RawBroker.Envelope },
        { "two types", Queues.Control, RawBroker.Wrap($$"""{"runId":"{{Run}}","agent":"echo"}""", "SubmitRun", "CancelRun"), RawBroker.Envelope },
        { "another content type", Queues.Control, $$"""{"runId":"{{Run}}","agent":"echo"}""", "application/json" },
        { "XML", Queues.Run, "<message/>", "application/vnd.masstransit+xml" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task It_is_refused_with_a_reason(string what, string queue, string body, string contentType)
    {
        var before = await rude.RowsAsync();
        await rude.Raw.PutAsync(queue, body, contentType);
        Assert.NotEqual("", await rude.Raw.RefusalAsync(queue));
        Assert.True(before == await rude.RowsAsync(), $"{what} changed a run.");
        await rude.StillServesAsync();
    }

    [Fact]
    public async Task A_message_larger_than_the_brokers_limit_is_refused_by_the_broker()
    {
        await using var raw = await rude.ConnectAsync();
        var input = $"\"{new string('x', 5 << 20)}\"";
        await raw.PutAsync(Queues.Control, RawBroker.Wrap($$"""{"runId":"{{Run}}","agent":"echo","input":{{input}}}""", "SubmitRun"));
        await Eventually.Async("the broker to close the channel", () => raw.ClosedBecause.Contains("size", StringComparison.Ordinal), describe: () => raw.ClosedBecause);
        Assert.Equal(RunState.None, await rude.Fleet.StateAsync(Guid.Parse(Run)));
        await rude.StillServesAsync();
    }

    [Fact]
    public async Task An_input_larger_than_the_limit_is_rejected_by_name()
    {
        var answer = await rude.Fleet.Client.AskAsync(new SubmitRun { RunId = Guid.CreateVersion7(), Agent = Echo.Name, Input = Json.Of(new string('x', (1 << 20) + 1)) });
        Assert.Equal(Rejections.TooLarge, Assert.IsType<RunRejected>(answer).Code);
        await rude.StillServesAsync();
    }

    [Fact]
    public async Task A_name_that_is_no_name_is_rejected()
    {
        var answer = await rude.Fleet.Client.AskAsync(new SubmitRun { RunId = Guid.CreateVersion7(), Agent = "../etc/passwd", Input = Json.Of("x") });
        Assert.Equal(Rejections.Invalid, Assert.IsType<RunRejected>(answer).Code);
    }

    [Fact]
    public async Task A_command_for_an_unknown_run_is_told_so()
    {
        var answer = await rude.Fleet.Client.AskAsync(new CancelRun { RunId = Guid.CreateVersion7() });
        Assert.Equal(Rejections.NotFound, Assert.IsType<RunRejected>(answer).Code);
        await rude.StillServesAsync();
    }
}
