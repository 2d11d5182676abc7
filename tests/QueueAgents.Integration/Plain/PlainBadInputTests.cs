using System.Text;
using QueueAgents.Contracts;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Plain;

/// <summary>What is no submission is told so in an answer, in an event and in the error queue, and the next one runs.</summary>
[Collection(PlainFleet.Tests)]
public sealed class PlainBadInputTests(PlainFleet plain)
{
    public static TheoryData<string, string, string> Refused => new()
    {
        { "nothing", "", "the body is empty." },
        { "no JSON", "not even {", "the body is not the JSON it must be" },
        { "half of it", """{"agent":"counter",""", "the body is not the JSON it must be" },
        { "two of them", """{"agent":"counter"}{"agent":"counter"}""", "the body is not the JSON it must be" },
        { "a comment", """{"agent":"counter"} // hello""", "the body is not the JSON it must be" },
        { "a list", """[{"agent":"counter"}]""", "the body must be an object with at least an agent." },
        { "text", "\"counter\"", "the body must be an object with at least an agent." },
        { "an empty object", "{}", "agent is missing." },
        { "a member nobody knows", """{"agent":"counter","run_id":"x"}""", "'run_id' is unknown; known are runId, agent, input, key, tenant, tags, deadline, pinned." },
        { "another spelling", """{"Agent":"counter"}""", "'Agent' is unknown; known are" },
        { "a type of .NET", """{"$type":"System.Diagnostics.Process","agent":"counter"}""", "'$type' is unknown; known are" },
        { "an envelope", """{"messageType":["urn:message:QueueAgents.Contracts:CancelRun"],"message":{}}""", "'messageType' is unknown; known are" },
        { "a key twice", """{"agent":"counter","agent":"other"}""", "the body is not the JSON it must be" },
        { "a key of the input twice", """{"agent":"counter","input":{"a":1,"a":2}}""", "the body is not the JSON it must be" },
        { "depth", $$"""{"agent":"counter","input":{{new string('[', 32)}}{{new string(']', 32)}}}""", "the body is not the JSON it must be" },
        { "a number as agent", """{"agent":7}""", "agent must be text." },
        { "null as agent", """{"agent":null}""", "agent must be text." },
        { "a name that is no name", """{"agent":"../etc/passwd"}""", "agent must match [a-z0-9-]{1,64}." },
        { "no id", """{"agent":"counter","runId":"zzz"}""", "runId must be a UUID, as text." },
        { "a number as id", """{"agent":"counter","runId":7}""", "runId must be a UUID, as text." },
        { "a number as key", """{"agent":"counter","key":4711}""", "key must be text." },
        { "an empty key", """{"agent":"counter","key":""}""", "key must be 1 to 200 printable characters." },
        { "tags as a list", """{"agent":"counter","tags":["a"]}""", "tags must be an object of texts." },
        { "a number as tag", """{"agent":"counter","tags":{"a":1}}""", "the values of tags must be text." },
        { "a tenant with a slash", """{"agent":"counter","tenant":"a/b"}""", "tenant must be 1 to 64 letters" },
        { "a time without offset", """{"agent":"counter","deadline":"2099-01-01T00:00:00"}""", "deadline must be a time with its offset" },
        { "no time", """{"agent":"counter","deadline":"tomorrow"}""", "deadline must be a time with its offset" },
        { "the past", """{"agent":"counter","deadline":"2020-01-01T00:00:00Z"}""", "deadline has passed." },
        { "text for yes", """{"agent":"counter","pinned":"yes"}""", "pinned must be true or false." },
        { "half a character", """{"agent":"counter","input":"\ud800"}""", "a text in the body has half of a surrogate pair." },
        { "half a character in a name", """{"agent":"counter","input":{"\ud800":1}}""", "a text in the body has half of a surrogate pair." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task It_is_refused_with_a_sentence(string what, string body, string reason)
    {
        var answer = await plain.Queue.AskAsync(body);
        Assert.Equal("RunRejected", answer.Type);
        Assert.Equal(Rejections.Invalid, answer.Body.GetProperty("code").GetString());
        Assert.StartsWith(reason, answer.Body.GetProperty("reason").GetString(), StringComparison.Ordinal);

        var refused = await plain.Queue.RefusedAsync();
        Assert.StartsWith(reason, refused.Reason, StringComparison.Ordinal);
        Assert.Equal(body, Encoding.UTF8.GetString(refused.Body));
        Assert.DoesNotContain("MT-Fault-StackTrace", refused.Headers);
        await plain.HeardAsync<RunRejected>(rejected => rejected.Reason == refused.Reason);
        Assert.NotEmpty(what);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        await plain.Queue.PublishAsync([.. "{\"agent\":\"coun"u8, 0xC3, 0x28, .. "ter\"}"u8]);
        Assert.Equal("the body is not UTF-8.", (await plain.Queue.RefusedAsync()).Reason);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/vnd.masstransit+json")]
    [InlineData("application/json-patch+json")]
    [InlineData("no type at all")]
    public async Task Another_content_type_is_refused(string type)
    {
        await plain.Queue.PublishAsync("""{"agent":"counter"}""", new BasicProperties { ContentType = type });
        Assert.Equal("the content type must be application/json, or none.", (await plain.Queue.RefusedAsync()).Reason);
        await plain.StillServesAsync();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=utf-8")]
    public async Task JSON_by_its_own_name_is_taken(string type)
        => Assert.Equal("RunAccepted", (await plain.Queue.AskAsync("""{"agent":"counter","input":1}""", new BasicProperties { ContentType = type })).Type);

    [Fact]
    public async Task Too_large_a_message_is_refused_before_it_is_read()
    {
        var answer = await plain.Queue.AskAsync($"{new string('{', 2 << 20)}");
        Assert.Equal(Rejections.TooLarge, answer.Body.GetProperty("code").GetString());
        Assert.Contains("bytes", (await plain.Queue.RefusedAsync()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_large_an_input_is_refused_by_name()
    {
        var answer = await plain.Queue.AskAsync($$"""{"agent":"counter","input":"{{new string('x', 1 << 20)}}"}""");
        Assert.Equal(Rejections.TooLarge, answer.Body.GetProperty("code").GetString());
        await plain.Queue.RefusedAsync();
        await plain.StillServesAsync();
    }

    [Theory]
    [InlineData("queue-agents.run")]
    [InlineData("amq.rabbitmq.reply-to.nobody")]
    [InlineData("no-such-queue")]
    public async Task An_answer_that_cannot_or_must_not_be_sent_hurts_nobody(string replyTo)
    {
        var runId = Guid.CreateVersion7();
        await plain.Queue.PublishAsync($$"""{"runId":"{{runId}}","agent":"counter","input":1}""", new BasicProperties { ReplyTo = replyTo, CorrelationId = "x" });
        await plain.Fleet.UntilAsync(runId, RunState.Completed);
        Assert.Equal("RunAccepted", (await plain.Queue.AskAsync("""{"agent":"counter","input":1}""")).Type);
        var depths = await plain.Node.QueueDepths(plain.VirtualHost);
        Assert.Equal((0, 0), (depths[Queues.Run].Ready, depths.TryGetValue($"{Queues.Run}_error", out var refused) ? refused.Ready : 0));
    }

    [Fact]
    public async Task A_header_that_names_an_address_is_not_followed()
    {
        var headers = new Dictionary<string, object?> { ["MT-Fault-Address"] = "exchange:queue-agents.run", ["MT-Response-Address"] = "exchange:queue-agents.run", ["MT-MessageType"] = "urn:message:QueueAgents.Contracts:CancelRun" };
        await plain.Queue.PublishAsync("{}", new BasicProperties { Headers = headers });
        Assert.Equal("agent is missing.", (await plain.Queue.RefusedAsync()).Reason);
        await plain.StillServesAsync();
    }
}
