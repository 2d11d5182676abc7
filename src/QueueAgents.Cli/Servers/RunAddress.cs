using System.Globalization;
using System.Text.Encodings.Web;
using QueueAgents.Orchestration.Store;

namespace QueueAgents.Cli.Servers;

/// <summary>The query of an address; each parameter once, but for states.</summary>
internal sealed class RunAddress
{
    private readonly List<(string Name, string Value)> _parameters = [];

    public string this[string name]
    {
        set
        {
            _parameters.RemoveAll(parameter => parameter.Name == name);
            _parameters.Add((name, value));
        }
    }

    public static RunAddress Of(RunFilter filter)
    {
        var address = new RunAddress();
        foreach (var state in filter.States) address._parameters.Add(("state", state.ToString().ToLowerInvariant()));
        if (filter.Agent is { } agent) address["agent"] = agent;
        if (filter.Tenant is { } tenant) address["tenant"] = tenant;
        if (filter.Key is { } key) address["key"] = key;
        if (filter.Tag is var (name, value)) address["tag"] = $"{name}={value}";
        if (filter.CreatedAfter is { } moment) address["since"] = moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        if (filter.Unserved) address["unserved"] = "true";
        return address;
    }

    public override string ToString()
        => _parameters.Count == 0 ? "" : "?" + string.Join('&', _parameters.Select(p => $"{UrlEncoder.Default.Encode(p.Name)}={UrlEncoder.Default.Encode(p.Value)}"));
}
