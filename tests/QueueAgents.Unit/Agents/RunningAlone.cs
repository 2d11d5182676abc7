using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Agents;

/// <summary>Runs one step of an agent without a bus, where nothing has to be asked.</summary>
internal static class RunningAlone
{
    public static Task<StepOutcome> Run<TAgent>(ExecuteStep order) where TAgent : StepAgent, new()
        => Run(order, () => new TAgent(), typeof(TAgent));

    private static async Task<StepOutcome> Run(ExecuteStep order, Func<StepAgent> make, Type agent)
    {
        var input = order.Kind == StepKind.First ? order.State : order.Input;
        var session = new StepSession(order, input, new NoDoor(), repeated: false, effectLimit: 1000, heartbeat: null, TestContext.Current.CancellationToken);
        return await AgentDefinition.Of("agent", agent).Run(session, order.State, new(new NoServices(), make));
    }

    private sealed class NoDoor : IStepDoor
    {
        public Task<EffectAnswer> ClaimEffect(string name, EffectClass effect, string argsHash, Guid claimId, CancellationToken cancellationToken)
            => throw new DoorSilentException("here");

        public Task RecordEffect(Guid claimId, EffectRecord effect, CancellationToken cancellationToken) => throw new DoorSilentException("here");

        public Task<ResultsPage> ReadResults(int fromSeq, CancellationToken cancellationToken) => throw new DoorSilentException("here");

        public Task<TranscriptPage> ReadTranscript(int from, CancellationToken cancellationToken) => throw new DoorSilentException("here");

        public Task<MemoryFound> ReadMemory(bool shared, string subject, string key, CancellationToken cancellationToken) => throw new DoorSilentException("here");

        public Task<MemoryPage> ListMemory(bool shared, string subject, string prefix, string after, CancellationToken cancellationToken) => throw new DoorSilentException("here");
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
