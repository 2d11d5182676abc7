using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace QueueAgents.Server;

/// <summary>Secrets of containers: each file of <c>/run/secrets</c> is a setting, such as <c>QueueAgents__Connection</c>. A file goes before the environment.</summary>
internal static class Secrets
{
    private const string Folder = "/run/secrets";

    /// <exception cref="ConfigurationException">A file is there and not for this user.</exception>
    public static void AddSecrets(this IHostApplicationBuilder builder)
    {
        try
        {
            builder.Configuration.AddKeyPerFile(Folder, optional: true);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"A secret cannot be read: {thrown.Message}");
        }
    }
}
