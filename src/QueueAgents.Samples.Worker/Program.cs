using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using QueueAgents.Samples;
using QueueAgents.Samples.Worker;
using QueueAgents.Worker;

var builder = Host.CreateApplicationBuilder(args);
// Secrets of containers: each file is a setting, such as QueueAgents__Broker.
builder.Configuration.AddKeyPerFile("/run/secrets", optional: true);
builder.AddQueueAgentsWorker(worker => worker.AddSamples());
builder.AddLogs();
builder.AddTelemetry();
await builder.Build().RunAsync();
