using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>A line of an output or error file: what became of one request.</summary>
/// <param name="Name">Which request.</param>
/// <param name="Status">HTTP status of the reply.</param>
/// <param name="Body">Body of the reply; null where none came.</param>
/// <param name="Error">Where no reply came, what the server says of it, as JSON.</param>
/// <param name="ErrorCode">The same as a code, such as <c>batch_expired</c>; null for none.</param>
internal sealed partial record BatchLine(string Name, int Status, JsonElement? Body, string Error, string? ErrorCode)
{
    private const int Piece = 64 * 1024;
    private const string TooLong = "reply_too_long";

    /// <summary>Whether it holds a reply.</summary>
    public bool IsReply => Body is not null && Status is >= 200 and < 300;

    /// <summary>Whether it was longer than a reply may be.</summary>
    public bool IsTooLong => ErrorCode == TooLong;

    /// <summary>Whether the request was not asked at all, because its batch ended before.</summary>
    public bool WasNotAsked => Body is null && ErrorCode is "batch_expired" or "batch_cancelled" or "batch_canceled";

    /// <summary>Reads a line; null where it is none.</summary>
    public static BatchLine? Read(ReadOnlySpan<byte> line)
    {
        JsonElement root;
        try
        {
            root = JsonText.Parse(line.ToArray());
        }
        catch (JsonException)
        {
            return null;
        }

        if (LenientJson.Text(root, "custom_id") is not { } name) return null;
        JsonElement error = LenientJson.Get(root, "error") ?? default;
        JsonElement response = LenientJson.Get(root, "response") ?? default;
        JsonElement? body =
            LenientJson.Get(response, "body") is { ValueKind: not JsonValueKind.Null } said ? said : null;
        string told = error.ValueKind == JsonValueKind.Undefined ? "null" : error.GetRawText();
        return new(name, (int)(LenientJson.Number(response, "status_code") ?? 200), body,
            $"{{\"error\":{told}}}", LenientJson.Text(error, "code"));
    }

    /// <summary>Copies lines, without keys. Of one that is longer than allowed only that is written.</summary>
    /// <param name="from">The lines as the server sends them.</param>
    /// <param name="to">Takes them.</param>
    /// <param name="endpoint">Whose keys are taken out.</param>
    /// <param name="most">Bytes of a line.</param>
    /// <param name="read">Told each time that something came.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task CopyAsync(Stream from, Stream to, ModelEndpoint endpoint, int most, Action read,
        CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[Piece];
        int length = 0;
        bool skips = false;
        while (true)
        {
            if (length == buffer.Length) Array.Resize(ref buffer, 2 * length);
            int came = await from.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (came == 0) break;
            read();
            length += came;
            int begin = 0;
            while (buffer.AsSpan(begin, length - begin).IndexOf((byte)'\n') is var end and >= 0)
            {
                if (!skips) await WriteAsync(buffer.AsMemory(begin, end)).ConfigureAwait(false);
                skips = false;
                begin += end + 1;
            }

            buffer.AsSpan(begin, length - begin).CopyTo(buffer);
            length -= begin;
            if (length <= most) continue;
            if (!skips) await WriteAsync(Instead(buffer.AsSpan(0, length))).ConfigureAwait(false);
            (skips, length) = (true, 0);
        }

        if (!skips && length > 0) await WriteAsync(buffer.AsMemory(0, length)).ConfigureAwait(false);
        await to.FlushAsync(cancellationToken).ConfigureAwait(false);

        async Task WriteAsync(Memory<byte> line)
        {
            endpoint.Redact(line);
            await to.WriteAsync(line, cancellationToken).ConfigureAwait(false);
            await to.WriteAsync("\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        }
    }

    // What is kept of a line that is too long: whose it is, where that stands at its beginning.
    private static byte[] Instead(ReadOnlySpan<byte> line)
    {
        string name = NameField().Match(Encoding.UTF8.GetString(line[..Math.Min(line.Length, Piece)])).Groups[1].Value;
        return JsonSerializer.SerializeToUtf8Bytes(new { custom_id = name, error = new { code = TooLong } });
    }

    [GeneratedRegex("\"custom_id\"\\s*:\\s*\"([^\"\\\\]{1,64})\"")]
    private static partial Regex NameField();
}
