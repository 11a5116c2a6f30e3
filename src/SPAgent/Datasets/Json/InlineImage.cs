using System.Buffers.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>A picture within JSON text: a data URI, or base64 that begins as pictures do.</summary>
internal static class InlineImage
{
    private const string Scheme = "data:";

    // Base64 of this many letters holds the first bytes of every picture, and is longer than most names of files.
    private const int Shortest = 64;

    private static readonly string[] s_members = ["bytes", "path", "image", "image_url", "url"];

    private static readonly string[] s_starts = ["/9j/", "iVBORw0KGgo", "UklGR", "R0lGOD", "Qk", "SUkqA", "TU0AK"];

    /// <summary>Whether a text holds a picture and is not the path of one.</summary>
    public static bool Is(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || IsBase64(text);

    /// <summary>The text of a picture: its path or itself, alone or in an object (<c>{"bytes": …, "path": …}</c>,
    /// <c>{"image": …}</c>, <c>{"image_url": {"url": …}}</c>); null where there is none.</summary>
    public static string? TextOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return value.GetString();
        if (value.ValueKind != JsonValueKind.Object) return null;
        foreach (string name in s_members)
        {
            if (value.TryGetProperty(name, out JsonElement member) && TextOf(member) is { Length: > 0 } text)
                return text;
        }

        return null;
    }

    /// <summary>The bytes of the picture.</summary>
    /// <exception cref="InvalidDataException">The text is damaged.</exception>
    public static byte[] Bytes(string text)
    {
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return FromBase64(text);
        int comma = text.IndexOf(',');
        if (comma < 0) throw new InvalidDataException("the data URI has no comma, behind which its data begin.");
        bool base64 = text.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase);
        string data = text[(comma + 1)..];
        if (base64) return FromBase64(data.Contains('%') ? Uri.UnescapeDataString(data) : data);
        string seen = text[..Math.Min(comma + 1, 40)];
        throw new InvalidDataException($"the data URI begins \"{seen}\"; base64 is expected: data:image/png;base64,…");
    }

    private static bool IsBase64(string text) =>
        text.Length >= Shortest
        && Array.Exists(s_starts, start => text.StartsWith(start, StringComparison.Ordinal))
        && Base64.IsValid(text);

    private static byte[] FromBase64(string data)
    {
        // As URLs need it, and as some write it: other letters for two of the 64, and no padding.
        string plain = data.Trim().Replace('-', '+').Replace('_', '/').TrimEnd('=');
        int letters = plain.Length - plain.Count(char.IsWhiteSpace);
        try
        {
            return Convert.FromBase64String(plain.PadRight(plain.Length + ((4 - (letters % 4)) % 4), '='));
        }
        catch (FormatException error)
        {
            throw new InvalidDataException("its base64 is damaged.", error);
        }
    }
}
