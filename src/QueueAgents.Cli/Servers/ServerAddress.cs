using QueueAgents.Cli.CommandLine;

namespace QueueAgents.Cli.Servers;

/// <summary>A server, and the key with which one comes in. A key is never an argument: those are seen by everybody on the machine.</summary>
/// <param name="Url">With a slash at its end, so that routes can be put behind it.</param>
/// <param name="Token">Null where there is none.</param>
internal sealed record ServerAddress(Uri Url, string? Token)
{
    public const string UrlVariable = "QUEUEAGENTS_URL";
    public const string TokenVariable = "QUEUEAGENTS_TOKEN";

    /// <summary>What is typed goes before the environment, and that before the file.</summary>
    /// <returns>Null where the command is about a store of this machine.</returns>
    /// <exception cref="RefusedException">What was given cannot be used, or not together.</exception>
    public static ServerAddress? Find(string? server, string? store, string? tokenFile, Func<string, string?> environment, ConfigFile config)
    {
        if (server is not null && store is not null) throw RefusedException.Usage("Give either --server or --store, not both.");
        var (url, from) = Given(server, "--server") ?? (store is null ? Given(environment(UrlVariable), UrlVariable) ?? Given(config.Url, config.Path) : null)
            ?? (null, "");
        if (url is null) return tokenFile is null ? null : throw RefusedException.Usage("--token-file is for a server: give --server too.");

        var address = Parse(url, from);
        // A key of the file was given for the server of the file, and goes to no other.
        var kept = config.Url is { } home && Parse(home, config.Path) == address ? config.ReadToken() : null;
        var token = Read(tokenFile) ?? NotEmpty(environment(TokenVariable)) ?? kept;
        return token is null || token.All(c => c is > ' ' and <= '~')
            ? new(address, token)
            : throw RefusedException.Usage("The key for the server is one line of letters, digits and a few signs.");
    }

    private static (string? Url, string From)? Given(string? url, string from) => NotEmpty(url) is { } given ? (given, from) : null;

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static Uri Parse(string text, string from)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0 || url.Fragment.Length > 0)
            throw RefusedException.Usage($"{from}: '{text}' is no server's address; one is https://queueagents.example.com or http://127.0.0.1:5080.");
        if (url.UserInfo.Length > 0) throw RefusedException.Usage($"{from}: a server is not asked with a user and a password, but with a key: in {TokenVariable}, or --token-file.");
        return url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }

    private static string? Read(string? file)
    {
        if (file is null) return null;
        try
        {
            return NotEmpty(File.ReadAllText(file)) ?? throw RefusedException.Usage($"--token-file: {file} is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RefusedException.NotFound($"--token-file cannot be read: {e.Message}");
        }
    }
}
