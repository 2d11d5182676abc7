using System.Text;
using QueueAgents.Contracts;
using QueueAgents.Transport;
using Xunit;

namespace QueueAgents.Unit.Transport;

public sealed class SettledTests
{
    private static readonly Guid One = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();

    [Fact]
    public void An_answer_comes_as_it_was_written()
    {
        var step = new StepMessage { Id = Guid.NewGuid(), Execute = new() { RunId = Guid.NewGuid(), Seq = 2, Attempt = 1, State = Json.Of("x") } };
        var read = Settled.Read(new Settled { Done = [One], Back = [Other], Next = [new(One, step)] }.Write());
        Assert.Equal([One], read.Done);
        Assert.Equal([Other], read.Back);
        Assert.Equal((One, step.Id, 2), (read.Next[0].After, read.Next[0].Message.Id, read.Next[0].Message.Execute!.Seq));
    }

    [Theory]
    [InlineData("""[{"after":"no id","message":{}}]""")]
    [InlineData("""[{"after":"00000000-0000-0000-0000-000000000001","message":{"execute":{"kind":"of-a-later-release"}}}]""")]
    [InlineData("7")]
    public void What_follows_and_cannot_be_read_hides_nothing_else(string next)
    {
        var read = Settled.Read(Encoding.UTF8.GetBytes($$"""{"done":["{{One}}"],"back":["{{Other}}"],"next":{{next}}}"""));
        Assert.Equal([One], read.Done);
        Assert.Equal([Other], read.Back);
        Assert.Empty(read.Next);
    }

    [Fact]
    public void What_is_no_answer_says_nothing() => Assert.Empty(Settled.Read("no"u8).Done);
}
