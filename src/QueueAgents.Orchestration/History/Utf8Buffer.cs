using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace QueueAgents.Orchestration.History;

/// <summary>UTF-8 text that can be cut back, which a Utf8JsonWriter cannot.</summary>
internal sealed class Utf8Buffer
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public Utf8Buffer Add(ReadOnlySpan<byte> text)
    {
        if (_bytes.Length - Length < text.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + text.Length));
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
        return this;
    }

    /// <summary>As inside a JSON string.</summary>
    public Utf8Buffer AddEscaped(string text) => Add(JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    public Utf8Buffer Add(int number)
    {
        Span<byte> digits = stackalloc byte[11];
        number.TryFormat(digits, out var length, provider: null);
        return Add(digits[..length]);
    }

    public void CutTo(int length) => Length = length;

    public override string ToString() => Encoding.UTF8.GetString(Span);
}
