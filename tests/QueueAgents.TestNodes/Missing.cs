namespace QueueAgents.TestNodes;

/// <summary>Why a node cannot run on this machine, for a test to skip with; null when it can.</summary>
public static class Missing
{
    public static string? Broker() => (Installed.RabbitServer, Installed.Epmd, Installed.ErlCall) switch
    {
        (null, _, _) => "rabbitmq-server is not installed",
        (_, null, _) => "epmd (package erlang-base) is not installed",
        (_, _, null) => "erl_call (package erlang-base) is not installed",
        _ => null,
    };

    public static string? Pika() => Installed.Python is null || Installed.Pika is null ? "python3-pika is not installed" : null;

    public static string? Database() => (Installed.PostgresBin, Environment.IsPrivilegedProcess, Installed.SetPriv) switch
    {
        (null, _, _) => "postgresql is not installed",
        (_, true, null) => "setpriv (package util-linux) is not installed, and postgresql does not run as root",
        _ => null,
    };
}
