using System.Text;
using QueueAgents.Agents;
using QueueAgents.Contracts;
using QueueAgents.Transport;

namespace QueueAgents.Worker;

/// <summary>What one attempt's model says, gathered for a moment so that a token is not a message. Disposing tells the rest; later words are not heard.</summary>
internal sealed class Voice(ExecuteStep order, ILive live, TimeProvider time) : IVoice, IDisposable
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(80);
    private const int Large = 4_096;

    private readonly Lock _lock = new();
    private StringBuilder? _text;
    private ITimer? _timer;
    private int _told;
    private bool _gathers;
    private bool _over;

    public void Begin()
    {
        lock (_lock)
        {
            _text?.Clear();
            _told = 0;
        }
    }

    public void Say(string text)
    {
        lock (_lock)
        {
            if (_over) return;
            _text ??= new();
            _text.Append(text);
            if (!_gathers)
            {
                _gathers = true;
                (_timer ??= time.CreateTimer(_ => Tell(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)).Change(Gather, Timeout.InfiniteTimeSpan);
            }

            if (_text.Length >= Large) Tell();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Tell();
            _over = true;
            _timer?.Dispose();
        }
    }

    private void Tell()
    {
        lock (_lock)
        {
            _gathers = false;
            if (_over || _text is not { Length: > 0 } text) return;
            // Half a character waits for its other half.
            var length = char.IsHighSurrogate(text[^1]) ? text.Length - 1 : text.Length;
            if (length == 0) return;
            live.Tell(new() { RunId = order.RunId, Seq = order.Seq, Attempt = order.Attempt, From = _told, Text = text.ToString(0, length) });
            _told += length;
            text.Remove(0, length);
        }
    }
}
