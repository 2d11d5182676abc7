using System.Globalization;
using QueueAgents.Server;

// The same words and numbers on every machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return args.Contains(Health.Verb) ? await Health.AskAsync(args) : await ServerHost.RunAsync(args);
