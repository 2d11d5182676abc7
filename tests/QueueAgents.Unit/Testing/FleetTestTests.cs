using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Testing;
using Xunit;

namespace QueueAgents.Unit.Testing;

public sealed class FleetTestTests
{
    private readonly FleetTest _test = FleetTest.With(worker => worker.Add<Shipping>("shipping"));

    [Fact]
    public async Task A_scenario_runs_on_a_whole_fleet()
    {
        await _test.Run(async fleet =>
        {
            Assert.Equal("2 shipped", await fleet.Run<string>("shipping", 2));
            Assert.Equal(["label", "label", "parcel"], fleet.Ledger.Calls.Select(call => call.Effect).Order(StringComparer.Ordinal));
            Assert.Equal(1, fleet.Lives);
        });
    }

    [Fact]
    public async Task A_fleet_that_dies_at_every_point_does_everything_and_nothing_twice_that_must_not()
    {
        var lives = new List<int>();
        var points = await _test.KillAtEveryPoint(async fleet =>
        {
            var result = await fleet.Run<string>("shipping", 1);
            lives.Add(fleet.Lives);

            Assert.Equal(1, fleet.Ledger.Booked.Count(entry => entry.Effect == "label"));
            Assert.Empty(fleet.Ledger.Changed);
            Assert.True(fleet.Ledger.Of("parcel").Count <= 1, "The parcel was sent twice.");
            Assert.Equal(fleet.Ledger.Of("parcel").Count == 1 && result != "unknown" ? "1 shipped" : "unknown", result);
        });

        Assert.InRange(points, 8, 200);
        Assert.Equal(points + 1, lives.Count);
        Assert.All(lives.SkipLast(1), life => Assert.Equal(2, life));
        Assert.Equal(1, lives[^1]);
    }

    [Fact]
    public async Task Everything_delivered_twice_comes_to_the_same()
    {
        await _test.DeliverEverythingTwice(async fleet =>
        {
            Assert.Equal("3 shipped", await fleet.Run<string>("shipping", 3));
            Assert.Equal(3, fleet.Ledger.Booked.Count(entry => entry.Effect == "label"));
            Assert.Single(fleet.Ledger.Of("parcel"));
        });
    }

    [Fact]
    public async Task An_agent_that_is_wrong_under_crashes_is_found_and_the_point_is_named()
    {
        var careless = FleetTest.With(worker => worker.Add<Careless>("careless"));
        await careless.Run(async fleet =>
        {
            await fleet.Run<string>("careless", "go");
            Assert.Single(fleet.Ledger.Calls);
        });

        var found = await Assert.ThrowsAsync<FleetTestException>(() => careless.KillAtEveryPoint(async fleet =>
        {
            await fleet.Run<string>("careless", "go");
            Assert.Single(fleet.Ledger.Calls);
        }));
        // Which it is depends on what goes on side by side: before its outcome is sent, or before it is committed.
        Assert.Matches(@"killed at point \d+, (?!which it never)\w", found.Message);
    }

    [Fact]
    public async Task A_run_that_fails_says_why()
    {
        var failed = await Assert.ThrowsAsync<FleetTestException>(() => _test.Run(fleet => fleet.Run<string>("shipping", -1)));
        Assert.Contains("Failed: fail", failed.Message, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Shipping(EffectLedger ledger) : StepAgent<int, int, string>
    {
        public override int Start(int input) => input;

        public Next Begin(StepContext<int> step)
            => step.State < 0 ? Next.Fail("Nothing to ship.") : Next.FanOut(nameof(Label), Enumerable.Range(0, step.State), join: nameof(Send));

        public Task<string> Label(StepContext<int> step, int number) => step.Effect("label", EffectClass.Idempotent, number, (key, _) =>
        {
            ledger.Add("label", key, number);
            return Task.FromResult($"label {number}");
        });

        public async Task<Next> Send(StepContext<int> step)
        {
            try
            {
                await step.Effect("parcel", EffectClass.AtMostOnce, step.State, (key, _) =>
                {
                    ledger.Add("parcel", key, step.State);
                    return Task.CompletedTask;
                });
            }
            catch (EffectOutcomeUnknownException)
            {
                return Next.Complete("unknown");
            }

            return Next.Complete($"{step.State} shipped");
        }
    }

    private sealed class Careless(EffectLedger ledger) : StepAgent<string, string, string>
    {
        public override string Start(string input) => input;

        public Next Begin(StepContext<string> step)
        {
            ledger.Add("shout", Guid.NewGuid().ToString());
            return Next.Complete("done");
        }
    }
}
