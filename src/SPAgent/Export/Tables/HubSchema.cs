using System.Text;
using System.Text.Json;

namespace SPAgent;

/// <summary>Columns of a table as Hugging Face's libraries describe them.</summary>
internal static class HubSchema
{
    /// <summary>The value of a Parquet file's key <c>huggingface</c>, by which pictures are shown as such.</summary>
    public static string FileKey(IEnumerable<TableField> fields) => Encoding.UTF8.GetString(CompactJson.Of(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("info"u8);
        writer.WriteStartObject("features"u8);
        Members(writer, fields);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }));

    /// <summary>The list <c>features</c> of a dataset card.</summary>
    /// <param name="text">Where it goes.</param>
    /// <param name="fields">The columns.</param>
    /// <param name="indent">How far its lines stand to the right.</param>
    public static void Yaml(StringBuilder text, IEnumerable<TableField> fields, int indent)
    {
        foreach (TableField field in fields)
        {
            // Quoted: a field may be called 0.jpg.
            text.Append(' ', indent).Append($"- name: \"{field.Name}\"\n");
            Yaml(text, field, indent + 2);
        }
    }

    private static void Yaml(StringBuilder text, TableField field, int indent)
    {
        text.Append(' ', indent);
        switch (field.Type)
        {
            case TableType.Group:
                text.Append("struct:\n");
                Yaml(text, field.Children, indent);
                break;
            case TableType.List when field.Children[0] is { Type: TableType.Group } item:
                text.Append("list:\n");
                Yaml(text, item.Children, indent);
                break;
            case TableType.List:
                text.Append($"list: {Type(field.Children[0])}\n");
                break;
            case TableType.Whole when field.Labels is { } labels:
                text.Append("dtype:\n");
                text.Append(' ', indent + 2).Append("class_label:\n");
                text.Append(' ', indent + 4).Append("names:\n");
                for (int i = 0; i < labels.Count; i++)
                    text.Append(' ', indent + 6).Append($"\"{i}\": {JsonSerializer.Serialize(labels[i])}\n");
                break;
            default:
                text.Append($"dtype: {Type(field)}\n");
                break;
        }
    }

    private static void Members(Utf8JsonWriter writer, IEnumerable<TableField> fields)
    {
        foreach (TableField field in fields)
        {
            writer.WritePropertyName(field.Name);
            Feature(writer, field);
        }
    }

    private static void Feature(Utf8JsonWriter writer, TableField field)
    {
        writer.WriteStartObject();
        switch (field.Type)
        {
            case TableType.Group:
                Members(writer, field.Children);
                break;
            case TableType.List:
                writer.WritePropertyName("feature"u8);
                Feature(writer, field.Children[0]);
                writer.WriteString("_type"u8, "List"u8);
                break;
            case TableType.Picture:
                writer.WriteString("_type"u8, "Image"u8);
                break;
            case TableType.Whole when field.Labels is { } labels:
                writer.WriteStartArray("names"u8);
                foreach (string label in labels) writer.WriteStringValue(label);
                writer.WriteEndArray();
                writer.WriteString("_type"u8, "ClassLabel"u8);
                break;
            default:
                writer.WriteString("dtype"u8, Type(field));
                writer.WriteString("_type"u8, "Value"u8);
                break;
        }

        writer.WriteEndObject();
    }

    private static string Type(TableField field) => field.Type switch
    {
        TableType.Picture => "image",
        TableType.Flag => "bool",
        TableType.Whole => "int64",
        TableType.Number => "float64",
        TableType.Natural => "uint64",
        TableType.Bytes => "binary",
        _ => "string",
    };
}
