using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>One cell of a notebook file, on the file's own JSON, so that what this library doesn't know is
/// kept.</summary>
internal sealed class NotebookCell
{
    private static readonly string[] s_pictures = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    private readonly JsonObject _json;

    public NotebookCell(JsonObject json)
    {
        _json = json;
        Type = json["cell_type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String
            ? type.GetValue<string>() : "raw";
        Source = Text(json["source"]);
    }

    /// <summary>A new code cell.</summary>
    public static JsonObject Code(string id, string source, params string[] tags) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = id,
        ["metadata"] = tags.Length == 0 ? new JsonObject()
            : new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) },
        ["outputs"] = new JsonArray(),
        ["source"] = Lines(source),
    };

    /// <summary>A new markdown cell.</summary>
    public static JsonObject Markdown(string id, string source) => new()
    {
        ["cell_type"] = "markdown",
        ["id"] = id,
        ["metadata"] = new JsonObject(),
        ["source"] = Lines(source),
    };

    /// <summary>Code, markdown or raw.</summary>
    public string Type { get; }

    public string Source { get; }

    /// <summary>The source as the engine is to run it: a cell in another language says so in its first line, and is
    /// refused there.</summary>
    public string Executable => IsCsharp || Source.TrimStart().StartsWith("#!" + Language, StringComparison.Ordinal)
        ? Source
        : $"#!{Language}\n{Source}";

    /// <summary>Whether the cell is one of C#, as a cell is that doesn't name a language.</summary>
    public bool IsCsharp => CellText.IsCsharpName(Language);

    /// <summary>What the cell showed when it was last run.</summary>
    public JsonArray Outputs => _json["outputs"] as JsonArray ?? [];

    /// <summary>The number in front of the cell; null when it was not run.</summary>
    public int? ExecutionCount =>
        _json["execution_count"] is JsonValue count && count.TryGetValue(out int number) ? number : null;

    /// <summary>A picture that was pasted into the cell, as an address of its own; null when there is none of that
    /// name.</summary>
    public string? Attachment(string name)
    {
        if ((_json["attachments"] as JsonObject)?[name] is not JsonObject looks) return null;
        string? type = s_pictures.FirstOrDefault(looks.ContainsKey);
        return type is null ? null : $"data:{type};base64,{string.Concat(Text(looks[type]).Split('\n'))}";
    }

    private string Language => Name(_json["metadata"]?["polyglot_notebook"]?["kernelName"]) ??
        Name(_json["metadata"]?["dotnet_interactive"]?["language"]) ?? "csharp";

    /// <summary>Whether both stand for the same cell of the file.</summary>
    public bool IsSame(NotebookCell other) => ReferenceEquals(_json, other._json);

    public bool HasTag(string tag) =>
        _json["metadata"]?["tags"] is JsonArray tags && tags.Any(found => Name(found) == tag);

    public void SetOutputs(JsonArray outputs, int? executionCount)
    {
        _json["outputs"] = outputs;
        _json["execution_count"] = executionCount;
    }

    /// <summary>Text as notebook files keep it: a list of lines, so that a change of one line is one line in a
    /// diff.</summary>
    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) is var found && found < 0 ? text.Length : found + 1;
            lines.Add((JsonNode)text[start..end]);
            start = end;
        }

        return lines;
    }

    /// <summary>Text of a string or of a list of lines.</summary>
    public static string Text(JsonNode? node) =>
        node is JsonArray lines ? string.Concat(lines.Select(Name)) : Name(node) ?? "";

    private static string? Name(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
