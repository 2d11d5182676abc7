using System.Globalization;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Cli.Output;

// The same words and numbers on every machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return await Shell.RunAsync(args, Terminal.OfProcess);
