using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace SPAgent;

/// <summary>Rows of a dataset as an export writes them.</summary>
/// <param name="columns">The columns.</param>
/// <param name="namesFiles">Whether rows name their pictures as files; otherwise by their places.</param>
internal sealed class ConvertedRows(IReadOnlyList<TableField> columns, bool namesFiles)
{
    private readonly Dictionary<string, long> _written = new(StringComparer.Ordinal);
    private int _embedded;

    /// <summary>Paths of the pictures that are files, relative to the output, and their lengths.</summary>
    public IReadOnlyDictionary<string, long> Written => _written;

    /// <summary>Pictures so far.</summary>
    public int Pictures => namesFiles ? _written.Count : _embedded;

    /// <summary>A row, spelled.</summary>
    /// <exception cref="InvalidDataException">A picture is of a format that nothing tells.</exception>
    /// <exception cref="DatasetException">A picture can't be read.</exception>
    public (byte[] Text, RenderedRow Row) Render(DatasetRow row)
    {
        List<TrainingImage> images = [];
        byte[] text = CompactJson.Of(writer => Members(writer, columns, row.Values, images));
        if (!namesFiles) _embedded += images.Count;
        RenderedRow rendered = new()
        {
            Id = row.Index.ToString(CultureInfo.InvariantCulture),
            Text = 0..text.Length,
            Embedded = [],
            Images = images,
            Table = columns,
        };
        return (text, rendered);
    }

    /// <summary>Writes those pictures of a row that are not there yet.</summary>
    public void Place(RenderedRow row, ExportStaging place, string folder)
    {
        foreach (TrainingImage image in row.Images)
        {
            string name = $"{folder}/{image.FileName()}", path = place.Staged(name);
            if (!_written.TryAdd(name, image.Bytes!.Length)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, image.Bytes);
        }
    }

    private void Members(
        Utf8JsonWriter writer, IReadOnlyList<TableField> fields, IReadOnlyDictionary<string, object?> values,
        List<TrainingImage> images)
    {
        writer.WriteStartObject();
        foreach (TableField field in fields)
        {
            writer.WritePropertyName(namesFiles ? MetadataKeys.Of(field) : field.Name);
            Value(writer, field, values.GetValueOrDefault(field.Name), images);
        }

        writer.WriteEndObject();
    }

    private void Value(Utf8JsonWriter writer, TableField field, object? value, List<TrainingImage> images)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case DatasetImage image: Picture(writer, field, image, images); break;
            case IReadOnlyDictionary<string, object?> members: Members(writer, field.Children, members, images); break;
            case IReadOnlyList<object?> list:
                writer.WriteStartArray();
                foreach (object? item in list) Value(writer, field.Children[0], item, images);
                writer.WriteEndArray();
                break;
            case string text: writer.WriteStringValue(text); break;
            case DatasetDecimal number: writer.WriteStringValue(Text(number)); break;
            case float or double or decimal:
                Number(writer, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case ulong number: writer.WriteNumberValue(number); break;
            case byte[] bytes: writer.WriteBase64StringValue(bytes); break;
            case sbyte or byte or short or ushort or int or uint or long:
                Whole(writer, field, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default: writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void Number(Utf8JsonWriter writer, double number)
    {
        if (double.IsFinite(number)) writer.WriteNumberValue(number);
        else writer.WriteNullValue();
    }

    // Metadata has no types of its own: a label's name says what its number would not.
    private void Whole(Utf8JsonWriter writer, TableField field, long number)
    {
        if (!namesFiles || field.Labels is not { } labels) writer.WriteNumberValue(number);
        else if (number >= 0 && number < labels.Count) writer.WriteStringValue(labels[(int)number]);
        else writer.WriteNullValue();
    }

    private void Picture(Utf8JsonWriter writer, TableField field, DatasetImage image, List<TrainingImage> images)
    {
        byte[] bytes = image.GetBytes();
        string? name = image.Path?.Replace('\\', '/');
        // What is not known here, or damaged, goes by its name.
        bool isKnown = IsKnown(bytes);
        if (!isKnown && (name is null || !ImageFolderFiles.IsImage(name)))
        {
            throw new InvalidDataException($"column \"{field.Name}\": the picture {name ?? "without a name"} is of no "
                + "format that is known, and its name tells none.");
        }

        TrainingImage kept = new()
        {
            Name = name is null ? null : FolderTree.LastOf(name).ToString(),
            Bytes = bytes,
            NamedExtension = isKnown ? null : Path.GetExtension(name)![1..].ToLowerInvariant(),
        };
        if (namesFiles) writer.WriteStringValue($"images/{kept.FileName()}");
        else writer.WriteNumberValue(images.Count);
        images.Add(kept);
    }

    private static bool IsKnown(byte[] bytes)
    {
        try
        {
            ImageHeader.Read(bytes);
            return true;
        }
        catch (ImageException)
        {
            return false;
        }
    }

    // Plain digits with a point, as Python's str() of a Decimal has them.
    private static string Text(DatasetDecimal number)
    {
        string digits = BigInteger.Abs(number.Unscaled).ToString(CultureInfo.InvariantCulture);
        if (number.Scale > 0)
        {
            digits = digits.PadLeft(number.Scale + 1, '0');
            digits = $"{digits[..^number.Scale]}.{digits[^number.Scale..]}";
        }
        else if (number.Scale < 0)
        {
            digits += new string('0', -number.Scale);
        }

        return number.Unscaled.Sign < 0 ? $"-{digits}" : digits;
    }
}
