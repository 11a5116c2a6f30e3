using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SPAgent;

/// <summary>
/// Escapes what JSON demands and nothing else: quotes, backslashes and control characters. The encoders that ship with
/// .NET escape emoji. A lone surrogate, which is no text, is written as U+FFFD.
/// </summary>
internal sealed class PlainJsonEncoder : JavaScriptEncoder
{
    private static readonly SearchValues<char> Special =
        SearchValues.Create([.. Controls().Select(b => (char)b), '"', '\\']);
    private static readonly SearchValues<byte> SpecialBytes =
        SearchValues.Create([.. Controls(), (byte)'"', (byte)'\\']);

    private PlainJsonEncoder() { }

    public static PlainJsonEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        ReadOnlySpan<char> span = new(text, textLength);
        int special = span.IndexOfAny(Special);
        int lone = LoneSurrogate(special < 0 ? span : span[..special]);
        return lone < 0 ? special : lone;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) =>
        Utf8.IsValid(utf8Text) ? utf8Text.IndexOfAny(SpecialBytes) : base.FindFirstCharacterToEncodeUtf8(utf8Text);

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength,
        out int numberOfCharactersWritten)
    {
        Span<char> escaped = stackalloc char[6];
        numberOfCharactersWritten = Escape(unicodeScalar, escaped);
        return escaped[..numberOfCharactersWritten].TryCopyTo(new Span<char>(buffer, bufferLength));
    }

    /// <summary>Appends the inside of a JSON string as UTF-8.</summary>
    public static void Append(PooledBuffer target, string text)
    {
        using PooledBuffer plain = new((text.Length * 3) + 256);
        // Replaces half pairs, and has room for the longest form of every character: it can't fail.
        Utf8.FromUtf16(text, plain.GetSpan(text.Length * 3), out _, out int length);
        plain.Advance(length);
        ReadOnlySpan<byte> rest = plain.Written.Span;
        Span<char> escaped = stackalloc char[6];
        Span<byte> ascii = stackalloc byte[6];
        while (rest.IndexOfAny(SpecialBytes) is >= 0 and int run)
        {
            target.Append(rest[..run]);
            int count = Escape(rest[run], escaped);
            for (int i = 0; i < count; i++) ascii[i] = (byte)escaped[i];
            target.Append(ascii[..count]);
            rest = rest[(run + 1)..];
        }

        target.Append(rest);
    }

    private static int Escape(int scalar, Span<char> escaped)
    {
        if (scalar is >= ' ' and not ('"' or '\\')) return new Rune(scalar).EncodeToUtf16(escaped);
        escaped[0] = '\\';
        escaped[1] = scalar switch
        {
            '\b' => 'b',
            '\f' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            < ' ' => 'u',
            _ => (char)scalar,
        };
        if (escaped[1] != 'u') return 2;
        scalar.TryFormat(escaped[2..], out _, "x4");
        return 6;
    }

    private static int LoneSurrogate(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i += 2)
        {
            int next = text[i..].IndexOfAnyInRange('\ud800', '\udfff');
            if (next < 0) return -1;
            i += next;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return i;
        }

        return -1;
    }

    private static IEnumerable<byte> Controls() => Enumerable.Range(0, ' ').Select(b => (byte)b);
}
