using System.Text;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using Xunit;

namespace QueueAgents.Unit.Agents;

/// <summary>How much of a transcript a worker reads, and that it never goes on with another one.</summary>
public sealed class TranscriptReadingTests
{
    private const int Turns = 200;
    private static readonly Guid Run = Guid.Parse("019f0000-0000-7000-8000-000000000001");
    private readonly Rows rows = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static TranscriptEntry Said(int turn, string who = "assistant") => new(who, Json.Of($"turn {turn} {new string('x', 200)}"));

    private Transcript At(TranscriptCache cache) => new(new ExecuteStep { RunId = Run, Seq = 1, Items = rows.Items.Count, Digest = rows.Digest }, rows, cache);

    private async Task<Transcript> TurnAsync(TranscriptCache cache, int turn, bool taken = true)
    {
        var transcript = At(cache);
        await transcript.Load(Ct);
        Assert.Equal(rows.Items.Select(i => i.Body), transcript.Bodies);
        transcript.Add("tool", Said(turn, "tool").Body);
        transcript.Add("assistant", Said(turn).Body);
        transcript.Keep();
        if (taken) rows.Take(transcript.Added);
        return transcript;
    }

    [Fact]
    public async Task One_worker_reads_nothing_and_writes_each_item_once()
    {
        var (cache, written) = (new TranscriptCache(), 0);
        for (var turn = 0; turn < Turns; turn++) written += (await TurnAsync(cache, turn)).Added.Sum(e => Encoding.UTF8.GetByteCount(e.Body.Text!));

        Assert.Equal(0, rows.Reads);
        Assert.Equal(rows.Bytes, written);
    }

    [Fact]
    public async Task A_cold_worker_reads_the_transcript_once_and_then_nothing()
    {
        for (var turn = 0; turn < Turns; turn++) await TurnAsync(new TranscriptCache(), turn);
        rows.BytesRead = 0;

        var cold = new TranscriptCache();
        await TurnAsync(cold, Turns);
        var once = rows.BytesRead;
        for (var turn = 1; turn < 50; turn++) await TurnAsync(cold, Turns + turn);

        Assert.Equal(rows.Items.Take(2 * Turns).Sum(i => (long)Encoding.UTF8.GetByteCount(i.Body.Text!)), once);
        Assert.Equal(once, rows.BytesRead);
    }

    [Fact]
    public async Task A_worker_that_was_away_for_some_turns_reads_only_those()
    {
        var (mine, other) = (new TranscriptCache(), new TranscriptCache());
        for (var turn = 0; turn < 20; turn++) await TurnAsync(mine, turn);
        for (var turn = 20; turn < 25; turn++) await TurnAsync(other, turn);
        (rows.Reads, rows.BytesRead) = (0, 0);

        await TurnAsync(mine, 25);

        Assert.Equal(rows.Items.Skip(40).Take(10).Sum(i => (long)Encoding.UTF8.GetByteCount(i.Body.Text!)), rows.BytesRead);
    }

    [Fact]
    public async Task R3_What_an_outcome_that_was_not_taken_said_is_never_used()
    {
        var cache = new TranscriptCache();
        await TurnAsync(cache, 1);
        await TurnAsync(cache, 2, taken: false);
        rows.Take([Said(3, "tool"), Said(3)]);

        await TurnAsync(cache, 4);

        Assert.DoesNotContain(rows.Items, i => i.Body == Said(2).Body);
    }

    [Fact]
    public async Task A_transcript_that_is_not_the_one_that_was_committed_parks_the_run()
    {
        rows.Take([Said(1), Said(2)]);
        rows.Items[0] = rows.Items[0] with { Body = Json.Of("somebody wrote here") };
        Assert.Equal(ParkedException.BadState, (await Assert.ThrowsAsync<ParkedException>(async () => await At(new()).Load(Ct))).Kind);
    }

    [Fact]
    public void What_is_kept_is_bounded_and_what_was_used_longest_ago_goes_first()
    {
        var cache = new TranscriptCache(capacity: 1_000);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        cache.Put(first, 0, null, [Said(1), Said(2)]);
        cache.Put(second, 0, null, [Said(1), Said(2)]);
        Assert.Equal(2, cache.Find(first, 2).Bodies.Count);
        cache.Put(Run, 0, null, [Said(1), Said(2)]);
        Assert.Equal((2, 0, 2), (cache.Find(first, 2).Bodies.Count, cache.Find(second, 2).Bodies.Count, cache.Find(Run, 9).Bodies.Count));
    }

    /// <summary>The server's side: rows, read in pages of ten.</summary>
    private sealed class Rows : IStepDoor
    {
        public List<TranscriptItem> Items { get; } = [];
        public string? Digest { get; private set; }
        public int Reads { get; set; }
        public long BytesRead { get; set; }
        public long Bytes => Items.Sum(i => (long)Encoding.UTF8.GetByteCount(i.Body.Text!));

        public void Take(IReadOnlyList<TranscriptEntry> added)
        {
            foreach (var entry in added)
            {
                Items.Add(new TranscriptItem { No = Items.Count + 1, Seq = 1, Kind = entry.Kind, Body = entry.Body });
                Digest = TranscriptDigest.Of(Digest, entry.Kind, entry.Body);
            }
        }

        public Task<TranscriptPage> ReadTranscript(int from, CancellationToken cancellationToken)
        {
            Reads++;
            var page = Items.Skip(from - 1).Take(10).ToList();
            BytesRead += page.Sum(i => (long)Encoding.UTF8.GetByteCount(i.Body.Text!));
            return Task.FromResult(new TranscriptPage { Items = page });
        }

        public Task<EffectAnswer> ClaimEffect(string name, EffectClass effect, string argsHash, Guid claimId, CancellationToken cancellationToken) => throw new DoorSilentException("here");

        public Task RecordEffect(Guid claimId, EffectRecord effect, CancellationToken cancellationToken) => throw new DoorSilentException("here");

        public Task<ResultsPage> ReadResults(int fromSeq, CancellationToken cancellationToken) => throw new DoorSilentException("here");

        public Task<MemoryFound> ReadMemory(bool shared, string subject, string key, CancellationToken cancellationToken) => throw new DoorSilentException("here");

        public Task<MemoryPage> ListMemory(bool shared, string subject, string prefix, string after, CancellationToken cancellationToken) => throw new DoorSilentException("here");
    }
}
