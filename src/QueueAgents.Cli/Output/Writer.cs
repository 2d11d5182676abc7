using System.Text.Json;
using QueueAgents.Http.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace QueueAgents.Cli.Output;

/// <summary>Writes what a command was asked for, in the format asked for.</summary>
internal sealed class Writer(Terminal terminal, OutputFormat format)
{
    public OutputFormat Format => format;

    public bool IsTable => format == OutputFormat.Table;

    /// <summary>One thing.</summary>
    public void One<T>(T view, Func<T, string> name, Func<T, IRenderable> table)
    {
        if (format == OutputFormat.Table) terminal.Data.Write(table(view));
        else if (format == OutputFormat.Name) terminal.WriteLine(name(view));
        else Json(view);
    }

    /// <summary>A list of things.</summary>
    public void Many<T>(IReadOnlyList<T> views, Func<T, string> name, Func<IReadOnlyList<T>, IRenderable> table)
    {
        switch (format)
        {
            case OutputFormat.Table when views.Count > 0: terminal.Data.Write(table(views)); break;
            case OutputFormat.Json: Json(views); break;
            case OutputFormat.Jsonl: foreach (var view in views) Json(view); break;
            case OutputFormat.Name: foreach (var view in views) terminal.WriteLine(name(view)); break;
        }
    }

    /// <summary>A document: over several lines, unless each line is one.</summary>
    public void Json<T>(T view)
        => terminal.WriteLine(JsonSerializer.Serialize(view, format == OutputFormat.Jsonl ? JsonText.Line : JsonText.Readable));
}
