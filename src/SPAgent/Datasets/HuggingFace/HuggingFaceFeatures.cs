using System.Text.Json;

namespace SPAgent;

/// <summary>The features of a dataset: what Hugging Face takes its columns for, beside what Arrow stores.</summary>
internal sealed class HuggingFaceFeatures(JsonElement features)
{
    /// <summary>The columns that the features alone describe, for a dataset without any Arrow file.</summary>
    public IReadOnlyList<DatasetColumn> Columns =>
        features.ValueKind == JsonValueKind.Object
            ? [.. features.EnumerateObject().Select(feature => new DatasetColumn(feature.Name, TypeName(feature.Value)) { Labels = Labels(feature.Value) })]
            : [];

    /// <summary>The columns of a schema, images marked. Features in the folder win over those that the schema carries.</summary>
    /// <exception cref="InvalidDataException">Two columns share a name.</exception>
    public IReadOnlyList<ArrowField> Mark(ArrowSchema schema)
    {
        var known = features.ValueKind == JsonValueKind.Object ? features : Embedded(schema);
        var fields = schema.Fields.Select(field => Mark(field, Member(known, field.Name))).ToList();
        var twin = fields.GroupBy(field => field.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twin is null ? fields : throw new InvalidDataException($"two columns are named \"{twin.Key}\".");
    }

    /// <summary>The label names of a column; null where it has none.</summary>
    public IReadOnlyList<string>? LabelsOf(string column) => Labels(Member(features, column));

    private static ArrowField Mark(ArrowField field, JsonElement feature)
    {
        // Without a feature the shape decides: other writers keep none.
        if (IsPicture(field) && (feature.ValueKind == JsonValueKind.Undefined || Kind(feature) == "Image")) return field with { IsImage = true };
        if (field.Children.Count == 0) return field;
        return field with { Children = [.. field.Children.Select(child => MarkChild(field, child, feature))] };
    }

    private static ArrowField MarkChild(ArrowField field, ArrowField child, JsonElement feature)
    {
        bool isList = Kind(feature) is "List" or "LargeList" or "Sequence";
        var element = feature.ValueKind == JsonValueKind.Array ? feature.EnumerateArray().FirstOrDefault() : isList ? Member(feature, "feature") : default;
        if (field.Type.Layout != ArrowLayout.Struct) return Mark(child, element);
        // A sequence of objects is stored as an object of lists.
        return isList && child.Children.Count == 1
            ? child with { Children = [Mark(child.Children[0], Member(element, child.Name))] }
            : Mark(child, Member(isList ? default : feature, child.Name));
    }

    private static bool IsPicture(ArrowField field) =>
        field is { Type.Layout: ArrowLayout.Struct, Dictionary: null, Children.Count: 2, HasTwins: false } && field.Children.All(child =>
            child.Dictionary is null && (child.Name == "bytes"
                ? child.Type.Layout is ArrowLayout.Bytes or ArrowLayout.BytesView
                : child.Name == "path" && child.Type.Layout is ArrowLayout.Text or ArrowLayout.TextView));

    private static JsonElement Embedded(ArrowSchema schema)
    {
        try
        {
            if (!schema.Metadata.TryGetValue("huggingface", out string? text)) return default;
            using var document = JsonDocument.Parse(text);
            var found = Member(Member(document.RootElement, "info"), "features");
            return found.ValueKind == JsonValueKind.Object ? found.Clone() : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static string TypeName(JsonElement feature)
    {
        if (feature.ValueKind == JsonValueKind.Array) return $"list<{TypeName(feature.EnumerateArray().FirstOrDefault())}>";
        switch (Kind(feature))
        {
            case "Value" when Member(feature, "dtype") is { ValueKind: JsonValueKind.String } dtype:
                return dtype.GetString() switch { "string" => "utf8", "large_string" => "large_utf8", "string_view" => "utf8_view", var other => other! };
            case "Image": return "image";
            case "ClassLabel": return "int64";
            case "List" or "Sequence": return $"list<{TypeName(Member(feature, "feature"))}>";
            case "LargeList": return $"large_list<{TypeName(Member(feature, "feature"))}>";
            case null when feature.ValueKind == JsonValueKind.Object:
                return $"struct<{string.Join(", ", feature.EnumerateObject().Select(child => $"{child.Name}: {TypeName(child.Value)}"))}>";
            case var other: return other ?? "null";
        }
    }

    private static List<string>? Labels(JsonElement feature) =>
        Kind(feature) == "ClassLabel" && Member(feature, "names") is { ValueKind: JsonValueKind.Array } names
            ? [.. names.EnumerateArray().Select(name => name.ToString())]
            : null;

    /// <summary>The kind that a feature names itself; null for a plain object, which is a struct.</summary>
    private static string? Kind(JsonElement feature) => Member(feature, "_type") is { ValueKind: JsonValueKind.String } kind ? kind.GetString() : null;

    private static JsonElement Member(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;
}
