using System.Text;

namespace QueueAgents.Cli.Output;

/// <summary>Passes text on without the white space tables leave at the end of their lines: for files and programs.</summary>
internal sealed class TrimmedLines(TextWriter inner) : TextWriter
{
    private readonly StringBuilder _held = new();

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value)
    {
        switch (value)
        {
            case ' ':
                _held.Append(value);
                return;
            case '\n' or '\r':
                _held.Clear();
                break;
            default:
                inner.Write(_held);
                _held.Clear();
                break;
        }

        inner.Write(value);
    }

    public override void Write(string? value)
    {
        foreach (var letter in value ?? "") Write(letter);
    }

    public override void Flush() => inner.Flush();
}
