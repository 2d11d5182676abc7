using QueueAgents.Simulation.Mutations;
using Xunit;

namespace QueueAgents.Simulation;

/// <summary>
/// Each safeguard of the protocol is needed, and its loss is seen: with any one of them switched off some seed turns red. What is
/// switched off, is switched off in test code: the production code has no such switch.
/// </summary>
public sealed class MutationTests
{
    private const ulong Most = 2_000;

    [Fact]
    public void R2_without_the_guard_of_the_version_a_seed_turns_red()
        => Red(new Mutation("no version guard") { Store = (stores, store) => stores with { Runs = new WorseStore(store, change => WorseStore.Unguarded(change, store)) } }, "R2", "R3", "R4", "R5", "R7", "R9", "The store refuses");

    [Fact]
    public void R3_without_the_fence_of_the_step_number_a_seed_turns_red()
        => Red(new Mutation("no Seq fence") { Deliverer = (deliverer, store) => new WithoutFence(deliverer, store, bySeq: true) }, "R3", "R11", "The join");

    [Fact]
    public void R3_without_the_fence_of_attempt_and_nonce_a_seed_turns_red()
        => Red(new Mutation("no Attempt fence") { Deliverer = (deliverer, store) => new WithoutFence(deliverer, store, bySeq: false) }, "R3");

    [Fact]
    public void R1_without_the_outbox_a_seed_turns_red()
        => Red(new Mutation("no outbox") { Store = (stores, store) => stores with { Runs = new WorseStore(store, WorseStore.WithoutOutbox) } }, "R1", "R9", "liveness");

    [Fact]
    public void R1_without_the_confirm_of_a_send_a_seed_turns_red()
        => Red(new Mutation("no confirm") { TrustsEverySend = true }, "R1");

    [Fact]
    public void R9_without_leases_a_seed_turns_red()
        => Red(new Mutation("no leases") { Store = (stores, store) => stores with { Due = new WithoutLeases(store) } }, "liveness");

    [Fact]
    public void R11_without_a_stable_effect_key_a_seed_turns_red()
        => Red(new Mutation("no stable effect key") { EffectName = (name, attempt) => $"{name}@{attempt}" }, "R11");

    private static void Red(Mutation mutation, params string[] seenBy)
    {
        for (ulong seed = 0; seed < Most; seed++)
        {
            if (new Seed(seed, mutation).Run() is not { } failure) continue;
            Assert.True(seenBy.Any(invariant => failure.StartsWith(invariant, StringComparison.Ordinal)), $"Seed {seed} with {mutation.Name} turned red, but by: {failure}");
            TestContext.Current.SendDiagnosticMessage($"{mutation.Name}: seed {seed}: {failure}");
            return;
        }

        Assert.Fail($"With {mutation.Name} none of {Most} seeds turned red: nobody would see it.");
    }
}
