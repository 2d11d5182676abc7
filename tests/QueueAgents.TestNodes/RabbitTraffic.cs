using System.Globalization;

namespace QueueAgents.TestNodes;

/// <summary>What the broker's sockets have carried.</summary>
internal static class RabbitTraffic
{
    public static async Task<BrokerTraffic> ReadAsync(RabbitFiles files)
    {
        var answer = await ErlCall.AskAsync(files, """
            lists:flatten(io_lib:format("~b ~b", [lists:sum([V || C <- rabbit_networking:connection_info_all([K]), {_, V} <- C, is_integer(V)]) || K <- [recv_oct, send_oct]])).

            """);
        var numbers = answer.Split(' ');
        return new BrokerTraffic(long.Parse(numbers[0], CultureInfo.InvariantCulture), long.Parse(numbers[1], CultureInfo.InvariantCulture));
    }
}
