using Microsoft.Extensions.Hosting;
using QueueAgents.Samples;
using QueueAgents.Samples.Worker;
using QueueAgents.Worker;

var builder = Host.CreateApplicationBuilder(args);
builder.AddQueueAgentsWorker(worker => worker.AddSamples());
builder.AddLogs();
builder.AddTelemetry();
await builder.Build().RunAsync();
