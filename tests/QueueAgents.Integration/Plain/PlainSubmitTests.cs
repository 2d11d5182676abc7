using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Store;
using QueueAgents.TestNodes;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Plain;

/// <summary>Submissions as plain JSON, by those who have no client of ours.</summary>
[Collection(PlainFleet.Tests)]
public sealed class PlainSubmitTests(PlainFleet plain)
{
    private static readonly string Publisher = Path.Combine(AppContext.BaseDirectory, "Plain", "publisher.py");

    [Fact]
    public async Task Python_publishes_a_task_and_its_result_comes_as_an_event()
    {
        Assert.SkipWhen(Missing.Pika() is not null, Missing.Pika() ?? "");
        var key = $"python-{Guid.NewGuid()}";

        await Python.RunAsync(Publisher, ["publish", $"{plain.Url}"], $$"""{"agent": "counter", "input": 3, "key": "{{key}}", "tags": {"from": "python"} }""");

        var done = await plain.HeardAsync<RunCompleted>(run => run.Key == key);
        Assert.Equal("3", done.Result.Text);
        var run = await plain.Fleet.UntilAsync(done.RunId, RunState.Completed);
        Assert.Equal("python", run.Tags!["from"]);
    }

    [Theory]
    [InlineData("ask")]
    [InlineData("ask-queue")]
    public async Task Python_asks_and_is_told_what_became_of_each_submission(string how)
    {
        Assert.SkipWhen(Missing.Pika() is not null, Missing.Pika() ?? "");
        var key = $"python-{Guid.NewGuid()}";

        var printed = await Python.RunAsync(Publisher, [how, $"{plain.Url}"], $$"""
            {"agent":"counter","input":1,"key":"{{key}}"}
            {"agent":"counter", "key":"{{key}}", "input": 1}
            {"agent":"counter","input":2,"key":"{{key}}"}
            {"agent":"counter","inputs":2}
            """);

        var answers = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToArray();
        Assert.All(answers, answer => Assert.Equal("application/json", answer.GetProperty("contentType").GetString()));
        Assert.Equal(["RunAccepted", "RunAccepted", "RunRejected", "RunRejected"], answers.Select(answer => answer.GetProperty("type").GetString()));
        var told = answers.Select(answer => answer.GetProperty("answer")).ToArray();
        Assert.Equal([false, true], told[..2].Select(answer => answer.GetProperty("already").GetBoolean()));
        Assert.Equal(told[0].GetProperty("runId").GetGuid(), told[1].GetProperty("runId").GetGuid());
        Assert.True(told[0].GetProperty("state").GetString() is "queued" or "running"); // Queued until the worker's hello has come.
        Assert.Equal([Rejections.DifferentBody, Rejections.Invalid], told[2..].Select(answer => answer.GetProperty("code").GetString()));
        Assert.StartsWith("'inputs' is unknown; known are runId, agent, input,", told[3].GetProperty("reason").GetString(), StringComparison.Ordinal);
        await plain.HeardAsync<RunRejected>(rejected => rejected.RunId == told[0].GetProperty("runId").GetGuid() && rejected.Code == Rejections.DifferentBody);
        await plain.Queue.RefusedAsync();
    }

    [Fact]
    public async Task A_person_pastes_a_task_into_the_management_console()
    {
        var key = $"pasted-{Guid.NewGuid()}";
        using var console = new HttpClient { BaseAddress = plain.Node.ManagementUri };
        console.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("guest:guest"u8));

        var answer = await console.PostAsJsonAsync($"api/exchanges/{plain.VirtualHost}/{Queues.Submit}/publish", new
        {
            properties = new { },
            routing_key = "",
            payload = $$"""
                {
                  "agent": "counter",
                  "input": 2,
                  "key": "{{key}}"
                }
                """,
            payload_encoding = "string",
        }, TestContext.Current.CancellationToken);

        Assert.Equal("""{"routed":true}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("2", (await plain.HeardAsync<RunCompleted>(run => run.Key == key)).Result.Text);
    }

    [Theory]
    [InlineData("a Guid as message id", "5b3a9d52-8c2c-4c6b-a0fb-4f7a5f0c9a11")]
    [InlineData("any text as message id", "order 4711 / 2")]
    public async Task The_message_id_makes_a_submission_unique_where_nothing_else_does(string what, string messageId)
    {
        var body = """{"agent":"counter","input":1}""";
        var first = await plain.Queue.AskAsync(body, new BasicProperties { MessageId = messageId });
        var again = await plain.Queue.AskAsync(body, new BasicProperties { MessageId = messageId });
        var other = await plain.Queue.AskAsync(body, new BasicProperties { MessageId = $"{Guid.NewGuid()}" });

        Assert.True(again.Body.GetProperty("already").GetBoolean(), what);
        Assert.Equal(first.Body.GetProperty("runId").GetGuid(), again.Body.GetProperty("runId").GetGuid());
        Assert.NotEqual(first.Body.GetProperty("runId").GetGuid(), other.Body.GetProperty("runId").GetGuid());
    }

    [Fact]
    public async Task A_submission_that_nothing_names_is_a_run_each_time_it_is_published_and_none_when_it_is_only_delivered_again()
    {
        var tenant = $"t{Guid.NewGuid():N}";
        var published = $$"""{"agent":"counter","input":1,"tenant":"{{tenant}}"}""";
        var untouched = $$"""{"agent":"counter","input":2,"tenant":"{{tenant}}"}""";
        await plain.Queue.PublishAsync(published);
        await plain.Queue.PublishAsync(published);
        await CountAsync(2);

        await plain.Fleet.WithoutServerAsync(async () =>
        {
            await plain.Queue.PublishAsync(published);
            await plain.Queue.GiveBackAsync();
        });
        var (reason, _, body) = await plain.Queue.RefusedAsync();
        Assert.Equal(published, Encoding.UTF8.GetString(body));
        Assert.Contains("has the same body", reason, StringComparison.Ordinal);
        await plain.HeardAsync<RunRejected>(rejected => rejected.Code == Rejections.MaybeStarted && reason.Contains($"{rejected.RunId}", StringComparison.Ordinal));
        await CountAsync(2);

        await plain.Fleet.WithoutServerAsync(async () =>
        {
            await plain.Queue.PublishAsync(untouched);
            await plain.Queue.GiveBackAsync();
        });
        await CountAsync(3);

        Task CountAsync(int runs) => Eventually.Async($"{runs} runs of {tenant}", async () =>
            (await plain.Fleet.Runs.ListAsync(new RunFilter { Tenant = tenant, States = [RunState.Completed] }, default)).Runs.Count == runs);
    }
}
