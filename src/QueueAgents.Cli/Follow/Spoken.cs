using System.Globalization;
using System.Text;
using QueueAgents.Http.Views;

namespace QueueAgents.Cli.Follow;

/// <summary>What a model says while it says it. A new attempt replaces what a torn one has said, and that is shown.</summary>
internal sealed class Spoken
{
    private const int Kept = 2_000;

    private readonly Lock _lock = new();
    private readonly StringBuilder _said = new();
    private readonly StringBuilder _fresh = new();
    private (int Seq, int Attempt) _turn;
    private int _length;

    public void Hear(TextView piece)
    {
        lock (_lock)
        {
            var order = (piece.Seq, piece.Attempt).CompareTo(_turn);
            if (order < 0) return;
            if (order > 0 || piece.From == 0) Begin(piece);
            if (piece.From > _length) Add("…");
            if (piece.From < _length) return; // It was heard before.
            Add(Plain(piece.Text));
            _length = piece.From + piece.Text.Length;
        }
    }

    /// <summary>For a log: what has been said since, each answer under a line that says whose it is; null where nobody has spoken.</summary>
    public string? Take()
    {
        lock (_lock)
        {
            if (_fresh.Length == 0) return null;
            var fresh = _fresh.ToString();
            _fresh.Clear();
            return fresh;
        }
    }

    /// <summary>For a picture: whose words they are, and the last of them in one line; null where nobody has spoken.</summary>
    public string? Last(int width)
    {
        lock (_lock)
        {
            if (_said.Length == 0) return null;
            var (heading, words) = (Heading(_turn), _said.ToString().ReplaceLineEndings(" "));
            var room = Math.Max(20, width - heading.Length - 3);
            return $"{heading} {(words.Length <= room ? words : $"…{words[^room..]}")}";
        }
    }

    private void Begin(TextView piece)
    {
        var again = _turn == (piece.Seq, piece.Attempt);
        if (_fresh.Length > 0 || _length > 0) _fresh.Append('\n');
        _turn = (piece.Seq, piece.Attempt);
        _said.Clear();
        _length = 0;
        _fresh.Append(Heading(_turn)).Append(again ? " (anew) " : " ");
    }

    private void Add(string text)
    {
        _fresh.Append(text);
        _said.Append(text);
        if (_said.Length > 2 * Kept) _said.Remove(0, _said.Length - Kept);
    }

    private static string Heading((int Seq, int Attempt) turn) => turn.Attempt == 1
        ? string.Create(CultureInfo.InvariantCulture, $"step {turn.Seq} says:")
        : string.Create(CultureInfo.InvariantCulture, $"step {turn.Seq} says in attempt {turn.Attempt}, in place of what was said before:");

    /// <summary>A model must not move the cursor of who reads along.</summary>
    private static string Plain(string text) => string.Concat(text.Where(c => c is '\n' or '\t' || !char.IsControl(c)));
}
