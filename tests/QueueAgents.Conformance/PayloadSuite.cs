using System.Text;
using QueueAgents.Contracts;
using QueueAgents.Orchestration.Runs;
using QueueAgents.Orchestration.Store;
using Xunit;

namespace QueueAgents.Conformance;

/// <summary>Documents too large for a message, and the results a join reads.</summary>
public abstract class PayloadSuite<TFixture> : StoreSuite<TFixture>
    where TFixture : IStoreFixture, new()
{
    [Fact]
    public async Task The_first_step_reads_the_runs_input_as_its_state_and_later_ones_the_document()
    {
        var run = Make.Run() with { Document = new Json("""{"d":"ä 😀"}""") };
        var (first, later) = (Make.Row(run, 1) with { Kind = StepKind.First }, Make.Row(run, 2));
        await RunWithAsync(run, first, later);

        Assert.Equal("""{"n":1}""", await Door.ReadPayloadAsync(Read(first, PayloadKind.State), Ct));
        Assert.Equal("""{"d":"ä 😀"}""", await Door.ReadPayloadAsync(Read(later, PayloadKind.State), Ct));
    }

    [Fact]
    public async Task A_step_reads_its_own_input()
    {
        var large = Json.Of(new string('x', 1 << 20));
        var run = Make.Run();
        var row = Make.Row(run, 1) with { Input = large };
        await RunWithAsync(run, row, Make.Row(run, 2) with { Input = new Json("2") });

        Assert.Equal(large.Text, await Door.ReadPayloadAsync(Read(row, PayloadKind.Input), Ct));
    }

    [Fact]
    public async Task R3_Only_the_open_attempt_with_its_nonce_may_read_or_write()
    {
        var (run, row) = await SentAsync();
        var (read, results, write) = (Read(row, PayloadKind.State), Results(row, 1), Write(row, "1"));

        Assert.Null(await Door.ReadPayloadAsync(read with { Nonce = Guid.NewGuid() }, Ct));
        Assert.Null(await Door.ReadPayloadAsync(read with { Attempt = 2 }, Ct));
        Assert.Null(await Door.ReadResultsAsync(results with { Nonce = Guid.NewGuid() }, 1000, Ct));
        Assert.Null(await Door.ReadResultsAsync(results with { Seq = 2 }, 1000, Ct));
        Assert.False(await Door.WritePayloadAsync(write with { Nonce = Guid.NewGuid() }, Ct));
        Assert.False(await Door.WritePayloadAsync(write with { RunId = Guid.CreateVersion7() }, Ct));

        await CloseAsync(run, row);
        Assert.Null(await Door.ReadPayloadAsync(read, Ct));
        Assert.Null(await Door.ReadResultsAsync(results, 1000, Ct));
        Assert.False(await Door.WritePayloadAsync(write, Ct));
    }

    [Fact]
    public async Task A_document_is_left_in_pieces_that_may_cut_a_letter()
    {
        var (_, row) = await SentAsync();
        var text = $"\"{string.Concat(Enumerable.Repeat("ä😀", 1000))}\"";
        foreach (var piece in Pieces(row, text, 1001)) Assert.True(await Door.WritePayloadAsync(piece, Ct));
        Assert.Equal(text, await LeftAsync(row));
    }

    [Fact]
    public async Task A_document_of_a_mebibyte_is_left_in_pieces()
    {
        var (_, row) = await SentAsync();
        var text = $"\"{string.Concat(Enumerable.Repeat("abcdefgä", 1 << 17))}\"";
        foreach (var piece in Pieces(row, text, 256 << 10)) Assert.True(await Door.WritePayloadAsync(piece, Ct));
        Assert.Equal(text, await LeftAsync(row));
    }

    [Fact]
    public async Task The_same_piece_again_is_accepted()
    {
        var (_, row) = await SentAsync();
        var pieces = Pieces(row, "\"0123456789abcdef\"", 5);
        foreach (var piece in new[] { pieces[0], pieces[0], pieces[1], pieces[0], pieces[1], pieces[2], pieces[1], pieces[3], pieces[3], pieces[0] })
            Assert.True(await Door.WritePayloadAsync(piece, Ct));
        Assert.Equal("\"0123456789abcdef\"", await LeftAsync(row));
    }

    [Fact]
    public async Task A_worker_that_begins_anew_replaces_what_was_left_before()
    {
        var (_, row) = await SentAsync();
        foreach (var piece in Pieces(row, "\"an earlier and longer document\"", 10)) Assert.True(await Door.WritePayloadAsync(piece, Ct));
        foreach (var piece in Pieces(row, "\"an earlier thought\"", 10)) Assert.True(await Door.WritePayloadAsync(piece, Ct));
        Assert.Equal("\"an earlier thought\"", await LeftAsync(row));
    }

    [Fact]
    public async Task A_piece_whose_predecessor_is_missing_is_refused()
    {
        var (_, row) = await SentAsync();
        var pieces = Pieces(row, "\"0123456789\"", 4);
        Assert.False(await Door.WritePayloadAsync(pieces[1], Ct));
        Assert.True(await Door.WritePayloadAsync(pieces[0], Ct));
        Assert.False(await Door.WritePayloadAsync(pieces[2], Ct));
        Assert.Null(await LeftAsync(row));
    }

    [Fact]
    public async Task Documents_of_one_attempt_are_kept_apart_by_kind()
    {
        var (run, row) = await SentAsync();
        Assert.True(await Door.WritePayloadAsync(Write(row, "1"), Ct));
        Assert.True(await Door.WritePayloadAsync(Write(row, "22") with { Kind = PayloadKind.State }, Ct));

        var left = (await LoadAsync(new(run.RunId) { Payloads = [(1, 1)] })).Payloads;
        Assert.Equal([(PayloadKind.State, "22"), (PayloadKind.Next, "1")], left.Select(p => (p.Kind, p.Text)).Order());
    }

    [Fact]
    public async Task A_join_reads_what_its_steps_came_to_in_order()
    {
        var (run, join) = await JoinAsync();
        var error = new StepError { Type = "boom", Message = "no" };
        Dispatch[] rows =
        [
            Make.Closed(Make.Row(run, 1), result: "\"before\""),
            Make.Closed(Make.Row(run, 2), DispatchOutcome.Lost),
            Make.Closed(Make.Row(run, 2, 2), result: """{"r":"ä"}"""),
            Make.Closed(Make.Row(run, 3), DispatchOutcome.Failed) with { Error = error },
            Make.Closed(Make.Row(run, 4)),
        ];
        await CommitAsync(Make.Next(run) with { NewRows = rows });

        StepResult[] all =
        [
            new() { Seq = 2, Ok = true, Value = new Json("""{"r":"ä"}""") },
            new() { Seq = 3, Ok = false, Error = error },
            new() { Seq = 4, Ok = true },
        ];
        Assert.Equal(all, await Door.ReadResultsAsync(Results(join, 0), 1000, Ct));
        Assert.Equal(all[1..], await Door.ReadResultsAsync(Results(join, 3), 1000, Ct));
        Assert.Equal([], await Door.ReadResultsAsync(Results(join, 5), 1000, Ct));
    }

    [Fact]
    public async Task A_page_of_results_holds_what_fits_and_at_least_one()
    {
        var (run, join) = await JoinAsync();
        var value = $"\"{new string('ä', 5_000)}\""; // 10,002 bytes in 5,002 letters
        await CommitAsync(Make.Next(run) with { NewRows = [.. Enumerable.Range(2, 3).Select(seq => Make.Closed(Make.Row(run, seq), result: value))] });

        Assert.Equal([2, 3], (await Door.ReadResultsAsync(Results(join, 2), 25_000, Ct))!.Select(r => r.Seq));
        Assert.Equal([4], (await Door.ReadResultsAsync(Results(join, 4), 25_000, Ct))!.Select(r => r.Seq));
        Assert.Equal([3], (await Door.ReadResultsAsync(Results(join, 3), 1, Ct))!.Select(r => r.Seq));
    }

    [Fact]
    public async Task A_step_that_joins_nothing_reads_nothing()
    {
        var (_, row) = await SentAsync();
        Assert.Equal([], await Door.ReadResultsAsync(Results(row, 1), 1000, Ct));
    }

    private async Task<(RunFacts Run, Dispatch Join)> JoinAsync()
    {
        var run = Make.Run();
        var join = Make.Row(run, 5) with { Arrival = Arrival.Joined, JoinFirst = 2, JoinCount = 3 };
        return (await RunWithAsync(run, join), join);
    }

    private async Task<string?> LeftAsync(Dispatch row)
        => (await LoadAsync(new(row.RunId) { Payloads = [(row.Seq, row.Attempt)] })).Payloads.SingleOrDefault(p => p.Kind == PayloadKind.Next)?.Text;

    private static List<WritePayload> Pieces(Dispatch row, string text, int size)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var whole = Write(row, text);
        return [.. bytes.Chunk(size).Select((piece, i) => whole with { Offset = i * size, Bytes = piece })];
    }

    private static WritePayload Write(Dispatch row, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new() { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, Kind = PayloadKind.Next, Total = bytes.Length, Bytes = bytes };
    }

    private static ReadPayload Read(Dispatch row, PayloadKind kind)
        => new() { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, Kind = kind };

    private static ReadResults Results(Dispatch row, int fromSeq)
        => new() { RunId = row.RunId, Seq = row.Seq, Attempt = row.Attempt, Nonce = row.Nonce, FromSeq = fromSeq };
}
