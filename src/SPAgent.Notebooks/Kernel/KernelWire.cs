using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>Jupyter messages, version 5.3, as frames: written and signed, checked and read.</summary>
internal sealed class KernelWire(string key, TimeProvider time)
{
    public const string ProtocolVersion = "5.3";
    private static readonly byte[] s_delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] s_empty = "{}"u8.ToArray();
    private static readonly JsonSerializerOptions s_writing = new()
    { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
    private readonly string _session = Guid.NewGuid().ToString();

    /// <summary>The frames of a message.</summary>
    /// <param name="type">What is said.</param>
    /// <param name="content">The arguments.</param>
    /// <param name="parent">Header of the request that this answers; null for none.</param>
    public byte[][] Write(string type, JsonObject content, byte[]? parent)
    {
        var header = new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString(),
            ["session"] = _session,
            ["username"] = "kernel",
            ["date"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        byte[][] parts = [Bytes(header), parent ?? s_empty, s_empty, Bytes(content)];
        return [s_delimiter, Signature(parts), .. parts];
    }

    /// <summary>Reads a request; null for what is not signed with the key, or not a message at all.</summary>
    public KernelMessage? Read(List<byte[]> frames)
    {
        int start = frames.FindIndex(frame => frame.AsSpan().SequenceEqual(s_delimiter));
        if (start < 0 || frames.Count < start + 6) return null;
        byte[][] parts = [.. frames.Skip(start + 2).Take(4)];
        if (!CryptographicOperations.FixedTimeEquals(frames[start + 1], Signature(parts))) return null;
        try
        {
            using JsonDocument header = JsonDocument.Parse(parts[0]);
            using JsonDocument content = JsonDocument.Parse(parts[3]);
            return header.RootElement is { ValueKind: JsonValueKind.Object } fields
                && fields.TryGetProperty("msg_type", out JsonElement type) &&
                type.ValueKind == JsonValueKind.String && content.RootElement.ValueKind == JsonValueKind.Object
                ? new KernelMessage(parts[0], type.GetString()!, content.RootElement.Clone())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // A text may hold half of a surrogate pair, which is no valid UTF-8; such a half is replaced.
    private static byte[] Bytes(JsonObject json) => JsonSerializer.SerializeToUtf8Bytes(json, s_writing);

    private byte[] Signature(byte[][] parts)
    {
        if (_key.Length == 0) return [];
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (byte[] part in parts) hash.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
