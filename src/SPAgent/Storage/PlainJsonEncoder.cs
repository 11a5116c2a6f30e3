using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace SPAgent;

/// <summary>
/// Escapes what JSON demands and nothing else, so that every script stays readable, as Python's <c>ensure_ascii=False</c> does.
/// Half a surrogate pair, which UTF-8 can't hold, becomes U+FFFD. The encoders of .NET escape emoji and more.
/// </summary>
internal sealed class PlainJsonEncoder : JavaScriptEncoder
{
    private static readonly SearchValues<char> s_escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code), '"', '\\']);

    private static readonly SearchValues<byte> s_escapedBytes =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (byte)code), (byte)'"', (byte)'\\']);

    /// <summary>The one encoder.</summary>
    public static PlainJsonEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var characters = new ReadOnlySpan<char>(text, textLength);
        int escaped = characters.IndexOfAny(s_escaped);
        int surrogate = (escaped < 0 ? characters : characters[..escaped]).IndexOfAnyInRange('\uD800', '\uDFFF');
        // A surrogate may be a half: the slow path, which goes pair by pair, looks at it.
        return surrogate >= 0 ? surrogate : escaped;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        string text = Escape((char)unicodeScalar);
        numberOfCharactersWritten = text.TryCopyTo(new Span<char>(buffer, bufferLength)) ? text.Length : 0;
        return numberOfCharactersWritten > 0;
    }

    /// <summary>Appends the inside of a JSON string as UTF-8.</summary>
    public static void Append(PooledBuffer target, string text)
    {
        using var plain = new PooledBuffer((text.Length * 3) + 256);
        // Replaces half pairs, and has room for the longest form of every character: it can't fail.
        Utf8.FromUtf16(text, plain.GetSpan(text.Length * 3), out _, out int length);
        plain.Advance(length);
        ReadOnlySpan<byte> rest = plain.Written.Span;
        while (rest.IndexOfAny(s_escapedBytes) is >= 0 and int run)
        {
            target.Append(rest[..run]);
            foreach (char character in Escape((char)rest[run])) target.Append([(byte)character]);
            rest = rest[(run + 1)..];
        }

        target.Append(rest);
    }

    private static string Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\b' => @"\b",
        '\f' => @"\f",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ => $"\\u{(int)character:x4}",
    };
}
