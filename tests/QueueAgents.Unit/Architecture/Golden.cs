using Xunit;

namespace QueueAgents.Unit.Architecture;

/// <summary>Files in the repository that say what the code does; rewritten by QUEUEAGENTS_UPDATE_GOLDEN=1.</summary>
internal static class Golden
{
    public static void Check(string path, string actual)
    {
        var file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("QUEUEAGENTS_UPDATE_GOLDEN") == "1") File.WriteAllText(file, actual);
        Assert.True(File.Exists(file), $"{path} is missing; write it with QUEUEAGENTS_UPDATE_GOLDEN=1.");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
