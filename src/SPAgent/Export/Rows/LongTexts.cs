using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SPAgent;

/// <summary>
/// A JSON text whose long strings are cut out and checked by vector instructions; the parser, which goes through strings with escapes byte by
/// byte, sees a number in their place.
/// </summary>
internal sealed class LongTexts : IDisposable
{
    private const int Shortest = 256;

    private static readonly SearchValues<byte> s_special = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(code => (byte)code), (byte)'"', (byte)'\\']);

    private readonly ReadOnlyMemory<byte> _source;
    private readonly List<(int Start, int Length)> _cut = [];
    private byte[] _short;
    private int _length;

    /// <summary>Cuts <paramref name="utf8"/>, which must stay as it is until the result is disposed.</summary>
    public LongTexts(ReadOnlyMemory<byte> utf8)
    {
        _source = utf8;
        _short = ArrayPool<byte>.Shared.Rent(Math.Max(utf8.Length, 16));
        ReadOnlySpan<byte> text = utf8.Span;
        int copied = 0;
        for (int at = 0; text[at..].IndexOf((byte)'"') is >= 0 and int quote;)
        {
            int start = at + quote + 1, end = EndOf(text, start);
            // The parser tells what is wrong with it.
            if (end < 0) break;
            at = end + 1;
            bool isLong = end - start >= Shortest || text[start..end].StartsWith(Mark);
            if (!isLong || IsName(text[at..])) continue;
            Append(text[copied..start]);
            Append(Mark);
            _ = Utf8Formatter.TryFormat(_cut.Count, _short.AsSpan(_length), out int digits);
            _length += digits;
            _cut.Add((start, end - start));
            copied = end;
        }

        Append(text[copied..]);
    }

    /// <summary>The text with the cuts.</summary>
    public ReadOnlyMemory<byte> Short => _short.AsMemory(0, _length);

    // A short string that begins like this is cut as well, so that none is mistaken for a cut.
    private static ReadOnlySpan<byte> Mark => "\\u0001"u8;

    /// <summary>The bytes between the quotes of a string, whether it was cut or not.</summary>
    public ReadOnlyMemory<byte>? Find(JsonElement element)
    {
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        if (!raw.StartsWith(Mark) || !Utf8Parser.TryParse(raw[Mark.Length..], out int index, out _)) return null;
        return _source.Slice(_cut[index].Start, _cut[index].Length);
    }

    /// <summary>A string as text; empty for anything else.</summary>
    public EncodedText Of(JsonElement element) =>
        element.ValueKind == JsonValueKind.String && Find(element) is { } cut ? EncodedText.Of(cut) : EncodedText.Of(element);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_short);
        _short = [];
    }

    private static int EndOf(ReadOnlySpan<byte> text, int at)
    {
        while (text[at..].IndexOfAny(s_special) is >= 0 and int special)
        {
            at += special;
            if (text[at] == '"') return at;
            if (text[at] != '\\' || at + 1 >= text.Length || !"\"\\/bfnrtu"u8.Contains(text[at + 1])) return -1;
            if (text[at + 1] == 'u' && !IsHex(text[(at + 2)..])) return -1;
            at += 2;
        }

        return -1;
    }

    private static bool IsHex(ReadOnlySpan<byte> text) => text.Length >= 4 && Utf8Parser.TryParse(text[..4], out int _, out int digits, 'x') && digits == 4;

    private static bool IsName(ReadOnlySpan<byte> after) => after.TrimStart(" \t\r\n"u8).StartsWith(":"u8);

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length + 32 > _short.Length) Grow(bytes.Length + 32);
        bytes.CopyTo(_short.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Grow(int room)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_short.Length + room);
        _short.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_short);
        _short = larger;
    }
}
