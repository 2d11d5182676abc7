using Microsoft.Extensions.Time.Testing;
using QueueAgents.Contracts;
using QueueAgents.Transport;
using QueueAgents.Transport.Memory;
using QueueAgents.Worker;
using Xunit;

namespace QueueAgents.Unit.Worker;

/// <summary>What a model says, gathered and told to who listens.</summary>
public sealed class VoiceTests
{
    private static readonly ExecuteStep Order = new() { RunId = Guid.NewGuid(), Seq = 3, Attempt = 2 };

    private readonly FakeTimeProvider _time = new();
    private readonly LiveListeners _listeners = new();
    private readonly List<LiveText> _heard = [];
    private readonly MemoryLive _live;

    public VoiceTests()
    {
        _live = new(_listeners);
        _live.Listen(Order.RunId, _heard.Add);
    }

    private static LiveText Piece(int from, string text) => new() { RunId = Order.RunId, Seq = 3, Attempt = 2, From = from, Text = text };

    [Fact]
    public void Tokens_of_a_moment_are_one_piece_that_says_whose_it_is_and_where_it_belongs()
    {
        using var voice = new Voice(Order, _live, _time);
        foreach (var token in "Hel lo , wor ld".Split(' ')) voice.Say(token);
        Assert.Empty(_heard);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        voice.Say("!");
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([Piece(0, "Hello,world"), Piece(11, "!")], _heard);
    }

    [Fact]
    public void Much_at_once_is_told_at_once()
    {
        using var voice = new Voice(Order, _live, _time);
        voice.Say(new string('x', 5_000));
        Assert.Equal(5_000, Assert.Single(_heard).Text.Length);
    }

    [Fact]
    public void The_rest_is_told_at_the_end_and_nothing_after_it()
    {
        var voice = new Voice(Order, _live, _time);
        voice.Say("rest");
        voice.Dispose();
        voice.Say("late");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([Piece(0, "rest")], _heard);
    }

    [Fact]
    public void An_answer_that_begins_anew_begins_at_0()
    {
        using var voice = new Voice(Order, _live, _time);
        voice.Begin();
        voice.Say("torn");
        _time.Advance(TimeSpan.FromMilliseconds(100));
        voice.Say("never told");
        voice.Begin();
        voice.Say("whole");
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([Piece(0, "torn"), Piece(0, "whole")], _heard);
    }

    [Fact]
    public void A_character_of_two_halves_is_told_whole()
    {
        using var voice = new Voice(Order, _live, _time);
        voice.Say("a\ud83d");
        _time.Advance(TimeSpan.FromMilliseconds(100));
        voice.Say("\ude00");
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([Piece(0, "a"), Piece(1, "\ud83d\ude00")], _heard);
    }

    [Fact]
    public void What_is_said_in_one_run_is_heard_by_its_own_listeners_until_they_leave()
    {
        var (others, also) = (new List<LiveText>(), new List<LiveText>());
        using var other = _live.Listen(Guid.NewGuid(), others.Add);
        var second = _live.Listen(Order.RunId, also.Add);
        _live.Tell(Piece(0, "a"));
        second.Dispose();
        second.Dispose();
        _live.Tell(Piece(1, "b"));
        Assert.Equal((2, 1, 0), (_heard.Count, also.Count, others.Count));
        other.Dispose();
        Assert.Equal([Order.RunId], _listeners.Now.Runs);
    }
}
