using System.Globalization;
using System.Text;

namespace QueueAgents.TestNodes;

/// <summary>How many messages wait in each queue.</summary>
internal static class RabbitQueues
{
    public static async Task<IReadOnlyDictionary<string, QueueDepth>> DepthsAsync(RabbitFiles files, string virtualHost)
    {
        // Base64, because erl_call prints a term and a queue name may contain anything.
        var answer = await ErlCall.AskAsync(files, $"""
            base64:encode_to_string(iolist_to_binary(lists:join("\n", [
              io_lib:format("~b ~b ~s", [R, U, element(4, N)])
              || [[_, N], [_, R], [_, U]] <- [[tuple_to_list(I) || I <- Q] || Q <- rabbit_amqqueue:info_all(
                <<"{virtualHost}">>, [name, messages_ready, messages_unacknowledged])]]))).

            """);
        return Parse(Encoding.UTF8.GetString(Convert.FromBase64String(answer)));
    }

    public static async Task<int> MostHeldAsync(RabbitFiles files, string virtualHost) => int.Parse(
        await ErlCall.AskAsync(files, $"""
            integer_to_list(lists:max([0 | [proplists:get_value(messages_unacknowledged, C)
              || C <- rabbit_channel:info_all([vhost, messages_unacknowledged]), proplists:get_value(vhost, C) =:= <<"{virtualHost}">>]])).

            """),
        CultureInfo.InvariantCulture);

    private static Dictionary<string, QueueDepth> Parse(string lines) => lines
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', 3))
        .ToDictionary(
            parts => parts[2],
            parts => new QueueDepth(int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture)));
}
