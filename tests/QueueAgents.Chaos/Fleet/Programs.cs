using System.Reflection;

namespace QueueAgents.Chaos.Fleet;

/// <summary>The programs a fleet is made of, where the build has put them.</summary>
internal static class Programs
{
    public static string Server => Built("Server", "QueueAgents.Server.dll");

    /// <summary>The worker a user copies.</summary>
    public static string SampleWorker => Built("Samples", "QueueAgents.Samples.Worker.dll");

    /// <summary>Workers and the ledger.</summary>
    public static string TestFleet => Built("TestFleet", "QueueAgents.TestFleet.dll");

    public static string WorkerClosure => Built("TestFleet", "QueueAgents.TestFleet.deps.json");

    private static string Built(string project, string file)
    {
        var folder = typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == $"{project}.Folder").Value!;
        var path = Path.GetFullPath(Path.Combine(folder, file));
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not built; build this test project.");
    }
}
