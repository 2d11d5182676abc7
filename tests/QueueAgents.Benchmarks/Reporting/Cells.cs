using System.Globalization;
using QueueAgents.Benchmarks.Measuring;

namespace QueueAgents.Benchmarks.Reporting;

/// <summary>Numbers as a table shows them; nothing where there is none.</summary>
internal static class Cells
{
    public static string Number(double? value, string format) => value is { } number && !double.IsNaN(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "";

    public static string Median(Spread? spread, string format) => Number(spread?.Median, format);

    public static string Range(Spread? spread, string format)
        => spread is null ? "" : $"{Number(spread.Median, format)} ({Number(spread.Least, format)}–{Number(spread.Greatest, format)})";

    public static string Milliseconds(double? value) => value is null ? "" : $"{Number(value, value < 10 ? "N2" : "N1")} ms";

    public static string Bytes(double? value) => value switch
    {
        null => "",
        >= 1e6 => $"{Number(value / 1e6, "N1")} MB",
        >= 1e4 => $"{Number(value / 1e3, "N0")} kB",
        _ => $"{Number(value, "N0")} B",
    };
}
