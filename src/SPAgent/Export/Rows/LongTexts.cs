using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using System.Text.Unicode;

namespace SPAgent;

/// <summary>
/// A JSON text whose long strings are cut out by vector instructions; the parser, which goes through strings with
/// escapes byte by byte, sees a number in their place.
/// </summary>
internal sealed class LongTexts : IDisposable
{
    private const int Shortest = 256;

    private readonly List<QuotedText> _cut = [];
    private byte[] _short;
    private int _length;
    private bool _hasSurrogates;
    private JsonDocument? _document;

    private LongTexts(ReadOnlyMemory<byte> utf8)
    {
        _short = ArrayPool<byte>.Shared.Rent(Math.Max(utf8.Length, 16));
        ReadOnlySpan<byte> text = utf8.Span;
        int copied = 0;
        for (int at = 0; text[at..].IndexOf((byte)'"') is >= 0 and int quote;)
        {
            int start = at + quote + 1, end = EndOf(text, start, out bool hasCodes);
            // The parser tells what is wrong with it.
            if (end < 0) break;
            at = end + 1;
            bool isLong = end - start >= Shortest || text[start..end].StartsWith(Mark);
            if (!isLong || IsName(text[at..])) continue;
            Append(text[copied..start]);
            Append(Mark);
            _ = Utf8Formatter.TryFormat(_cut.Count, _short.AsSpan(_length), out int digits);
            _length += digits;
            _cut.Add(new(utf8[(start - 1)..(end + 1)], hasCodes));
            copied = end;
        }

        Append(text[copied..]);
    }

    // A short string that begins like this is cut as well, so that none is mistaken for a cut.
    private static ReadOnlySpan<byte> Mark => "\\u0001"u8;

    /// <summary>The value, in which numbers stand for long strings.</summary>
    public JsonElement Root => _document!.RootElement;

    /// <summary>Parses strict JSON and what Python writes; <paramref name="utf8"/> must stay as it is until the result
    /// is disposed.</summary>
    /// <exception cref="JsonException">It is torn, or no JSON.</exception>
    public static LongTexts Parse(ReadOnlyMemory<byte> utf8)
    {
        // What is strict already, as nearly all is, is not searched for what has to be repaired.
        try
        {
            if (Parsed(new LongTexts(utf8)) is { } texts) return texts;
        }
        catch (JsonException)
        {
            // A bare NaN, or no JSON at all.
        }

        return Parsed(new LongTexts(JsonText.Strict(utf8)), repaired: true)!;
    }

    /// <summary>A string that was cut out; null for anything else.</summary>
    public QuotedText? Find(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        return raw.StartsWith(Mark) && Utf8Parser.TryParse(raw[Mark.Length..], out int index, out _)
            ? _cut[index] : null;
    }

    /// <summary>A string as text; empty for anything else.</summary>
    public EncodedText Of(JsonElement element) =>
        Find(element) is { } cut ? EncodedText.Of(cut) : EncodedText.Of(element);

    public void Dispose()
    {
        _document?.Dispose();
        ArrayPool<byte>.Shared.Return(_short);
        _short = [];
    }

    // Null when it may hold half a surrogate, or is no UTF-8.
    private static LongTexts? Parsed(LongTexts texts, bool repaired = false)
    {
        try
        {
            ReadOnlyMemory<byte> rest = texts._short.AsMemory(0, texts._length);
            if (repaired || (!texts._hasSurrogates && Utf8.IsValid(rest.Span)))
                texts._document = JsonDocument.Parse(rest, JsonText.Deep);
            return texts._document is null ? null : texts;
        }
        finally
        {
            if (texts._document is null) texts.Dispose();
        }
    }

    // Escapes come every few dozen bytes, so that what stands between two of them is too short for a search of its own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int EndOf(ReadOnlySpan<byte> text, int start, out bool hasCodes)
    {
        hasCodes = false;
        int unread = start;
        for (int block = start; block < text.Length; block += Vector512<byte>.Count)
        {
            for (ulong specials = Specials(text[block..]); specials != 0; specials &= specials - 1)
            {
                int at = block + BitOperations.TrailingZeroCount(specials);
                if (at < unread) continue;
                if (text[at] == '"') return at;
                if (text[at] != '\\' || at + 1 >= text.Length || !IsEscape(text[at + 1])) return -1;
                if (text[at + 1] == 'u')
                {
                    if (!IsHex(text[(at + 2)..])) return -1;
                    hasCodes = true;
                    _hasSurrogates |= text[at + 2] is (byte)'d' or (byte)'D';
                }

                unread = at + 2;
            }
        }

        return -1;
    }

    // A bit for each of the next 64 bytes that ends a string or does not stand for itself in one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Specials(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Vector512<byte>.Count)
        {
            Vector512<byte> bytes = Vector512.Create(text);
            return (Vector512.Equals(bytes, Vector512.Create((byte)'"'))
                | Vector512.Equals(bytes, Vector512.Create((byte)'\\'))
                | Vector512.LessThan(bytes, Vector512.Create((byte)' '))).ExtractMostSignificantBits();
        }

        ulong bits = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)'"' or (byte)'\\' or < (byte)' ') bits |= 1UL << i;
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsEscape(byte letter) => letter is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b'
        or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' or (byte)'u';

    private static bool IsHex(ReadOnlySpan<byte> text) =>
        text.Length >= 4 && Utf8Parser.TryParse(text[..4], out int _, out int digits, 'x') && digits == 4;

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
