using System.CommandLine;
using System.Globalization;
using QueueAgents.Benchmarks;
using QueueAgents.Benchmarks.Embedded;
using QueueAgents.Benchmarks.FanOut;
using QueueAgents.Benchmarks.Growth;
using QueueAgents.Benchmarks.Latency;
using QueueAgents.Benchmarks.Servers;
using QueueAgents.Benchmarks.Steps;
using QueueAgents.Benchmarks.Tables;
using QueueAgents.Benchmarks.Timers;

// The same numbers on every machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

var root = new RootCommand("Measures QueueAgents on this machine. Every verb starts what it needs, on the loopback, and stops it again.")
{
    StepsVerb.Create(),
    TwoServersVerb.Create(),
    LatencyVerb.Create(),
    GrowthVerb.Create(),
    FanOutVerb.Create(),
    TimersVerb.Create(),
    TablesVerb.Create(),
    EmbeddedVerb.Create(),
};
foreach (var process in Processes.All) root.Subcommands.Add(process);
return await Interruptible.InvokeAsync(root.Parse(args));
