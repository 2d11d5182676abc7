using Spectre.Console;

namespace QueueAgents.Cli.Output;

/// <summary>Data goes to standard output, everything else to standard error; colour and movement only where a person looks.</summary>
internal sealed class Terminal
{
    /// <summary>Wide enough that nothing is cut or folded for a program that reads along.</summary>
    private const int Unlimited = 10_000;

    private Terminal(TextWriter data, TextWriter messages, bool dataIsSeen, bool messagesAreSeen, bool colour)
    {
        (DataIsSeen, Colour, Text) = (dataIsSeen, colour, data);
        Data = Open(data, dataIsSeen, colour);
        Messages = Open(messages, messagesAreSeen, colour);
        IsLive = messagesAreSeen && Messages.Profile.Capabilities.Ansi;
    }

    /// <summary>What the command was asked for.</summary>
    public IAnsiConsole Data { get; }

    /// <summary>Standard output without any layout.</summary>
    public TextWriter Text { get; }

    /// <summary>Progress, hints, errors.</summary>
    public IAnsiConsole Messages { get; }

    /// <summary>A person, not a pipe, reads <see cref="Data"/>.</summary>
    public bool DataIsSeen { get; }

    /// <summary>Progress may be drawn over itself.</summary>
    public bool IsLive { get; }

    public bool Colour { get; }

    public static Terminal OfProcess(bool colour) => new(
        Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected,
        colour && Environment.GetEnvironmentVariable("NO_COLOR") is not { Length: > 0 });

    /// <summary>For tests.</summary>
    public static Terminal Of(TextWriter data, TextWriter messages) => new(data, messages, dataIsSeen: false, messagesAreSeen: false, colour: false);

    /// <summary>A line of text as it is: no markup, no folding.</summary>
    public void WriteLine(string line) => Text.WriteLine(line);

    /// <summary>A message of one line, in Spectre's markup.</summary>
    public void Say(string markup) => Messages.MarkupLine(markup);

    private static IAnsiConsole Open(TextWriter writer, bool seen, bool colour)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = seen ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = seen && colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = seen ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(seen ? writer : new TrimmedLines(writer)),
        });
        if (!seen) console.Profile.Width = Unlimited;
        return console;
    }
}
