using System.Diagnostics;

namespace QueueAgents.TestNodes;

/// <summary>
/// Turns a <see cref="ChildStart"/> into a command line. The wrappers exec in place, so the pid is the program's own:
/// setsid makes it the leader of its group, setpriv changes the user and ties its life to the parent's.
/// </summary>
internal static class Launch
{
    public static ProcessStartInfo Info(ChildStart start)
    {
        var command = new List<string>();
        if (Installed.SetSid is { } setsid)
        {
            command.Add(setsid);
        }

        if (start.User is { } user)
        {
            command.AddRange([Installed.SetPriv ?? "setpriv", "--reuid", user, "--regid", user, "--init-groups"]);
        }

        // In a second step of its own, because a change of user clears the parent-death signal.
        if (Installed.SetPriv is { } setpriv)
        {
            command.AddRange([setpriv, "--pdeathsig", start.OnParentDeath]);
        }

        command.Add(start.Program);
        command.AddRange(start.Arguments);

        var info = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingFolder ?? "",
        };
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }
}
