using System.Text.Json;

namespace SPAgent;

/// <summary>What <see cref="Utf8JsonWriter"/> lacks: long texts at speed, ready-made parts, lists.</summary>
internal static class JsonWriting
{
    /// <summary>
    /// Writes a long text: as <see cref="PlainJsonEncoder"/> would, but by whole runs between two escapes, which for a
    /// prompt with many line breaks is ten times faster than the writer's own way.
    /// </summary>
    public static void WriteText(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, string text)
    {
        writer.WritePropertyName(name);
        using var escaped = new PooledBuffer(text.Length + (text.Length / 4) + 256);
        escaped.Append("\""u8);
        PlainJsonEncoder.Append(escaped, text);
        escaped.Append("\""u8);
        writer.WriteRawValue(escaped.Written.Span, skipInputValidation: true);
    }

    /// <summary>
    /// Writes indented text made elsewhere as the value of a property, or as an <paramref name="item"/> of a list,
    /// moved in by
    /// <paramref name="depth"/> levels. JSON strings hold no line breaks, so that is safe.
    /// </summary>
    public static void WriteIndented(this Utf8JsonWriter writer, ReadOnlySpan<byte> json, int depth, bool item = false)
    {
        ReadOnlySpan<byte> newLine = "\n                                "u8[..(1 + (depth * 2))];
        using var moved = new PooledBuffer(json.Length + (json.Length / 4));
        // The writer breaks no line before raw text.
        if (item) moved.Append(newLine);
        while (json.IndexOf((byte)'\n') is >= 0 and int line)
        {
            moved.Append(json[..line]);
            moved.Append(newLine);
            json = json[(line + 1)..];
        }

        moved.Append(json);
        writer.WriteRawValue(moved.Written.Span, skipInputValidation: true);
    }

    /// <summary>Writes a list of strings; null stays null.</summary>
    public static void WriteStrings(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, IEnumerable<string?> values)
    {
        writer.WriteStartArray(name);
        foreach (string? value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
