using System.Text;
using System.Text.Json;

namespace SPAgent.Tests;

/// <summary>A request as the fake server saw it.</summary>
/// <param name="Method">Such as POST.</param>
/// <param name="Path">Such as /v1/chat/completions.</param>
/// <param name="Headers">Names without regard to case.</param>
/// <param name="Body">Bytes of the body; only valid until the reply is chosen, unless the server keeps its
/// requests.</param>
internal sealed record FakeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    /// <summary>Number of images, without parsing the body.</summary>
    public int Images => Body.Span.Count("\"image_url\":"u8);

    public bool OffersTools => Body.Span.IndexOf("\"tools\":"u8) >= 0;

    public static FakeRequest Parse(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> body)
    {
        string[] lines = Encoding.ASCII.GetString(head).Split("\r\n");
        string[] start = lines[0].Split(' ');
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        return new FakeRequest(start[0], start[1], headers, body);
    }
}
