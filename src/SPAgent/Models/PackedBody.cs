using System.ClientModel.Primitives;
using System.IO.Compression;

namespace SPAgent;

/// <summary>Unpacks a body that came packed, though nobody asked for that.</summary>
internal static class PackedBody
{
    /// <summary>The body as it was before it was packed; the same stream where it was not.</summary>
    /// <exception cref="InvalidDataException">It is packed in a way that is not known.</exception>
    public static Stream Open(Stream body, PipelineResponseHeaders headers)
    {
        if (!headers.TryGetValue("Content-Encoding", out string? encodings)) return body;
        // The last one was put on last.
        foreach (string encoding in encodings!
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            body = encoding.ToUpperInvariant() switch
            {
                "GZIP" or "X-GZIP" => new GZipStream(body, CompressionMode.Decompress),
                "DEFLATE" => new ZLibStream(body, CompressionMode.Decompress),
                "BR" => new BrotliStream(body, CompressionMode.Decompress),
                "IDENTITY" => body,
                _ => throw new InvalidDataException($"The answer is packed as {encoding}, which nobody asked for."),
            };
        }

        return body;
    }
}
