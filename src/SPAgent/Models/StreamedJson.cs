using System.Buffers;
using System.Buffers.Text;
using System.ClientModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// A JSON body whose images stay the caller's bytes: base64 is made piece by piece while the body is sent, so that a
/// request costs no copy of its images, however many are in flight. It can be sent again, and its length is known
/// before.
/// </summary>
internal sealed class StreamedJson : BinaryContent
{
    // A multiple of 3, so that padding comes only at the end.
    private const int PieceBytes = 96 * 1024;

    private readonly ArrayBufferWriter<byte> _text = new(4096);
    private readonly List<(int At, ReadOnlyMemory<byte> Bytes)> _images = [];
    private readonly Utf8JsonWriter _json;

    public StreamedJson()
    {
        // Text goes out as it is; escapes are for HTML, and this is none.
        _json =
            new Utf8JsonWriter(_text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        MediaType = "application/json";
    }

    /// <summary>Writes everything but data URIs. Nothing is sent before it is flushed.</summary>
    public Utf8JsonWriter Json => _json;

    /// <summary>Writes a string value: the data URI of an image.</summary>
    public void WriteDataUri(string mediaType, ReadOnlyMemory<byte> image)
    {
        _json.WriteStringValueSegment($"data:{mediaType};base64,", isFinalSegment: false);
        _json.Flush();
        _images.Add((_text.WrittenCount, image));
        _json.WriteStringValueSegment("", isFinalSegment: true);
    }

    /// <summary>The body with the SHA-256 of each image in place of its bytes.</summary>
    public string WithHashes()
    {
        StringBuilder text = new();
        int told = 0;
        foreach ((int at, ReadOnlyMemory<byte> bytes) in _images)
        {
            text.Append(Encoding.UTF8.GetString(_text.WrittenSpan[told..at]))
                .Append("sha256:").Append(Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));
            told = at;
        }

        return text.Append(Encoding.UTF8.GetString(_text.WrittenSpan[told..])).ToString();
    }

    public override bool TryComputeLength(out long length)
    {
        length = _text.WrittenCount + _images.Sum(image => 4L * ((image.Bytes.Length + 2) / 3));
        return true;
    }

    public override async Task WriteToAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        int sent = 0;
        foreach ((int at, ReadOnlyMemory<byte> bytes) in _images)
        {
            await stream.WriteAsync(_text.WrittenMemory[sent..at], cancellationToken).ConfigureAwait(false);
            await WriteBase64Async(stream, bytes, cancellationToken).ConfigureAwait(false);
            sent = at;
        }

        await stream.WriteAsync(_text.WrittenMemory[sent..], cancellationToken).ConfigureAwait(false);
    }

    public override void WriteTo(Stream stream, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Requests are sent asynchronously.");

    /// <summary>Does nothing: the package disposes a body after each attempt, and a retry sends it again.</summary>
    public override void Dispose() { }

    private static async Task WriteBase64Async(Stream stream, ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken)
    {
        byte[] buffer =
            ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(Math.Min(bytes.Length, PieceBytes)));
        try
        {
            while (bytes.Length > 0)
            {
                ReadOnlyMemory<byte> piece = bytes[..Math.Min(bytes.Length, PieceBytes)];
                Base64.EncodeToUtf8(piece.Span, buffer, out _, out int written);
                await stream.WriteAsync(buffer.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
                bytes = bytes[piece.Length..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
