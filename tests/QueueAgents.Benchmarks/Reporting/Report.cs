using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace QueueAgents.Benchmarks.Reporting;

/// <summary>What a verb found out: tables and verdicts to standard output, everything to the JSON file.</summary>
internal sealed class Report
{
    private const int WidthWithoutTerminal = 220;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public required string Verb { get; init; }

    public required Machine Machine { get; init; }

    /// <summary>What was asked for, as it goes into the file.</summary>
    public required object Options { get; init; }

    /// <summary>The numbers, as they go into the file.</summary>
    public required object Results { get; init; }

    public IReadOnlyList<Table> Tables { get; init; } = [];

    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];

    /// <summary>What was left out, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What the checks found afterwards; then there is nothing else to report.</summary>
    public IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>The exit code: 1 where work was lost, 0 otherwise, whatever the speed.</summary>
    public async Task<int> WriteAsync(string? json, CancellationToken ct)
    {
        if (Findings.Count > 0)
        {
            Console.Error.WriteLine("Work was lost or is inconsistent; what was measured is worth nothing and not shown:");
            foreach (var finding in Findings) Console.Error.WriteLine($"  {finding}");
            return 1;
        }

        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WidthWithoutTerminal;
        foreach (var table in Tables) AnsiConsole.Write(table);
        foreach (var verdict in Verdicts) Line(verdict.ToString(), verdict.Met ? Color.Green : Color.Red);
        foreach (var note in Notes.Append(Machine.ToString())) Line(note, Color.Grey);
        if (json is not null) await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { Verb, At = DateTimeOffset.UtcNow, Machine, Options, Results, Verdicts, Notes }, Indented), ct);
        return 0;
    }

    private static void Line(string text, Color color)
    {
        AnsiConsole.Write(new Text(text, color));
        AnsiConsole.WriteLine();
    }
}
