using System.Buffers.Text;

namespace SPAgent;

/// <summary>Blots a key out of what a server sent, in place: as it stands, and with letters escaped as JSON may have
/// them.</summary>
internal static class KeyRedaction
{
    /// <summary>Puts stars over every occurrence of <paramref name="key"/>; JSON stays JSON.</summary>
    public static void Apply(Span<byte> body, ReadOnlySpan<byte> key)
    {
        for (int from = 0; body[from..].IndexOf(key) is >= 0 and int at; from += at + key.Length)
            body.Slice(from + at, key.Length).Fill((byte)'*');

        // From the left, so that a backslash which is itself escaped opens nothing.
        for (int i = 0; body[i..].IndexOfAny(key[0], (byte)'\\') is >= 0 and int skipped;)
        {
            i += skipped;
            int length = LengthOf(body[i..], key);
            body.Slice(i, length).Fill((byte)'*');
            i += length > 0 ? length : Letter(body[i..]).Length;
        }
    }

    // Bytes that the key takes at the start of a text; 0 when it does not stand there.
    private static int LengthOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        int at = 0;
        foreach (byte letter in key)
        {
            if (at == text.Length) return 0;
            (int value, int length) = Letter(text[at..]);
            if (value != letter) return 0;
            at += length;
        }

        return at;
    }

    private static (int Value, int Length) Letter(ReadOnlySpan<byte> text)
    {
        if (text[0] != '\\' || text.Length < 2) return (text[0], 1);
        if (text[1] is (byte)'"' or (byte)'\\' or (byte)'/') return (text[1], 2);
        // Control characters, which no key holds.
        if (text[1] is (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t') return (0, 2);
        if (text[1] == 'u' && text.Length >= 6 && Utf8Parser.TryParse(text[2..6], out int code, out int digits, 'x')
            && digits == 4) return (code, 6);
        return (text[0], 1);
    }
}
