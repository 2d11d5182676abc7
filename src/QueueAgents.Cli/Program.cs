using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;

return await Shell.RunAsync(args, Terminal.OfProcess);
