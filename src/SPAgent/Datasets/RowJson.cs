using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SPAgent;

/// <summary>Rows as JSON text.</summary>
internal static class RowJson
{
    /// <summary>The columns that hold no images.</summary>
    /// <remarks>An image column stays out where a row has no image, too: all rows of a dataset have the same
    /// keys.</remarks>
    public static string Write(DatasetRow row)
    {
        IEnumerable<KeyValuePair<string, object?>> columns =
            row.Values.Where(column => !row.ImageColumns.Contains(column.Key));
        return Text(indented: false, writer => WriteObject(writer, columns, digests: false));
    }

    /// <summary>The index and all columns, with what identifies the images.</summary>
    public static string Describe(DatasetRow row, bool indented) => Text(indented, writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("index", row.Index);
        writer.WritePropertyName("columns");
        WriteObject(writer, row.Values, digests: true);
        writer.WriteEndObject();
    });

    private static string Text(bool indented, Action<Utf8JsonWriter> write)
    {
        // Letters of every language stay readable; the text is data, never pasted into a page as it is.
        var options = new JsonWriterOptions
        { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = indented };
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, options)) write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, object? value, bool digests)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case long number: writer.WriteNumberValue(number); break;
            case ulong number: writer.WriteNumberValue(number); break;
            case sbyte or byte or short or ushort or int or uint: Write(writer, Convert.ToInt64(value), digests); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case float number: Write(writer, (double)number, digests); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case double: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case byte[] bytes: WriteDigest(writer, bytes); break;
            case DatasetDecimal number: WriteDecimal(writer, number); break;
            case DatasetImage image: WriteImage(writer, image); break;
            case IReadOnlyDictionary<string, object?> fields: WriteObject(writer, fields, digests); break;
            case IReadOnlyList<object?> list: WriteList(writer, list, digests); break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> fields,
        bool digests)
    {
        writer.WriteStartObject();
        foreach ((string? name, object? value) in fields)
        {
            if (!digests && IsImages(value)) continue;
            writer.WritePropertyName(name);
            Write(writer, value, digests);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IReadOnlyList<object?> list, bool digests)
    {
        writer.WriteStartArray();
        foreach (object? value in list) Write(writer, value, digests);
        writer.WriteEndArray();
    }

    /// <summary>Whether a value is an image, or a list that holds one.</summary>
    private static bool IsImages(object? value) =>
        value is DatasetImage || (value is IReadOnlyList<object?> list && list.Any(IsImages));

    private static void WriteImage(Utf8JsonWriter writer, DatasetImage image)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("bytes");
        if (image.IsStored) WriteDigest(writer, image.GetBytes());
        else writer.WriteNullValue();
        writer.WriteString("path", image.Path);
        writer.WriteEndObject();
    }

    private static void WriteDigest(Utf8JsonWriter writer, byte[] bytes)
    {
        writer.WriteStartObject();
        writer.WriteString("sha256", Convert.ToHexStringLower(SHA256.HashData(bytes)));
        writer.WriteNumber("length", bytes.Length);
        writer.WriteEndObject();
    }

    private static void WriteDecimal(Utf8JsonWriter writer, DatasetDecimal number)
    {
        // As text: most readers of JSON would round a number of 38 digits.
        writer.WriteStartObject();
        writer.WriteString("unscaled", number.Unscaled.ToString(CultureInfo.InvariantCulture));
        writer.WriteNumber("scale", number.Scale);
        writer.WriteEndObject();
    }
}
