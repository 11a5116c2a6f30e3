using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent.Notebooks;

/// <summary>Runs notebooks in this process, without Jupyter.</summary>
public static class NotebookRunner
{
    /// <summary>
    /// Runs all code cells in order, in a fresh engine, with the notebook's folder as the current directory, and writes
    /// what they show. Stops at the first cell that fails, unless the cell has the tag <c>raises-exception</c>.
    /// </summary>
    /// <param name="path">An .ipynb file in C#.</param>
    /// <param name="options">Where to write and what to set; default see <see cref="NotebookRunOptions"/>.</param>
    /// <param name="cancellationToken">Interrupts the cell that runs; nothing is written then.</param>
    /// <exception cref="IOException">The file can't be read, or the output not be written.</exception>
    /// <exception cref="JsonException">The file is no C# notebook.</exception>
    /// <exception cref="ArgumentException">
    /// The notebook has no cell tagged <c>parameters</c>, or no variable of a parameter's name; or a text doesn't fit
    /// its variable's type.
    /// </exception>
    public static async Task<NotebookRunResult> RunAsync(
        string path, NotebookRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new NotebookRunOptions();
        string file = Path.GetFullPath(path);
        NotebookFile notebook =
            NotebookFile.Parse(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false),
                Path.GetFileName(path));
        string target = Target(file, options);
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.GetDirectoryName(file)!;
        try
        {
            using var run = new NotebookRun(notebook, options,
                () => WriteAsync(notebook, file, target, options, CancellationToken.None).GetAwaiter().GetResult());
            (int count, CellFailure? failure) = await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (!options.Html && await ChartPictures.AddAsync([.. Charts(notebook)], cancellationToken)
                .ConfigureAwait(false) is { } problem)
            {
                await Console.Error.WriteLineAsync(problem).ConfigureAwait(false);
            }

            await WriteAsync(notebook, file, target, options, cancellationToken).ConfigureAwait(false);
            return new NotebookRunResult(file, target, count, failure?.ToString());
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static IEnumerable<(JsonObject Data, JsonObject Metadata)> Charts(NotebookFile notebook) =>
        from cell in notebook.CodeCells
        from output in cell.Outputs.OfType<JsonObject>()
        where output["data"] is JsonObject data && ChartPictures.IsWanted(data)
        select ((JsonObject)output["data"]!, (JsonObject)output["metadata"]!);

    private static Task WriteAsync(NotebookFile notebook, string file, string target, NotebookRunOptions options,
        CancellationToken cancel)
    {
        string text = options.Html
            ? NotebookPage.Render(notebook, Path.GetFileNameWithoutExtension(file), Path.GetDirectoryName(file)!)
            : notebook.ToString();
        return WholeFile.WriteAsync(target, Encoding.UTF8.GetBytes(text), cancel);
    }

    private static string Target(string file, NotebookRunOptions options)
    {
        string folder = options.OutputFolder is null ? Path.GetDirectoryName(file)!
            : Directory.CreateDirectory(options.OutputFolder).FullName;
        string name = options.Html ? Path.ChangeExtension(Path.GetFileName(file), ".html") : Path.GetFileName(file);
        return Path.Combine(folder, name);
    }
}
