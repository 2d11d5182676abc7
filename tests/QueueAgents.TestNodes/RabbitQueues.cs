using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QueueAgents.TestNodes;

/// <summary>Reads queue depths through erl_call: some milliseconds, where rabbitmqctl boots an Erlang machine for each question.</summary>
internal static partial class RabbitQueues
{
    public static async Task<IReadOnlyDictionary<string, QueueDepth>> DepthsAsync(RabbitFiles files, string virtualHost)
    {
        // Base64, because erl_call prints a term and a queue name may contain anything.
        var question = $"""
            base64:encode_to_string(iolist_to_binary(lists:join("\n", [
              io_lib:format("~b ~b ~s", [R, U, element(4, N)])
              || [[_, N], [_, R], [_, U]] <- [[tuple_to_list(I) || I <- Q] || Q <- rabbit_amqqueue:info_all(
                <<"{virtualHost}">>, [name, messages_ready, messages_unacknowledged])]]))).

            """;
        var answer = await Tool.RunAsync(
            new ChildStart(Installed.ErlCall!, "-sname", files.Name, "-c", files.Cookie, "-e") { Environment = files.Environment },
            question);
        var encoded = Encoded().Match(answer);
        return encoded.Success
            ? Parse(Encoding.UTF8.GetString(Convert.FromBase64String(encoded.Groups[1].Value)))
            : throw new InvalidOperationException($"The broker did not answer with its queues: {answer}");
    }

    private static Dictionary<string, QueueDepth> Parse(string lines) => lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', 3))
        .ToDictionary(
            parts => parts[2],
            parts => new QueueDepth(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture)));

    [GeneratedRegex("""^\{ok, (?:"([A-Za-z0-9+/=]*)"|\[\])\}""")]
    private static partial Regex Encoded();
}
