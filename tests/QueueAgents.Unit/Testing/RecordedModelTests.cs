using Microsoft.Extensions.AI;
using QueueAgents.Agents;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Testing;

public sealed class RecordedModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("recordings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_recorded_is_replayed_without_the_model()
    {
        using var real = Model.Improvise(m => m.Think("hm").Say("the answer").Call("look", new { at = "it" }).Using(7, 8));
        using var recorder = Model.Recorded(_folder, real);
        await Ask(recorder, "question");
        await Ask(recorder, "question");
        Assert.Equal(1, real.Asked);

        using var replayed = Model.Recorded(_folder);
        var answer = await Ask(replayed, "question");
        Assert.Equal(("the answer", ChatFinishReason.ToolCalls, 7L), (answer.Text, answer.FinishReason, answer.Usage!.InputTokenCount));
        Assert.Equal("it", answer.Messages.Single().Contents.OfType<FunctionCallContent>().Single().Arguments!["at"]!.ToString());
    }

    [Fact]
    public async Task Ids_are_no_part_of_the_question_and_everything_else_is()
    {
        using var real = Model.Improvise(m => m.Say("ok"));
        using var recorder = Model.Recorded(_folder, real);
        await Ask(recorder, Conversation("call-1", Guid.NewGuid(), "seen"));
        await Ask(recorder, Conversation("toolu_2", Guid.NewGuid(), "seen"));
        Assert.Equal(1, real.Asked);

        await Ask(recorder, Conversation("call-1", Guid.NewGuid(), "something else"));
        await recorder.GetResponseAsync(Conversation("call-1", Guid.NewGuid(), "seen"), new() { Instructions = "Be brief." }, TestContext.Current.CancellationToken);
        Assert.Equal(3, real.Asked);
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task What_was_not_recorded_is_an_error_that_names_the_question_and_the_file()
    {
        using var replayed = Model.Recorded(_folder);
        var failure = await Assert.ThrowsAsync<ModelFailedException>(() => Ask(replayed, "never asked"));
        Assert.False(failure.Retryable);
        Assert.Contains("\"never asked\"", failure.Message, StringComparison.Ordinal);
        Assert.Contains(_folder, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_an_answer_is_not_recorded()
    {
        using var recorder = Model.Recorded(_folder, Model.Improvise(m => m.Say("half of").Tear()));
        await Assert.ThrowsAsync<ModelFailedException>(() => Ask(recorder, "question"));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static ChatMessage[] Conversation(string callId, Guid run, string result) =>
    [
        new(ChatRole.User, $"Look at {run}."),
        new(ChatRole.Assistant, [new FunctionCallContent(callId, "look", new Dictionary<string, object?> { ["run"] = run.ToString() })]) { MessageId = callId, CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(callId.Length) },
        new(ChatRole.Tool, [new FunctionResultContent(callId, result)]),
    ];

    private static Task<ChatResponse> Ask(IChatClient model, string question) => Ask(model, [new ChatMessage(ChatRole.User, question)]);

    private static Task<ChatResponse> Ask(IChatClient model, ChatMessage[] messages) => model.GetResponseAsync(messages, cancellationToken: TestContext.Current.CancellationToken);
}
