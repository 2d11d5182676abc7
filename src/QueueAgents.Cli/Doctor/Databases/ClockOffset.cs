using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using QueueAgents.Http.Words;

namespace QueueAgents.Cli.Doctor.Databases;

/// <summary>Servers go by the clock of the database, so a machine that is off does no harm to runs; but its logs and traces tell other times than the rows.</summary>
/// <param name="sql">Asks the database what time it is.</param>
/// <param name="time">The clock of this machine.</param>
internal sealed class ClockOffset(string sql, TimeProvider time) : ICheck<OpenDatabase>
{
    private static readonly TimeSpan Little = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Much = TimeSpan.FromMinutes(1);

    public string Name => "clock";

    public async IAsyncEnumerable<Finding> LookAsync(OpenDatabase on, [EnumeratorCancellation] CancellationToken ct)
    {
        await on.TextAsync(sql, ct); // The first takes longer.
        var (before, there, after) = (time.GetUtcNow(), await AskAsync(on.Connection, ct), time.GetUtcNow());
        var offset = there - (before + ((after - before) / 2));
        var (length, doubt) = (offset.Duration(), (after - before) / 2);
        var says = $"This machine's clock is {Times.Length(length)} {(offset < TimeSpan.Zero ? "ahead of" : "behind")} the database's, give or take {Times.Length(doubt)}.";
        const string What = "Let a time service (chrony, systemd-timesyncd) set the clocks of both.";
        yield return length - doubt > Much ? this.Wrong(says, What) : length - doubt > Little ? this.Warning(says, What) : this.Well(says);
    }

    private async Task<DateTimeOffset> AskAsync(DbConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(ct) switch
        {
            DateTimeOffset moment => moment,
            DateTime moment => new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc)),
            var other => DateTimeOffset.Parse(Convert.ToString(other, CultureInfo.InvariantCulture)!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        };
    }
}
