using System.Text;
using System.Text.Json;

namespace SPAgent.Internal;

/// <summary>The features of a dataset: what Hugging Face takes its columns for, beside what Arrow stores.</summary>
public sealed class HuggingFaceFeatures(JsonElement features)
{
    /// <summary>The columns that the features alone describe, for a dataset without any Arrow file.</summary>
    public IReadOnlyList<DatasetColumn> Columns =>
        features.ValueKind == JsonValueKind.Object
            ? [.. features.EnumerateObject()
                .Select(feature => Column(feature.Name, TypeName(feature.Value), feature.Value))]
            : [];

    /// <summary>The features that a file carries; none where it has no such key, or where that can't be read.</summary>
    public static HuggingFaceFeatures Embedded(IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            if (!metadata.TryGetValue("huggingface", out string? text)) return new(default);
            JsonFile.Check(Encoding.UTF8.GetBytes(text));
            using var document = JsonDocument.Parse(text);
            JsonElement found = Member(Member(document.RootElement, "info"), "features");
            return new(found.ValueKind == JsonValueKind.Object ? found.Clone() : default);
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            return new(default);
        }
    }

    /// <summary>The columns of a schema, images marked. Features in the folder win over those that the schema
    /// carries.</summary>
    /// <exception cref="InvalidDataException">Two columns share a name.</exception>
    internal IReadOnlyList<ArrowField> Mark(ArrowSchema schema) =>
        (features.ValueKind == JsonValueKind.Object ? this : Embedded(schema.Metadata)).Mark(schema.Fields);

    /// <summary>Columns, images marked.</summary>
    /// <exception cref="InvalidDataException">Two columns share a name.</exception>
    public IReadOnlyList<ArrowField> Mark(IReadOnlyList<ArrowField> columns)
    {
        var fields = columns.Select(field => Mark(field, Member(features, field.Name))).ToList();
        string? twin = fields.CountBy(field => field.Name).FirstOrDefault(name => name.Value > 1).Key;
        return twin is null ? fields : throw new InvalidDataException($"two columns are named \"{twin}\".");
    }

    /// <summary>A column for the eye, with the names of its labels.</summary>
    public DatasetColumn Describe(ArrowField field) => Column(field.Name, field.TypeName, Member(features, field.Name));

    private static DatasetColumn Column(string name, string type, JsonElement feature) =>
        new(name, type) { Labels = Labels(feature) };

    private static ArrowField Mark(ArrowField field, JsonElement feature)
    {
        // Without a feature the shape decides: other writers keep none.
        bool known = feature.ValueKind != JsonValueKind.Undefined;
        bool image = Kind(feature) == "Image";
        if (IsPicture(field) && (!known || image)) return field with { IsImage = true };
        if (image && field is { Type.Layout: ArrowLayout.Bytes or ArrowLayout.BytesView, Dictionary: null })
        {
            return field with { IsImage = true };
        }

        if (field.Children.Count == 0) return field;
        return field with { Children = [.. field.Children.Select(child => MarkChild(field, child, feature))] };
    }

    private static ArrowField MarkChild(ArrowField field, ArrowField child, JsonElement feature)
    {
        JsonElement element = Element(feature);
        if (field.Type.Layout != ArrowLayout.Struct) return Mark(child, element);
        if (element.ValueKind == JsonValueKind.Undefined) return Mark(child, Member(feature, child.Name));
        // A sequence of objects is stored as an object of lists.
        return child.Children.Count == 1
            ? child with { Children = [Mark(child.Children[0], Member(element, child.Name))] } : child;
    }

    private static bool IsPicture(ArrowField field) =>
        field is { Type.Layout: ArrowLayout.Struct, Dictionary: null, Children.Count: 2, HasTwins: false } &&
        field.Children.All(child => child is { Dictionary: null } and
            ({ Name: "bytes", Type.Layout: ArrowLayout.Bytes or ArrowLayout.BytesView } or
            { Name: "path", Type.Layout: ArrowLayout.Text or ArrowLayout.TextView or ArrowLayout.Null }));


    private static string TypeName(JsonElement feature)
    {
        JsonElement element = Element(feature);
        if (element.ValueKind != JsonValueKind.Undefined) return $"list<{TypeName(element)}>";
        switch (Kind(feature))
        {
            case "Image": return "image";
            case "ClassLabel": return "int64";
            case "Value":
                string type = Member(feature, "dtype").ToString();
                return type switch { "string" => "utf8", "large_string" => "large_utf8", _ => type };
            case null when feature.ValueKind == JsonValueKind.Object:
                IEnumerable<string> children = feature.EnumerateObject()
                    .Select(child => $"{child.Name}: {TypeName(child.Value)}");
                return $"struct<{string.Join(", ", children)}>";
            case var kind: return kind ?? "null";
        }
    }

    /// <summary>What a list is a list of: a feature named so, or the only item of an array. Undefined for what is no
    /// list.</summary>
    private static JsonElement Element(JsonElement feature)
    {
        if (feature.ValueKind == JsonValueKind.Array) return feature.EnumerateArray().FirstOrDefault();
        return Kind(feature) is "List" or "LargeList" or "Sequence" ? Member(feature, "feature") : default;
    }

    private static List<string>? Labels(JsonElement feature) =>
        Kind(feature) == "ClassLabel" && Member(feature, "names") is { ValueKind: JsonValueKind.Array } names
            ? [.. names.EnumerateArray().Select(name => name.ToString())]
            : null;

    /// <summary>The kind that a feature names itself; null for a plain object, which is a struct.</summary>
    private static string? Kind(JsonElement feature) =>
        Member(feature, "_type") is { ValueKind: JsonValueKind.String } kind ? kind.GetString() : null;

    private static JsonElement Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member)
            ? member : default;
}
