using System.Text.Json;
using Xunit;

namespace QueueAgents.EndToEnd.Cli.Doctor;

/// <summary>What <c>doctor</c> says, as a script reads it.</summary>
internal sealed record Diagnosis(int Exit, IReadOnlyList<(string Check, string Verdict, string Says, string? Do)> Findings)
{
    public static async Task<Diagnosis> OfAsync(params string[] options)
    {
        var ran = await CommandLine.HereAsync(["doctor", "-o", "json", .. options]);
        Assert.True(ran.Out.Length > 0, ran.Error);
        using var document = JsonDocument.Parse(ran.Out);
        return new(ran.Exit, [.. document.RootElement.EnumerateArray().Select(finding => (
            finding.GetProperty("check").GetString()!, finding.GetProperty("verdict").GetString()!, finding.GetProperty("says").GetString()!,
            finding.TryGetProperty("do", out var what) ? what.GetString() : null))]);
    }

    /// <summary>The one finding of a check that is wrong; it says what to do, and so does the exit code.</summary>
    public string Wrong(string check) => Single(check, "wrong", 1);

    /// <summary>The one finding of a check that somebody should look at.</summary>
    public string Warning(string check) => Single(check, "warning", Exit);

    public string Well(string check) => Single(check, "well", Exit);

    /// <summary>Nothing is wrong.</summary>
    public Diagnosis Healthy()
    {
        Assert.True(Exit == 0 && Findings.All(finding => finding.Verdict != "wrong"), ToString());
        return this;
    }

    public override string ToString() => $"exit {Exit}\n{string.Join('\n', Findings)}";

    private string Single(string check, string verdict, int exit)
    {
        var found = Findings.Where(finding => finding.Check == check && finding.Verdict == verdict).ToList();
        Assert.True(found.Count == 1 && Exit == exit, ToString());
        if (verdict != "well") Assert.False(string.IsNullOrEmpty(found[0].Do), "It does not say what to do.");
        return found[0].Says;
    }
}
