using System.Text.Json.Serialization;

namespace QueueAgents.Samples.DocsAudit;

/// <summary>How much a finding matters to a reader of the documentation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Worth knowing; nothing is broken.</summary>
    [JsonStringEnumMemberName("info")]
    Info,

    /// <summary>A reader is likely to stumble.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something does not work: a link leads nowhere, a file cannot be read.</summary>
    [JsonStringEnumMemberName("error")]
    Error,
}
