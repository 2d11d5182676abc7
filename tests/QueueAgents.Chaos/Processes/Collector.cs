using System.Collections.Concurrent;
using System.Net;
using System.Text;
using QueueAgents.TestNodes;

namespace QueueAgents.Chaos.Processes;

/// <summary>Where processes send what they measure, by OTLP over HTTP. Names and texts stand in the messages as they are, so it looks for them there.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, string Text)> _received = [];

    public Collector()
    {
        Address = $"http://127.0.0.1:{Ports.Free()}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _ = TakeAsync();
    }

    public string Address { get; }

    public Dictionary<string, string?> Settings(string service) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_SERVICE_NAME"] = service,
    };

    /// <summary>What a service has sent to a path, such as <c>/v1/metrics</c>.</summary>
    public string Sent(string path, string service)
        => string.Join('\n', _received.Where(sent => sent.Path == path && sent.Text.Contains(service, StringComparison.Ordinal)).Select(sent => sent.Text));

    public void Dispose() => _listener.Close();

    private async Task TakeAsync()
    {
        try
        {
            while (true)
            {
                var call = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((call.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                call.Response.ContentType = "application/x-protobuf";
                call.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }
}
