using System.Text;
using System.Text.Json;

namespace SPAgent.Notebooks;

/// <summary>Runs notebooks in this process, without Jupyter.</summary>
public static class NotebookRunner
{
    /// <summary>
    /// Runs all code cells in order, in a fresh engine, with the notebook's folder as the current directory, and writes what they show.
    /// Stops at the first cell that fails, unless the cell has the tag <c>raises-exception</c>.
    /// </summary>
    /// <param name="path">An .ipynb file in C#.</param>
    /// <param name="options">Where to write and what to set; default see <see cref="NotebookRunOptions"/>.</param>
    /// <param name="cancellationToken">Interrupts the cell that runs; nothing is written then.</param>
    /// <exception cref="IOException">The file can't be read, or the output not be written.</exception>
    /// <exception cref="JsonException">The file is no C# notebook.</exception>
    /// <exception cref="ArgumentException">A parameter's text doesn't fit the type of its variable.</exception>
    public static async Task<NotebookRunResult> RunAsync(
        string path, NotebookRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new NotebookRunOptions();
        string file = Path.GetFullPath(path);
        NotebookFile notebook = NotebookFile.Parse(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false), Path.GetFileName(path));
        string target = Target(file, options);
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.GetDirectoryName(file)!;
        try
        {
            (int run, CellFailure? failure) = await RunCellsAsync(notebook, options, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            string text = options.Html ? NotebookPage.Render(notebook, Path.GetFileNameWithoutExtension(file)) : notebook.ToString();
            await WholeFile.WriteAsync(target, Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            return new NotebookRunResult(file, target, run, failure?.ToString());
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static async Task<(int Run, CellFailure? Failure)> RunCellsAsync(
        NotebookFile notebook, NotebookRunOptions options, CancellationToken cancel)
    {
        using var engine = new CellEngine();
        var displays = new DisplayIndex();
        notebook.RemoveTagged(NotebookParameters.InjectedTag);
        bool hasParameters = options.Parameters.Count > 0;
        if (hasParameters && !notebook.CodeCells.Any(cell => cell.HasTag(NotebookParameters.Tag)))
        {
            notebook.Insert(-1, NotebookParameters.Cell(options.Parameters, engine));
            hasParameters = false;
        }

        int count = 0;
        CellFailure? failure = null;
        for (int index = 0; index < notebook.Cells.Count(); index++)
        {
            NotebookCell cell = notebook.Cells.ElementAt(index);
            if (cell.Type != "code") continue;
            if (failure is not null || string.IsNullOrWhiteSpace(cell.Source))
            {
                cell.SetOutputs([], null);
                continue;
            }

            CellResult result = await RunCellAsync(cell, ++count, engine, displays, options.CellTimeout, cancel).ConfigureAwait(false);
            if (!cell.HasTag("raises-exception")) failure = result.Failure;
            if (cancel.IsCancellationRequested) break;
            if (failure is null && hasParameters && cell.HasTag(NotebookParameters.Tag))
            {
                notebook.Insert(index, NotebookParameters.Cell(options.Parameters, engine));
                hasParameters = false;
            }
        }

        return (count, failure);
    }

    private static async Task<CellResult> RunCellAsync(
        NotebookCell cell, int count, CellEngine engine, DisplayIndex displays, TimeSpan? timeout, CancellationToken cancel)
    {
        var output = new RecordedOutput(displays);
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (timeout is { } time) interrupt.CancelAfter(time);
        CellResult result = await engine.RunAsync(cell.Executable, $"cell {count}", output, interrupt.Token).ConfigureAwait(false);
        if (result.Failure is { Kind: CellFailureKind.Interrupted } stopped && !cancel.IsCancellationRequested)
        {
            result = result with { Failure = stopped with { Name = "Timeout", Message = $"longer than {timeout!.Value.TotalSeconds:0.#} s; {stopped.Message}" } };
        }

        cell.SetOutputs(output.Finish(result, count), count);
        return result;
    }

    private static string Target(string file, NotebookRunOptions options)
    {
        string folder = options.OutputFolder is null ? Path.GetDirectoryName(file)! : Directory.CreateDirectory(options.OutputFolder).FullName;
        string name = options.Html ? Path.ChangeExtension(Path.GetFileName(file), ".html") : Path.GetFileName(file);
        return Path.Combine(folder, name);
    }
}
