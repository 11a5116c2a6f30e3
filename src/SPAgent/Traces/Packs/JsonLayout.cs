using System.Buffers;
using System.Text.Json;

namespace SPAgent;

/// <summary>How a file of JSON is laid out, so that it can be kept on one line and given back byte for byte.</summary>
internal enum PackedLayout
{
    /// <summary>As no known layout is: kept as it is.</summary>
    Raw = 0,

    /// <summary>Indented by two, with a line feed at the end, as traces are written.</summary>
    Indented = 1,

    /// <summary>The same without the line feed, as Python writes it.</summary>
    IndentedWithoutEnd = 2,
}

/// <summary>Takes blanks out of JSON and puts them back. Names, numbers and texts keep their spelling.</summary>
internal static class JsonLayout
{
    /// <summary>The layout of a file, with the file on one line; the line is empty where the layout is
    /// raw.</summary>
    public static PackedLayout Shorten(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> line)
    {
        line.ResetWrittenCount();
        if (!IsJson(file)) return PackedLayout.Raw;
        Strip(file, line);
        foreach (PackedLayout layout in (ReadOnlySpan<PackedLayout>)
            [PackedLayout.Indented, PackedLayout.IndentedWithoutEnd])
        {
            if (line.WrittenSpan.Contains((byte)'\n') || line.WrittenSpan.Contains((byte)'\r')) break;
            if (Restore(line.WrittenSpan, layout).AsSpan().SequenceEqual(file)) return layout;
        }

        line.ResetWrittenCount();
        return PackedLayout.Raw;
    }

    /// <summary>The file that was on one line.</summary>
    public static byte[] Restore(ReadOnlySpan<byte> line, PackedLayout layout)
    {
        ArrayBufferWriter<byte> file = new((line.Length * 5 / 4) + 16);
        int depth = 0;
        for (int at = 0; at < line.Length;)
        {
            byte one = line[at];
            int length = 1;
            if (one == '"') length = TextLength(line[at..]);
            else if (one is (byte)'}' or (byte)']') Break(file, --depth);
            else if (one is (byte)'{' or (byte)'[' && at + 1 < line.Length && line[at + 1] == one + 2) length = 2;
            file.Write(line.Slice(at, length));
            if (one is (byte)'{' or (byte)'[' && length == 1) Break(file, ++depth);
            else if (one == ',') Break(file, depth);
            else if (one == ':') file.Write(" "u8);
            at += length;
        }

        if (layout == PackedLayout.Indented) file.Write("\n"u8);
        return file.WrittenSpan.ToArray();
    }

    private static void Strip(ReadOnlySpan<byte> file, ArrayBufferWriter<byte> line)
    {
        for (int at = 0; at < file.Length;)
        {
            int length = file[at] == '"' ? TextLength(file[at..]) : 1;
            if (file[at] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
                line.Write(file.Slice(at, length));
            at += length;
        }
    }

    // From the quote to the one that ends it, or to the end of what is no JSON.
    private static int TextLength(ReadOnlySpan<byte> text)
    {
        for (int at = 1; at < text.Length;)
        {
            int next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0) return text.Length;
            at += next;
            if (text[at] == '"') return at + 1;
            at += 2;
        }

        return text.Length;
    }

    private static void Break(ArrayBufferWriter<byte> file, int depth)
    {
        int length = 1 + (2 * Math.Max(depth, 0));
        Span<byte> blanks = file.GetSpan(length)[..length];
        blanks.Fill((byte)' ');
        blanks[0] = (byte)'\n';
        file.Advance(length);
    }

    // What is none of it must not stand among lines of JSON.
    private static bool IsJson(ReadOnlySpan<byte> file)
    {
        try
        {
            Utf8JsonReader reader = new(file, new JsonReaderOptions { MaxDepth = JsonText.Deep.MaxDepth });
            while (reader.Read()) continue;
            return reader.TokenType is JsonTokenType.EndObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
