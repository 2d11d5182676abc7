using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace QueueAgents.Samples.DocsAudit.Parsing;

/// <summary>Reads a page from disk, or says why that cannot be done.</summary>
internal static class PageFile
{
    public const int MaxBytes = 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryParse(string path, [NotNullWhen(true)] out Page? page, [NotNullWhen(false)] out string? problem)
    {
        (page, problem) = Parse(path);
        return page is not null;
    }

    private static (Page? Page, string? Problem) Parse(string path)
    {
        try
        {
            return ReadBounded(path) is { } bytes
                ? (PageParser.Parse(StrictUtf8.GetString(bytes).TrimStart('\uFEFF')), null)
                : (null, "it is larger than 1 MiB");
        }
        catch (DecoderFallbackException)
        {
            return (null, "it is not UTF-8 text");
        }
        catch (ArgumentException error)
        {
            return (null, $"the Markdown parser gave up on it ({error.Message})");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, "it does not exist");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, "it cannot be opened");
        }
    }

    private static byte[]? ReadBounded(string path)
    {
        using var stream = File.OpenRead(path);
        if (stream.Length > MaxBytes)
        {
            return null;
        }

        var bytes = new byte[(int)stream.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes[..read];
    }
}
