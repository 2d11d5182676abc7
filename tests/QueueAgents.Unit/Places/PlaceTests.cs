using QueueAgents.Orchestration.Bus.Places;
using QueueAgents.Transport;
using Xunit;

namespace QueueAgents.Unit.Places;

public sealed class PlaceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_waits_for_a_place_to_be_given_up_or_taken_hears_of_each()
    {
        var place = new Place(1);
        await place.UntilAsync(held: true, Ct);
        var givenUp = place.UntilAsync(held: false, Ct);
        Assert.False(givenUp.IsCompleted);
        place.Hold(true);
        Assert.False(givenUp.IsCompleted);
        place.Hold(false);
        await givenUp;
        var taken = place.UntilAsync(held: true, Ct);
        Assert.False(taken.IsCompleted);
        place.Hold(true);
        await taken;
    }

    [Fact]
    public async Task Who_is_stopped_waits_no_longer()
    {
        using var stop = new CancellationTokenSource();
        var waiting = new Place(1).UntilAsync(held: false, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Room_for_none_is_refused_where_a_broker_would_take_it_for_any_number()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new Precedence(new Place(1), Room: 0));

    [Fact]
    public void Who_has_been_up_longer_is_higher_of_the_same_hour_any_and_all_above_who_knows_of_no_place()
    {
        var now = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        Assert.True(Seniority.Of(now, 0) > Seniority.Of(now.AddHours(1), Seniority.Lots - 1));
        Assert.NotEqual(Seniority.Of(now, 1), Seniority.Of(now, 2));
        for (var hour = 0; hour < 20 * 366 * 24; hour++) Assert.InRange(Seniority.Of(now.AddHours(hour), Random.Shared.Next(Seniority.Lots)), 1, int.MaxValue);
    }
}
