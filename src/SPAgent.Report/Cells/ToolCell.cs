using System.Text.Json;

namespace SPAgent;

/// <summary>Tools: what they do, and what they take.</summary>
internal static class ToolCell
{
    public static MimeBundle Of(string name, string description, JsonElement schema)
    {
        (string Name, string What, string Description)[] parameters = [.. Parameters(schema)];
        Html takes = parameters.Length == 0 ? Html.Of($"<p class=\"soft\">It takes nothing but the picture.</p>")
            : PageOverview.Table("", ["parameter", "", ""],
                parameters.Select(one => new Html[]
                    { Html.Text(one.Name), Html.Text(one.What), Html.Text(one.Description) }), numbers: false);
        Html card = Html.Of($"{FactsCell.Head(name, "tool")}<p>{description}</p>{takes}");
        string text =
            $"{name}: {description}{string.Concat(parameters.Select(one => $"\n  {one.Name}  {one.What}  {one.Description}"))}";
        return MimeBundle.Html(CellStyle.Frame(card), TerminalText.Text(text));
    }

    /// <summary>Several, a row each.</summary>
    public static MimeBundle Of(IEnumerable<(string Name, string Description, JsonElement Schema)> tools)
    {
        TableBuilder rows = new();
        foreach ((string name, string description, JsonElement schema) in tools.Take(100))
        {
            rows.Add(("tool", name), ("what it does", description),
                ("parameters", string.Join(", ", Parameters(schema).Select(one => one.Name))));
        }

        return TableCell.Of(rows.Build());
    }

    private static IEnumerable<(string Name, string What, string Description)> Parameters(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out JsonElement properties)
            || properties.ValueKind != JsonValueKind.Object) yield break;
        HashSet<string> required = schema.TryGetProperty("required", out JsonElement names)
            && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Select(name => $"{name}")] : [];
        foreach (JsonProperty property in properties.EnumerateObject().Take(40))
        {
            yield return (property.Name, What(property.Value, required.Contains(property.Name)),
                Field(property.Value, "description") is { } told ? $"{told}" : "");
        }
    }

    private static string What(JsonElement schema, bool isRequired)
    {
        List<string> words = [];
        if (Field(schema, "enum") is { ValueKind: JsonValueKind.Array } choices)
            words.Add(string.Join(" | ", choices.EnumerateArray().Take(12)));
        else if (Field(schema, "type") is { } type)
            words.Add(type.ValueKind == JsonValueKind.String ? $"{type}" : JsonText.Line(type));
        if (Field(schema, "minimum") is { } least) words.Add($"from {least}");
        if (Field(schema, "maximum") is { } most) words.Add($"to {most}");
        if (Field(schema, "default") is { } usual) words.Add($"otherwise {usual}");
        else if (!isRequired) words.Add("optional");
        return string.Join(' ', words);
    }

    private static JsonElement? Field(JsonElement schema, string name) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out JsonElement value) ? value : null;
}
