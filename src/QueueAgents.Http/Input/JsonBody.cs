using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using QueueAgents.Contracts;
using QueueAgents.Http.Problems;

namespace QueueAgents.Http.Input;

/// <summary>
/// Reads a body by the rules of every door: JSON of a known size, no deeper than 32, without a member twice or one that is not known. Too much
/// is refused before it is kept: by its announced length, or where the limit is passed.
/// </summary>
internal static class JsonBody
{
    /// <summary>What the members around a document may take.</summary>
    private const int Slack = 64 << 10;

    private static readonly JsonDocumentOptions Rules = new() { AllowDuplicateProperties = false, MaxDepth = Json.Options.MaxDepth };
    private static readonly JsonSerializerOptions Members = new(Json.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    public static int LimitFor(int documentBytes) => documentBytes + Slack;

    /// <param name="context">The request.</param>
    /// <param name="documentBytes">How large the document in the body may be.</param>
    /// <param name="ct">Ends with the request.</param>
    /// <exception cref="ProblemException">400, 413 or 415.</exception>
    public static async Task<(T Body, int Bytes)> ReadAsync<T>(HttpContext context, int documentBytes, CancellationToken ct) where T : class
        => await ReadOrNoneAsync<T>(context, documentBytes, ct) is ({ } body, var bytes) ? (body, bytes) : throw Problem.Invalid.Because("The request needs a body.");

    /// <summary>For requests that need no body; null where there is none.</summary>
    /// <exception cref="ProblemException">400, 413 or 415.</exception>
    public static async Task<(T? Body, int Bytes)> ReadOrNoneAsync<T>(HttpContext context, int documentBytes, CancellationToken ct) where T : class
    {
        var bytes = await BytesAsync(context.Request, LimitFor(documentBytes), ct);
        if (bytes.Length == 0) return (null, 0);
        if (!context.Request.HasJsonContentType()) throw Problem.UnsupportedMediaType.Because("The body must be sent as application/json.");
        return (Parse<T>(bytes), bytes.Length);
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request, int limit, CancellationToken ct)
    {
        if (request.ContentLength > limit) throw TooLarge(limit);
        var buffer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 256) + 1);
        while (await request.Body.ReadAsync(buffer.GetMemory(), ct) is > 0 and var read)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > limit) throw TooLarge(limit);
        }

        return buffer.WrittenMemory;
    }

    private static T Parse<T>(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, Rules);
            return document.Deserialize<T>(Members) ?? throw Problem.Invalid.Because("The body must be a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw WrongBody.Of(wrong);
        }
    }

    private static ProblemException TooLarge(int limit) => Problem.TooLarge.Because($"The body is larger than {limit} bytes.");
}
