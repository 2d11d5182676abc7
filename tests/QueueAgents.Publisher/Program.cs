using MassTransit;
using QueueAgents.Contracts;
using QueueAgents.Publisher;

// publisher HOW BROKER AGENT INPUT KEY [SECONDS]
//   publish   publishes the task and prints every event of its run until it has stopped
//   accepted  asks, and prints whether the task was accepted
//   end       asks, and prints how the run ended
var (how, broker, submit) = (args[0], new Uri(args[1]), new SubmitRun { Agent = args[2], Input = new Json(args[3]), Key = args[4] });
var patience = TimeSpan.FromSeconds(args.Length > 5 ? int.Parse(args[5], System.Globalization.CultureInfo.InvariantCulture) : 30);

var events = new Events(submit.Key);
var bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
{
    rabbit.Host(broker, "publisher");
    if (how == "publish") rabbit.ReceiveEndpoint($"publisher.{submit.Key}", endpoint => endpoint.Instance(events));
});
await bus.StartAsync();
try
{
    if (how == "publish")
    {
        await bus.Publish(submit);
        await events.Stopped.WaitAsync(patience);
    }
    else
    {
        var clients = bus.CreateReplyToClientFactory();
        var client = clients.CreateRequestClient<SubmitRun>(patience);
        Response answer = how == "accepted"
            ? await client.GetResponse<RunAccepted, RunRejected>(submit)
            : await client.GetResponse<RunCompleted, RunFailed, RunCancelled>(submit);
        Events.Print(answer.MessageId, answer.Message);
    }

    return 0;
}
catch (RequestFaultException fault)
{
    Console.WriteLine($"fault {fault.Fault?.Exceptions[0].Message}");
    return 1;
}
catch (RequestTimeoutException)
{
    Console.WriteLine("timeout");
    return 2;
}
finally
{
    await bus.StopAsync();
}
