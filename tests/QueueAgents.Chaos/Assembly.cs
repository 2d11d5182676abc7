using QueueAgents.Chaos.Fleet;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Each test keeps a whole fleet busy; side by side they would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Nodes))]
