using System.Text;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>Keeps what a cell shows, in the form of a notebook file.</summary>
internal sealed class RecordedOutput(DisplayIndex displays) : ICellOutput
{
    private const string Word =
        "\n… cut here: a notebook keeps 1,000,000 characters of what a cell prints. Write to a file to keep all.\n";

    private readonly Lock _lock = new();
    private readonly List<JsonObject> _outputs = [];
    private readonly StringBuilder _text = new();
    private bool _textIsError;
    private bool _clearsNext;
    private int _printed;
    private bool _isCut;

    public void Print(string text, bool isError)
    {
        lock (_lock)
        {
            BeforeNext();
            if (_textIsError != isError) EndText();
            _textIsError = isError;
            int room = ValueFormatter.MostCharacters - _printed;
            _printed = Math.Min(_printed + text.Length, ValueFormatter.MostCharacters);
            if (_isCut) return;
            _isCut = text.Length > room;
            if (!_isCut) _text.Append(text);
            else _text.Append(text.AsSpan(0, room)).Append(Word);
        }
    }

    public void Display(MimeBundle bundle, string displayId, bool update)
    {
        lock (_lock)
        {
            if (update)
            {
                displays.Update(displayId, bundle);
                return;
            }

            BeforeNext();
            EndText();
            JsonObject output = Shown(bundle, "display_data");
            displays.Add(displayId, output);
            _outputs.Add(output);
        }
    }

    public void Clear(bool wait)
    {
        lock (_lock)
        {
            _clearsNext = wait;
            if (!wait) RemoveAll();
        }
    }

    /// <summary>Ends the cell. What comes later from its background stands behind its result.</summary>
    public void Finish(CellResult result, int? executionCount)
    {
        lock (_lock)
        {
            if (result.Value is not null || result.Failure is not null) BeforeNext();
            EndText();
            if (result.Value is { } value)
            {
                JsonObject output = Shown(value, "execute_result");
                output.Insert(1, "execution_count", executionCount);
                _outputs.Add(output);
            }

            if (result.Failure is not { } failure) return;
            JsonObject error = BundleJson.Error(failure);
            error.Insert(2, "output_type", "error");
            _outputs.Add(error);
        }
    }

    /// <summary>All that the cell has shown until now.</summary>
    public JsonArray Taken()
    {
        lock (_lock)
        {
            EndText();
            return new JsonArray([.. _outputs.Select(output => output.Parent is null ? output : output.DeepClone())]);
        }
    }

    /// <summary>As in a file: text as a list of lines, pictures and JSON whole.</summary>
    internal static JsonObject Data(MimeBundle bundle)
    {
        JsonObject data = BundleJson.Data(bundle);
        foreach (string type in data.Select(part => part.Key).ToArray())
        {
            bool isText = type.StartsWith("text/", StringComparison.Ordinal) || type == "image/svg+xml";
            if (isText && data[type] is JsonValue content) data[type] = NotebookCell.Lines(content.GetValue<string>());
        }

        return data;
    }

    // In the order in which Jupyter writes its files.
    private static JsonObject Shown(MimeBundle bundle, string type) => new()
    {
        ["data"] = Data(bundle),
        ["metadata"] = BundleJson.Metadata(bundle),
        ["output_type"] = type,
    };

    private void BeforeNext()
    {
        if (_clearsNext) RemoveAll();
        _clearsNext = false;
    }

    private void RemoveAll()
    {
        _outputs.Clear();
        _text.Clear();
        (_printed, _isCut) = (0, false);
    }

    private void EndText()
    {
        if (_text.Length == 0) return;
        _outputs.Add(new JsonObject
        {
            ["name"] = _textIsError ? "stderr" : "stdout",
            ["output_type"] = "stream",
            ["text"] = NotebookCell.Lines(_text.ToString()),
        });
        _text.Clear();
    }
}

/// <summary>Where in a notebook each shown value stands, so that a later cell can update it.</summary>
internal sealed class DisplayIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, JsonObject> _outputs = new(StringComparer.Ordinal);

    public void Add(string displayId, JsonObject output)
    {
        lock (_lock) _outputs[displayId] = output;
    }

    public void Update(string displayId, MimeBundle bundle)
    {
        lock (_lock)
        {
            if (!_outputs.TryGetValue(displayId, out JsonObject? output)) return;
            output["data"] = RecordedOutput.Data(bundle);
            output["metadata"] = BundleJson.Metadata(bundle);
        }
    }
}
