using System.ComponentModel;
using System.Runtime.InteropServices;

namespace QueueAgents.TestNodes;

internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    private const int NoSuchProcess = 3;

    /// <summary>False when there is no such process (any more). A negative pid means the process group.</summary>
    public static bool Send(int pid, int signal)
    {
        if (pid is 0 or 1 or -1)
        {
            throw new ArgumentOutOfRangeException(nameof(pid), pid, "This would signal far more than one process.");
        }

        if (SendCore(pid, signal) == 0)
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == NoSuchProcess ? false : throw new Win32Exception(error);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendCore(int pid, int signal);
}
