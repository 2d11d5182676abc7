using System.Text;
using System.Threading.Channels;
using QueueAgents.Contracts;
using QueueAgents.TestNodes;
using QueueAgents.Transport;
using QueueAgents.Transport.RabbitMq;
using RabbitMQ.Client;
using Xunit;

namespace QueueAgents.Integration.Lane;

/// <summary>What goes straight back to the process a message came from: a server that sends a step, and a worker that sends its outcome back.</summary>
public sealed class SendBackTests(Broker broker) : LaneTest(broker)
{
    private const string Steps = "steps";

    [Fact]
    public async Task It_is_done_with_when_it_has_been_taken_and_no_queue_holds_it()
    {
        var url = await BrokerAsync();
        var (taken, go) = (Channel.CreateUnbounded<Arrived>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var server = Server(url, async arrived =>
        {
            taken.Writer.TryWrite(arrived);
            await go.Task;
            return Verdict.Done;
        });
        await using var worker = Worker(url, out var steps);
        var address = await AddressAsync(server, steps);
        await OpenAsync(worker);
        var outcome = Message();

        var sending = worker.SendBackAsync(address, outcome);

        Assert.Equal(outcome.Id, (await NextAsync(taken)).Message.Id);
        Assert.False(sending.IsCompleted, "It counted as done with while it was being taken.");
        go.SetResult();
        Assert.True((await sending.WaitAsync(Patience, Ct)).Done);
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        Assert.Equal(0u, (await channel.QueueDeclarePassiveAsync(Queues.Run, Ct)).MessageCount);
    }

    [Fact]
    public async Task Many_at_once_are_each_told_apart()
    {
        var url = await BrokerAsync();
        var outcomes = Enumerable.Range(0, 200).Select(_ => Message()).ToList();
        var unwanted = outcomes.Where((_, i) => i % 3 == 0).Select(m => m.Id).ToHashSet();
        await using var server = Server(url, arrived => Task.FromResult(unwanted.Contains(arrived.Message.Id) ? Verdict.HandBack : Verdict.Done));
        await using var worker = Worker(url, out var steps);
        var address = await AddressAsync(server, steps);
        await OpenAsync(worker);

        var ends = await Task.WhenAll(outcomes.Select(outcome => DoneAsync(worker, address, outcome))).WaitAsync(Patience, Ct);

        Assert.Equal(outcomes.Select(outcome => !unwanted.Contains(outcome.Id)), ends);
    }

    [Fact]
    public async Task What_follows_from_one_comes_with_its_answer()
    {
        var url = await BrokerAsync();
        var outcomes = Enumerable.Range(0, 50).Select(_ => Message()).ToList();
        var following = outcomes.Where((_, i) => i % 2 == 0).ToDictionary(outcome => outcome.Id, _ => Message());
        await using var server = Server(url, arrived => Task.FromResult(Verdict.DoneWith(arrived.Follow is null ? null : following.GetValueOrDefault(arrived.Message.Id))));
        await using var worker = Worker(url, out var steps);
        var address = await AddressAsync(server, steps);
        await OpenAsync(worker);

        var answers = await Task.WhenAll(outcomes.Select(outcome => worker.SendBackAsync(address, outcome))).WaitAsync(Patience, Ct);

        Assert.All(answers, answer => Assert.True(answer.Done));
        Assert.Equal(outcomes.Select(outcome => following.GetValueOrDefault(outcome.Id)?.Id), answers.Select(answer => answer.Next?.Id));
    }

    [Fact]
    public async Task What_follows_may_come_after_the_answer_where_that_is_welcome_and_only_once()
    {
        var url = await BrokerAsync();
        var (taken, late) = (Channel.CreateUnbounded<Arrived>(), Channel.CreateUnbounded<Guid>());
        await using var server = Server(url, arrived =>
        {
            taken.Writer.TryWrite(arrived);
            return Task.FromResult(Verdict.Done);
        });
        await using var worker = Worker(url, out var steps);
        var address = await AddressAsync(server, steps);
        await OpenAsync(worker);

        async Task<Arrived> SentAsync(bool stands)
        {
            Assert.Null((await worker.SendBackAsync(address, Message() with { Stands = stands }, next => late.Writer.TryWrite(next.Id)).WaitAsync(Patience, Ct)).Next);
            return await NextAsync(taken);
        }

        var (unwelcome, welcome, last) = (await SentAsync(stands: false), await SentAsync(stands: true), await SentAsync(stands: true));
        var (first, second, third) = (Message(), Message(), Message());
        Assert.True(unwelcome.Follow!(Message()));
        Assert.True(welcome.Follow!(first));
        Assert.True(welcome.Follow!(second));
        Assert.True(last.Follow!(third));
        Assert.Equal([first.Id, third.Id], [await late.Reader.ReadAsync(Ct).AsTask().WaitAsync(Patience, Ct), await late.Reader.ReadAsync(Ct).AsTask().WaitAsync(Patience, Ct)]);
    }

    [Fact]
    public async Task A_process_that_is_gone_is_noticed_with_the_next_one_that_is_sent_there()
    {
        var url = await BrokerAsync();
        var taken = Channel.CreateUnbounded<Arrived>();
        await using var worker = Worker(url, out var steps);
        string address;
        Task<SentBack> unanswered;
        await using (var server = Server(url, arrived =>
        {
            taken.Writer.TryWrite(arrived);
            return new TaskCompletionSource<Verdict>().Task;
        }))
        {
            address = await AddressAsync(server, steps);
            await OpenAsync(worker);
            unanswered = worker.SendBackAsync(address, Message());
            await NextAsync(taken);
        }

        Assert.False(unanswered.IsCompleted, "It cannot know yet.");
        Assert.False(await DoneAsync(worker, address, Message()).WaitAsync(Patience / 3, Ct));
        Assert.False((await unanswered.WaitAsync(Patience / 3, Ct)).Done);
    }

    [Fact]
    public async Task A_process_that_says_nothing_is_given_up_after_the_send_timeout()
    {
        var url = await BrokerAsync();
        await using var server = Server(url, _ => new TaskCompletionSource<Verdict>().Task);
        await using var worker = Lane(url, sendTimeout: TimeSpan.FromSeconds(1));
        var steps = Channel.CreateUnbounded<Arrived>();
        worker.Open([new(Steps, 10, Into(steps))]);
        var address = await AddressAsync(server, steps);
        await OpenAsync(worker);

        Assert.False(await DoneAsync(worker, address, Message()).WaitAsync(Patience, Ct));
    }

    [Fact]
    public async Task A_process_that_takes_nothing_more_is_left_at_once_and_what_it_has_taken_goes_another_way_too()
    {
        var url = await BrokerAsync();
        var taken = Channel.CreateUnbounded<Arrived>();
        await using var server = Server(url, arrived =>
        {
            taken.Writer.TryWrite(arrived);
            return new TaskCompletionSource<Verdict>().Task;
        });
        await using var worker = Worker(url, out var steps);
        var address = await AddressAsync(server, steps);
        await OpenAsync(worker);
        var first = worker.SendBackAsync(address, Message());
        await NextAsync(taken);

        await server.StopReadingAsync([Queues.Run], Ct);

        await Eventually.Async("the next one to find nobody", async () => !await DoneAsync(worker, address, Message()).WaitAsync(Patience / 9, Ct));
        Assert.False((await first.WaitAsync(Patience, Ct)).Done);
    }

    [Fact]
    public async Task A_refused_one_is_done_with_and_lies_in_the_error_queue()
    {
        var url = await BrokerAsync();
        await using var server = Server(url, _ => Task.FromResult(Verdict.Refuse(new InvalidDataException("no outcome of ours"))));
        await using var worker = Worker(url, out var steps);
        var address = await AddressAsync(server, steps);
        await OpenAsync(worker);
        var outcome = Message();

        Assert.True(await DoneAsync(worker, address, outcome).WaitAsync(Patience, Ct));

        await using var connection = await ConnectAsync(url);
        var refused = await RefusedAsync(connection, $"{Queues.Run}_error");
        Assert.Equal(outcome.Id, Assert.Single(StepJson.Read(refused.Body.Span)).Id);
        Assert.Equal("no outcome of ours", Encoding.UTF8.GetString((byte[])refused.BasicProperties.Headers!["MT-Fault-Message"]!));
    }

    [Fact]
    public async Task Nobody_has_the_server_write_to_a_queue_by_claiming_to_wait_there()
    {
        var url = await BrokerAsync();
        var taken = Channel.CreateUnbounded<Arrived>();
        await using var server = Server(url, Into(taken));
        await using var worker = Worker(url, out var steps);
        var address = await AddressAsync(server, steps);
        await OpenAsync(worker);
        await using var connection = await ConnectAsync(url);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Ct);
        await channel.QueueDeclareAsync("victim", durable: false, exclusive: false, autoDelete: false, cancellationToken: Ct);

        await channel.BasicPublishAsync(
            Queues.Outcomes, address, mandatory: true, new BasicProperties { ContentType = "application/json", ReplyTo = "victim" }, StepJson.Write(Message()), Ct);

        await NextAsync(taken);
        Assert.True(await DoneAsync(worker, address, Message()).WaitAsync(Patience, Ct)); // By now it would be there.
        Assert.Equal(0u, (await channel.QueueDeclarePassiveAsync("victim", Ct)).MessageCount);
    }

