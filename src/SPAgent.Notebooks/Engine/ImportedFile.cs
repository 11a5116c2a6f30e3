using System.Text;
using System.Text.Json;

namespace SPAgent.Notebooks;

/// <summary>The C# in a file that a cell loads: a script, a notebook, or the text notebooks of .NET
/// Interactive.</summary>
internal static class ImportedFile
{
    private const long MostBytes = 64 * 1024 * 1024;

    /// <returns>Pieces to run in order, each with the name that errors call it by.</returns>
    public static async Task<IReadOnlyList<(string Code, string Name)>> ReadAsync(string path, CancellationToken cancel)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"{path}: there is no such file. Relative paths start at the notebook's folder.");
        if (new FileInfo(path).Length > MostBytes) throw new IOException($"{path}: larger than {MostBytes >> 20} MB.");
        string text = await File.ReadAllTextAsync(path, cancel).ConfigureAwait(false);
        string name = Path.GetFileName(path);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".cs" or ".csx" => [(text, name)],
            ".ipynb" => FromNotebook(text, name),
            ".dib" => FromText(text, name),
            _ => throw new NotSupportedException($"{name}: can import .cs, .csx, .ipynb and .dib."),
        };
    }

    private static List<(string Code, string Name)> FromNotebook(string text, string name)
    {
        try
        {
            return [.. NotebookFile.Parse(text, name).CodeCells.Index().Where(cell => cell.Item.IsCsharp)
                .Select(cell => (cell.Item.Source, $"{name} cell {cell.Index + 1}"))];
        }
        catch (JsonException failure)
        {
            throw new IOException($"{name}: not a notebook: {failure.Message}", failure);
        }
    }

    // Cells begin with a line that names their language.
    private static List<(string Code, string Name)> FromText(string text, string name)
    {
        var cells = new List<(string Code, string Name)>();
        StringBuilder? code = new();
        foreach (string line in text.Split('\n'))
        {
            string mark = line.Trim();
            bool isValue = mark.Split(' ')[0] == "#!value";
            if (CellText.IsCsharp(mark) || isValue)
            {
                Add();
                code = new StringBuilder();
                // The cells below may ask for it.
                if (isValue) code.Append(line).Append('\n');
            }
            else if (mark == "#!meta" || CellText.IsText(mark) || CellDirectives.IsForeign(mark))
            {
                Add();
                code = null;
            }
            else
            {
                code?.Append(line).Append('\n');
            }
        }

        Add();
        return cells;

        void Add()
        {
            // The blank lines between cells belong to none, least of all to a value.
            if (code?.ToString().TrimEnd() is { Length: > 0 } cell)
                cells.Add((cell, $"{name} cell {cells.Count + 1}"));
        }
    }
}
