using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using QueueAgents.Contracts;

namespace QueueAgents.Samples.Refunds;

/// <summary>A small shop in a folder: a refund is a file that has its key for a name, a letter one that has none. Any number of workers may share it.</summary>
internal sealed class ShopFolder(string folder, TimeProvider time) : IShop
{
    private static readonly Dictionary<string, Order> Orders = new Order[]
    {
        new("A-17", "Ada", "a lamp", 39.90m),
        new("A-18", "Ben", "a desk", 249m),
        new("A-19", "Chris", "a set of pens", 12.50m),
        new("A-20", "Dora", "an office chair", 329m),
        new("A-21", "Emil", "a bookend", 18m),
    }.ToDictionary(order => order.Id, StringComparer.OrdinalIgnoreCase);

    /// <summary>In the user's state folder.</summary>
    public static string Default => Path.Combine(StateFolder.Home, RefundsAgent.Name);

    public Task<Order?> FindAsync(string orderId, CancellationToken ct) => Task.FromResult(Orders.GetValueOrDefault(orderId));

    public async Task<string> RefundAsync(Order order, decimal amount, string key, CancellationToken ct)
    {
        var receipt = $"R-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 4))}";
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "refunds")).FullName, $"{key.Replace('/', '-')}.json");
        // Whoever writes it a second time writes the same: an Idempotent effect.
        if (!File.Exists(file)) await AtomicFile.WriteAsync(file, Json.Of(new { key, receipt, order = order.Id, amount }).Text!, ct);
        return receipt;
    }

    public async Task PostAsync(Letter letter, CancellationToken ct)
    {
        var posted = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH-mm-ss.fffffff", CultureInfo.InvariantCulture);
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "letters")).FullName, $"{posted}-{Path.GetRandomFileName()[..4]}.txt");
        await AtomicFile.WriteAsync(file, $"To: {letter.To}\nOur reference: {letter.Reference}\n\n{letter.Text}\n", ct);
    }
}
