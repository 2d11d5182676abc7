using System.Text;

namespace QueueAgents.TestNodes;

/// <summary>Who may do what in which virtual host.</summary>
internal static class RabbitAccess
{
    public static Task AddVirtualHostAsync(RabbitFiles files, string name) => DoAsync(files, $"rabbit_vhost:add({Binary(name)}, <<\"tests\">>)");

    public static Task AddUserAsync(RabbitFiles files, string name, string password)
        => DoAsync(files, $"rabbit_auth_backend_internal:add_user({Binary(name)}, {Binary(password)}, <<\"tests\">>)");

    public static Task PermitAsync(RabbitFiles files, string user, string virtualHost, string configure, string write, string read)
    {
        var arguments = string.Join(", ", new[] { user, virtualHost, configure, write, read }.Select(Binary));
        return DoAsync(files, $"rabbit_auth_backend_internal:set_permissions({arguments}, <<\"tests\">>)");
    }

    private static async Task DoAsync(RabbitFiles files, string call)
    {
        var done = await ErlCall.AskAsync(files, $"case {call} of ok -> \"done\"; Other -> base64:encode_to_string(term_to_binary(Other)) end.\n\n");
        if (done != "done") throw new InvalidOperationException($"The broker refuses {call}: {done}");
    }

    /// <summary>Base64, because a pattern may contain anything.</summary>
    private static string Binary(string text) => $"base64:decode(\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}\")";
}
