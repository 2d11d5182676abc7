using System.Text.RegularExpressions;

namespace QueueAgents.TestNodes;

/// <summary>Asks a running broker through erl_call: some milliseconds, where rabbitmqctl boots an Erlang machine for each question.</summary>
internal static partial class ErlCall
{
    /// <param name="question">An Erlang expression whose value is a string without quotes in it.</param>
    public static async Task<string> AskAsync(RabbitFiles files, string question)
    {
        var answer = await Tool.RunAsync(
            // A name of its own: of two that ask under the same name at once a node refuses one.
            new ChildStart(Installed.ErlCall!, "-h", $"ask-{Guid.NewGuid():N}", "-sname", files.Name, "-c", files.Cookie, "-e") { Environment = files.Environment },
            question);
        var value = Value().Match(answer);
        return value.Success ? value.Groups[1].Value : throw new InvalidOperationException($"The broker did not answer: {answer}");
    }

    [GeneratedRegex("""^\{ok, (?:"([^"]*)"|\[\])\}""")]
    private static partial Regex Value();
}
