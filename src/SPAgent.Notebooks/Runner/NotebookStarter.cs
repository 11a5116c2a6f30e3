using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SPAgent.Notebooks;

/// <summary>The notebook to begin with.</summary>
public static partial class NotebookStarter
{
    /// <summary>
    /// What a new notebook can be made for: <c>explore</c> distils a dataset and looks at what came of it,
    /// <c>quality</c> checks a collection, <c>classroom</c> is a walk with questions. Each runs offline as it is.
    /// </summary>
    public static IReadOnlyList<string> Templates { get; } = ["explore", "quality", "classroom"];

    /// <summary>Writes a new notebook that can be run as it is.</summary>
    /// <param name="name">Its path; <c>.ipynb</c> is added when absent.</param>
    /// <param name="template">One of <see cref="Templates"/>; null for a bare beginning.</param>
    /// <param name="cancellationToken">Ends the write; no file is left.</param>
    /// <returns>The file's full path.</returns>
    /// <exception cref="IOException">There is a file of that name, which stays as it is.</exception>
    /// <exception cref="ArgumentException">There is no such template.</exception>
    public static async Task<string> CreateAsync(string name, string? template = null,
        CancellationToken cancellationToken = default)
    {
        string path =
            Path.GetFullPath(name.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) ? name : name + ".ipynb");
        if (template is not null && !Templates.Contains(template))
        {
            throw new ArgumentException(
                $"There is no template \"{template}\". There are {string.Join(", ", Templates)}.", nameof(template));
        }

        if (File.Exists(path))
            throw new IOException($"{path}: there is a file of that name already. Choose another name.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        NotebookFile notebook =
            NotebookFile.Create([.. Cells(template ?? "bare", Path.GetFileNameWithoutExtension(path))]);
        await WholeFile.WriteAsync(path, Encoding.UTF8.GetBytes(notebook.ToString()), cancellationToken)
            .ConfigureAwait(false);
        return path;
    }

    // A template is Markdown: each fenced block of C# a cell, and so is the text between two of them.
    private static IEnumerable<JsonObject> Cells(string template, string title)
    {
        string page = Text(template).Replace("{places}", Text("places").TrimEnd(), StringComparison.Ordinal)
            .Replace("{title}", title, StringComparison.Ordinal)
            .Replace("{file}", $"{title}.ipynb", StringComparison.Ordinal);
        int number = 0, at = 0;
        foreach (Match fence in Fences().Matches(page))
        {
            foreach (JsonObject text in Prose(page[at..fence.Index], ref number)) yield return text;
            yield return NotebookCell.Code($"cell-{++number:00}", fence.Groups["code"].Value.TrimEnd(),
                fence.Groups["tag"].Success ? [fence.Groups["tag"].Value] : []);
            at = fence.Index + fence.Length;
        }

        foreach (JsonObject text in Prose(page[at..], ref number)) yield return text;
    }

    private static JsonObject[] Prose(string text, ref int number) =>
        text.Trim() is { Length: > 0 } prose ? [NotebookCell.Markdown($"cell-{++number:00}", prose)] : [];

    private static string Text(string template)
    {
        using StreamReader reader =
            new(typeof(NotebookStarter).Assembly.GetManifestResourceStream($"{template}.md")!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^```csharp(?: (?<tag>\w+))?\n(?<code>.*?)^```$",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fences();
}
