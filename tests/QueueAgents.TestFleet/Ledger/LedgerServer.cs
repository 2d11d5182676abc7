using QueueAgents.Contracts;

namespace QueueAgents.TestFleet;

/// <summary>
/// The outside world: appends every call to a file before it answers, whoever calls and however often. It knows no keys and refuses
/// nothing, so what it has written is what really happened.
/// </summary>
internal static class LedgerServer
{
    public static async Task<int> RunAsync(string path)
    {
        await using var file = new AppendOnlyFile(path);
        return await LineServer.RunAsync("ledger", async line =>
        {
            await file.AddAsync(Json.Of(new Json(line).As<LedgerCall>()! with { At = DateTimeOffset.UtcNow }).Text!);
            return "ok";
        });
    }
}
