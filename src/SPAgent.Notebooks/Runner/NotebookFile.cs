using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>A notebook in Jupyter's format 4. What is not known here stays as it was.</summary>
internal sealed class NotebookFile
{
    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JsonText.Encoder,
    };

    private readonly JsonObject _root;
    private readonly JsonArray _cells;

    private NotebookFile(JsonObject root, JsonArray cells) => (_root, _cells) = (root, cells);

    public IEnumerable<NotebookCell> Cells => _cells.Select(cell => new NotebookCell((JsonObject)cell!));

    public IEnumerable<NotebookCell> CodeCells => Cells.Where(cell => cell.Type == "code");

    /// <exception cref="JsonException">The text is no notebook that can be run here; the message says why.</exception>
    public static NotebookFile Parse(string text, string name)
    {
        if (Json(text, name) is not JsonObject root) throw new JsonException($"{name}: an object is expected.");
        if (root["nbformat"] is not JsonValue format || !format.TryGetValue(out int version) || version != 4)
        {
            string seen = root["nbformat"]?.ToJsonString() ?? "missing";
            throw new JsonException($"{name}: nbformat is {seen}, 4 is expected. Open and save it in Jupyter.");
        }

        if (root["cells"] is not JsonArray cells || cells.Any(cell => cell is not JsonObject))
        {
            throw new JsonException($"{name}: cells must be a list of objects.");
        }

        JsonNode? language = root["metadata"]?["kernelspec"]?["language"];
        if (language is JsonValue value && value.TryGetValue(out string? used) && used is not ("C#" or "csharp"))
        {
            throw new JsonException($"{name}: its language is {used}; only C# can be run here.");
        }

        return new NotebookFile(root, cells);
    }

    private static JsonNode? Json(string text, string name)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException damage)
        {
            string file = Path.GetFileName(name);
            throw new JsonException(Path.GetExtension(name) is ".dib" or ".csx" or ".cs"
                ? $"{name}: it has no place for outputs. Run a notebook with a cell that says: #!import \"{file}\""
                : $"{name}: it is no notebook (.ipynb), or a damaged one: {damage.Message}", damage);
        }
    }

    /// <summary>A new notebook of these cells.</summary>
    public static NotebookFile Create(params JsonObject[] cells)
    {
        var list = new JsonArray([.. cells]);
        var root = new JsonObject
        {
            ["cells"] = list,
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject
                { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" },
                ["language_info"] = KernelLanguage.Info(),
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        return new NotebookFile(root, list);
    }

    /// <summary>Puts a code cell behind the cell at <paramref name="after"/>, counted from 0 among all cells.</summary>
    public void Insert(int after, JsonObject cell)
    {
        // Cell ids came with format 4.5 and are an error before it.
        if ((int?)_root["nbformat_minor"] is not >= 5) cell.Remove("id");
        _cells.Insert(after + 1, cell);
    }

    public void RemoveTagged(string tag)
    {
        foreach (JsonNode? cell in _cells.Where(cell => new NotebookCell((JsonObject)cell!).HasTag(tag)).ToArray())
            _cells.Remove(cell);
    }

    /// <summary>The file's text, as Jupyter itself would lay it out.</summary>
    public override string ToString() => _root.ToJsonString(s_writing) + "\n";
}
