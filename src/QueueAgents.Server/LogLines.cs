using Serilog.Configuration;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Formatting;

namespace QueueAgents.Server;

/// <summary>
/// Writes the lines of the log beside what the server does, those of a tenth of a second at once: a write for each, while a batch of runs waits for
/// its answers, costs more than the lines. An orderly stop writes them all; what a killed process had not written is lost, as is what comes while
/// 100,000 lines wait for a reader that has stopped reading.
/// </summary>
internal sealed class LogLines(ITextFormatter formatter, Stream output) : IBatchedLogEventSink
{
    public static BatchingOptions Batching { get; } = new() { BufferingTimeLimit = TimeSpan.FromMilliseconds(100), BatchSizeLimit = 1_000, QueueLimit = 100_000 };

    public async Task EmitBatchAsync(IReadOnlyCollection<LogEvent> batch)
    {
        await using var writer = new StreamWriter(output, bufferSize: 16 << 10, leaveOpen: true);
        using var text = new StringWriter();
        foreach (var line in batch)
        {
            text.GetStringBuilder().Clear();
            if (TryFormat(line, text)) await writer.WriteAsync(text.GetStringBuilder());
        }
    }

    /// <summary>A line that cannot be written must not keep the others, which would be tried again with it.</summary>
    private bool TryFormat(LogEvent line, StringWriter text)
    {
        try
        {
            formatter.Format(line, text);
            return true;
        }
#pragma warning disable CA1031 // Whatever a value's own formatting throws.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            SelfLog.WriteLine("A line of the log could not be written: {0}", thrown);
            return false;
        }
    }
}
