using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QueueAgents.Samples.DocsAudit.Reporting;

[JsonSerializable(typeof(AuditReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    // The relaxed encoder keeps quotes and umlauts readable; it is unsafe only inside HTML, where this file never goes.
    public static ReportJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
