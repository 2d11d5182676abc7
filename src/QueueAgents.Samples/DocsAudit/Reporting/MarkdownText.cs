using System.Buffers;
using System.Text;

namespace QueueAgents.Samples.DocsAudit.Reporting;

/// <summary>Makes foreign text show as it is: paths and quotes must not become markup of the report.</summary>
internal static class MarkdownText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(@"\`*_[]<>|&~#");

    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (Special.Contains(letter))
            {
                escaped.Append('\\');
            }

            escaped.Append(char.IsControl(letter) ? ' ' : letter);
        }

        return escaped.ToString();
    }
}
