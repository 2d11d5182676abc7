using System.Net;
using QueueAgents.Agents;

namespace QueueAgents.Models;

/// <summary>The body of an answer, up to a bound. Libraries collect answers in memory; this is where it ends.</summary>
internal sealed class BoundedContent : HttpContent
{
    private readonly HttpContent _body;
    private readonly int _limit;

    public BoundedContent(HttpContent body, int limit)
    {
        (_body, _limit) = (body, limit);
        foreach (var (name, values) in body.Headers) Headers.TryAddWithoutValidation(name, values);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => new Bounded(await _body.ReadAsStreamAsync(), _limit);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) => new Bounded(await _body.ReadAsStreamAsync(cancellationToken), _limit);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await using var body = await CreateContentReadStreamAsync(cancellationToken);
        await body.CopyToAsync(stream, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Headers.ContentLength ?? 0;
        return _body.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _body.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Bounded(Stream body, int limit) : Stream
    {
        private long _read;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Count(body.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Count(body.Read(buffer));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await body.ReadAsync(buffer, cancellationToken));

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) body.Dispose();
            base.Dispose(disposing);
        }

        private int Count(int read)
            => (_read += read) <= limit ? read : throw new ModelFailedException(ModelFailure.TooLarge, $"The model's answer is larger than {limit} bytes.");
    }
}