    private static async Task<bool> DoneAsync(RabbitLane worker, string address, StepMessage message) => (await worker.SendBackAsync(address, message)).Done;

    private static RabbitLane Server(Uri url, Func<Arrived, Task<Verdict>> take)
    {
        var lane = Lane(url);
        lane.Open([new(Queues.Run, 10, take) { TakesBack = true }]);
        return lane;
    }

    private static RabbitLane Worker(Uri url, out Channel<Arrived> steps)
    {
        var lane = Lane(url);
        steps = Channel.CreateUnbounded<Arrived>();
        lane.Open([new(Steps, 10, Into(steps))]);
        return lane;
    }

    /// <summary>Where a step says its outcome may go. The first may leave before the server takes any.</summary>
    private static async Task<string> AddressAsync(RabbitLane server, Channel<Arrived> steps)
    {
        string? address = null;
        await Eventually.Async("a step that says where it comes from", async () =>
        {
            if (!await server.SendAsync(Steps, Message(), mayShare: false)) return false;
            return (address = (await NextAsync(steps)).From) is not null;
        });
        return address!;
    }

    /// <summary>The way back is opened by the first who wants it.</summary>
    private static Task OpenAsync(RabbitLane worker) => Eventually.Async("the way back", () =>
    {
        var sending = worker.SendBackAsync($"{Queues.Outcomes}.nobody", Message());
        return Task.FromResult(!sending.IsCompleted);
    });
}
