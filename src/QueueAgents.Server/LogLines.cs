using Serilog.Configuration;
using Serilog.Core;
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
        await using var writer = new StreamWriter(output, bufferSize: 32 << 10, leaveOpen: true);
        foreach (var line in batch) formatter.Format(line, writer);
    }
}
