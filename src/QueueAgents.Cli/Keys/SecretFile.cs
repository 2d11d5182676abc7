using QueueAgents.Cli.CommandLine;
using QueueAgents.Orchestration.Keys;

namespace QueueAgents.Cli.Keys;

/// <summary>A file that holds one key, such as a secret of containers. What is in it is never printed.</summary>
internal static class SecretFile
{
    /// <exception cref="RefusedException">It cannot be read, or holds no key.</exception>
    public static async Task<string> ReadAsync(string path, CancellationToken ct)
    {
        var buffer = new char[KeyText.MaxLength * 2];
        int length;
        try
        {
            using var reader = new StreamReader(path);
            length = await reader.ReadBlockAsync(buffer, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RefusedException.NotFound($"--secret-file cannot be read from {path}: {e.Message}");
        }

        var text = new string(buffer, 0, length).Trim();
        return KeyText.IsWellFormed(text)
            ? text
            : throw RefusedException.Usage($"{path} holds no key: qa_ and 43 to {KeyText.MaxLength - 3} of A-Z, a-z, 0-9, _ and -, made at random.");
    }
}
