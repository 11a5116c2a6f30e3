using System.IO.Compression;
using System.Text;

namespace SPAgent;

/// <summary>What is kept of a PNG file's other chunks; they may stand before the pixels or behind them, and the last
/// one counts.</summary>
internal sealed class PngMetadata
{
    // Pillow inflates no more of a text chunk, and neither do we.
    private const int MaxText = 1 << 20;

    private int? _orientation, _rawOrientation;

    /// <summary>EXIF orientation, 1 to 8.</summary>
    public int Orientation => _orientation ?? _rawOrientation ?? 1;

    /// <summary>Text under the key "comment" in UTF-8, which Pillow writes into a JPEG file; null where there is
    /// none.</summary>
    public byte[]? Comment { get; private set; }

    private static ReadOnlySpan<byte> CommentKey => "comment"u8;

    // Where ImageMagick keeps EXIF, as digits; Pillow reads it where there is no chunk for EXIF.
    private static ReadOnlySpan<byte> RawExifKey => "Raw profile type exif"u8;

    public void Take(ReadOnlySpan<byte> name, ReadOnlySpan<byte> body)
    {
        if (name.SequenceEqual("eXIf"u8)) _orientation = Exif.Orientation(body);
        else if (name.SequenceEqual("tEXt"u8)) TakeText(body);
        else if (name.SequenceEqual("zTXt"u8)) TakeCompressed(body);
        else if (name.SequenceEqual("iTXt"u8)) TakeInternational(body);
    }

    private void TakeText(ReadOnlySpan<byte> body)
    {
        if (TryText(body, CommentKey, out ReadOnlySpan<byte> text)) Comment = FromLatin1(text);
        else if (TryText(body, RawExifKey, out text)) TakeRawExif(text);
    }

    private void TakeCompressed(ReadOnlySpan<byte> body)
    {
        bool isComment = TryText(body, CommentKey, out ReadOnlySpan<byte> text);
        if (!isComment && !TryText(body, RawExifKey, out text)) return;
        if (text is [not 0, ..]) throw ImageException.Unidentified($"compression method {text[0]} in a PNG text");
        byte[] plain = text.IsEmpty ? [] : Inflate(text[1..]) ?? [];
        if (isComment) Comment = FromLatin1(plain);
        else TakeRawExif(plain);
    }

    // A blank line, the word exif, how many bytes there are, then their digits.
    private void TakeRawExif(ReadOnlySpan<byte> text)
    {
        string digits = string.Concat(Encoding.Latin1.GetString(text).Split('\n').Skip(3).Select(line => line.Trim()));
        try
        {
            _rawOrientation = Exif.Orientation(Convert.FromHexString(digits));
        }
        catch (FormatException)
        {
            // No EXIF, then.
        }
    }

    private void TakeInternational(ReadOnlySpan<byte> body)
    {
        if (!TryText(body, CommentKey, out ReadOnlySpan<byte> rest) || rest.Length < 2) return;
        bool compressed = rest[0] != 0;
        if (compressed && rest[1] != 0) return;
        rest = rest[2..];
        for (int skipped = 0; skipped < 2; skipped++)
        {
            int end = rest.IndexOf((byte)0);
            if (end < 0 || !IsUtf8(rest[..end])) return;
            rest = rest[(end + 1)..];
        }

        byte[]? text = compressed ? Inflate(rest) : rest.ToArray();
        if (text is not null && IsUtf8(text)) Comment = text;
    }

    private static bool TryText(ReadOnlySpan<byte> body, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> rest)
    {
        int end = body.IndexOf((byte)0);
        rest = end < 0 ? [] : body[(end + 1)..];
        return (end < 0 ? body : body[..end]).SequenceEqual(key);
    }

    private static byte[] FromLatin1(ReadOnlySpan<byte> text) =>
        Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(text));

    private static bool IsUtf8(ReadOnlySpan<byte> text) => System.Text.Unicode.Utf8.IsValid(text);

    /// <summary>Null where the data are damaged.</summary>
    private static byte[]? Inflate(ReadOnlySpan<byte> data)
    {
        using ZLibStream stream = new(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        byte[] text = new byte[Math.Min(MaxText + 1, (data.Length * 1032L) + 1)];
        int length;
        try
        {
            length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        }
        catch (Exception damage) when (damage is InvalidDataException or IOException)
        {
            return null;
        }

        if (length > MaxText)
            throw new ImageException(ImageErrorKind.InvalidValue, $"A PNG text of over {MaxText} bytes.");
        return text[..length];
    }
}
