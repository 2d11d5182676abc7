using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Contracts;
using QueueAgents.Http.Runs;
using QueueAgents.Http.Words;

namespace QueueAgents.Cli.Runs;

/// <summary>The options of <c>run start</c>, whatever the agent.</summary>
internal sealed class StartOptions
{
    public Option<string?> Input { get; } = new("--input") { Description = $"What the agent gets: {JsonArgument.Help}", HelpName = "JSON" };

    private Option<string?> Key { get; } = new("--key") { Description = "Your own key for this work: a second start with it is the same run", HelpName = "KEY" };

    private Option<string?> Tenant { get; } = new("--tenant") { Description = "Whose run it is [default: default]", HelpName = "TENANT" };

    private Option<string[]> Tag { get; } = TagOption.Create();

    private Option<string?> Deadline { get; } = new("--deadline")
    {
        Description = "When the run fails if it has not ended: a moment such as 2026-11-24T09:30Z or, from now, 30m, 2h or 7d",
        HelpName = "TIME",
    };

    private Option<bool> Pinned { get; } = new("--pinned") { Description = "Keep the run on workers of the state version it starts with" };

    private Option<bool> Follow { get; } = new("--follow") { Description = "Work on the run here until it ends (the default)" };

    private Option<bool> Detach { get; } = new("--detach", "-d") { Description = "Only submit it; the next process that works on the store goes on with it" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Input, Key, Tenant, Tag, Deadline, Pinned, Follow, Detach }) command.Add(option);
    }

    /// <summary>With the input from <see cref="Input"/>.</summary>
    public async Task<StartOrder> OrderAsync(Invocation call, string agent, CancellationToken ct)
        => await OrderAsync(call, agent, call.Get(Input) is { } text ? await JsonArgument.ReadAsync(text, "--input", ct) : Json.None, ct);

    public Task<StartOrder> OrderAsync(Invocation call, string agent, Json input, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (call.Get(Follow) && call.Get(Detach)) throw RefusedException.Usage("Give either --follow or --detach, not both.");
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { [StartOrder.InputTag] = Hash(input) };
        foreach (var pair in call.Get(Tag) ?? [])
        {
            var (name, value) = TagOption.Parse(pair);
            tags[name] = value;
        }

        return Task.FromResult(new StartOrder(
            new SubmitBody
            {
                Agent = agent,
                Input = input,
                Key = call.Get(Key),
                Tenant = call.Get(Tenant),
                Tags = tags,
                Deadline = call.Get(Deadline) is { } time ? Moment(time, call.Get(Key)) : null,
                Pinned = call.Get(Pinned),
            },
            call.Get(Detach)));
    }

    private static DateTimeOffset Moment(string text, string? key)
    {
        if (Times.Parse(text) is { } length)
        {
            return key is null
                ? TimeProvider.System.GetUtcNow() + length
                : throw RefusedException.Usage("With --key, --deadline is a moment such as 2026-11-24T09:30Z: a second start with the key must be the same.");
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToUniversalTime()
            : throw RefusedException.Usage($"--deadline is a moment such as 2026-11-24T09:30Z or, from now, 30m, 2h or 7d, not '{text}'.");
    }

    /// <summary>The same for equal inputs, however they are spelt.</summary>
    private static string Hash(Json input)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(input.Canonical().Text ?? "")).AsSpan(0, 16));
}

/// <summary>A run to be started, or to be continued where an equal one is open.</summary>
internal sealed record StartOrder(SubmitBody Submit, bool Detach)
{
    /// <summary>By this tag an open run of the same input is found again.</summary>
    public const string InputTag = "input";

    public string InputHash => Submit.Tags![InputTag];
}
