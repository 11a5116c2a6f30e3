using System.Buffers;

namespace SPAgent;

/// <summary>
/// JSON as Python writes it: <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> stand for values, which JSON lacks; they
/// become null.
/// </summary>
internal static class PythonNumbers
{
    /// <summary>
    /// The line with null in their place; null where it has none, or has such words inside texts only.
    /// </summary>
    public static byte[]? Replaced(ReadOnlySpan<byte> line)
    {
        if (line.IndexOf("NaN"u8) < 0 && line.IndexOf("Infinity"u8) < 0) return null;
        ArrayBufferWriter<byte> plain = new(line.Length + 16);
        bool changed = false;
        for (int at = 0; at < line.Length;)
        {
            int length = line[at] == '"' ? TextLength(line[at..]) : ValueLength(line[at..]);
            changed |= length < 0;
            plain.Write(length < 0 ? "null"u8 : line.Slice(at, length));
            at += Math.Abs(length);
        }

        return changed ? plain.WrittenSpan.ToArray() : null;
    }

    /// <summary>Bytes of the text that begins here, with its quotes.</summary>
    private static int TextLength(ReadOnlySpan<byte> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i] == '"') return i + 1;
            if (text[i] == '\\') i++;
        }

        return text.Length;
    }

    /// <summary>Bytes up to the next text or such value; negative, those of the value that stands here.</summary>
    private static int ValueLength(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("NaN"u8)) return -"NaN".Length;
        if (rest.StartsWith("Infinity"u8)) return -"Infinity".Length;
        if (rest.StartsWith("-Infinity"u8)) return -"-Infinity".Length;
        int next = rest[1..].IndexOfAny("\"NI-"u8);
        return next < 0 ? rest.Length : next + 1;
    }
}
