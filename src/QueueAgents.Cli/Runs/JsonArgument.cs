using System.Text.Json;
using QueueAgents.Cli.CommandLine;
using QueueAgents.Contracts;

namespace QueueAgents.Cli.Runs;

/// <summary>A JSON document on the command line: itself, <c>@file</c>, or <c>-</c> for standard input.</summary>
internal static class JsonArgument
{
    public const string Help = "JSON, @FILE, or - for standard input";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <param name="text">As typed.</param>
    /// <param name="name">What the document is called in an error.</param>
    /// <param name="ct">Ends the waiting for standard input.</param>
    public static async Task<Json> ReadAsync(string text, string name, CancellationToken ct)
    {
        var (json, from) = text switch
        {
            "-" => (await Console.In.ReadToEndAsync(ct), "standard input"),
            ['@', .. var file] => (await ReadFileAsync(file, name, ct), file),
            _ => (text, null),
        };
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return new Json(json);
        }
        catch (JsonException e)
        {
            throw RefusedException.Usage($"{name}{(from is null ? "" : $" from {from}")} is not valid JSON: {Describe(e)}");
        }
    }

    /// <summary>Line and column count from 1, as editors do.</summary>
    private static string Describe(JsonException e)
    {
        var what = e.Message;
        var position = what.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (position >= 0) what = what[..position];
        return e is { LineNumber: { } line, BytePositionInLine: { } column } ? $"line {line + 1}, column {column + 1}: {what}" : what;
    }

    private static async Task<string> ReadFileAsync(string file, string name, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(file, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RefusedException.NotFound($"{name} cannot be read from {file}: {e.Message}");
        }
    }
}
