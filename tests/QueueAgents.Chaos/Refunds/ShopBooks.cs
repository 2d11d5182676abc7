using System.Globalization;
using QueueAgents.Chaos.Fleet;
using QueueAgents.Contracts;
using QueueAgents.TestFleet;
using QueueAgents.TestNodes;

namespace QueueAgents.Chaos.Refunds;

/// <summary>The shop as a process that nobody kills, and what it has written.</summary>
internal sealed class ShopBooks : IAsyncDisposable
{
    private readonly TempFolder _folder = new("shop");
    private readonly FleetProcess _process;

    private ShopBooks() => _process = new FleetProcess("shop", new ChildStart("dotnet", Programs.TestFleet, "shop", _folder.Root));

    public int Port { get; private set; }

    public static async Task<ShopBooks> StartAsync()
    {
        var shop = new ShopBooks();
        await shop._process.StartAsync();
        var line = await shop._process.WaitForLine(l => l.StartsWith("shop on ", StringComparison.Ordinal));
        shop.Port = int.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);
        return shop;
    }

    /// <summary>Every call that arrived, in order.</summary>
    public IReadOnlyList<ShopCall> Calls() => Read<ShopCall>("calls.jsonl");

    /// <summary>What the provider has on its books: one refund for each key.</summary>
    public IReadOnlyList<BookedRefund> Booked() => Read<BookedRefund>("books.jsonl");

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private IReadOnlyList<T> Read<T>(string name)
    {
        using var file = new FileStream(_folder.File(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => new Json(line).As<T>()!)];
    }
}
