namespace SPAgent.Notebooks;

/// <summary>One run of a notebook's cells. What they show is put into the notebook when the run ends, however it
/// ends.</summary>
/// <param name="notebook">The notebook, which gets the outputs.</param>
/// <param name="options">Time limit and parameters.</param>
/// <param name="write">Writes the file; called when a cell ends the process.</param>
internal sealed class NotebookRun(NotebookFile notebook, NotebookRunOptions options, Action write) : IDisposable
{
    // 128 and the number of SIGHUP, SIGINT, SIGQUIT, SIGTERM.
    private static readonly int[] s_signalled = [129, 130, 131, 143];
    private readonly CellEngine _engine = new();
    private readonly DisplayIndex _displays = new();
    private readonly List<(NotebookCell Cell, RecordedOutput Output, int? Count)> _run = [];
    private int _count;

    /// <summary>Runs the code cells in order, up to the first failure.</summary>
    public async Task<(int Run, CellFailure? Failure)> ExecuteAsync(CancellationToken cancel)
    {
        AppDomain.CurrentDomain.ProcessExit += Exiting;
        CellFailure? failure = null;
        notebook.RemoveTagged(NotebookParameters.InjectedTag);
        bool hasParameters = options.Parameters.Count > 0;
        if (hasParameters && !notebook.Cells.Any(NotebookParameters.AreIn))
        {
            throw new ArgumentException(
                $"-p {options.Parameters.First().Key}: the notebook has no cell tagged {NotebookParameters.Tag}. " +
                "Give this tag to the cell that declares the variable.");
        }

        for (int index = 0; index < notebook.Cells.Count(); index++)
        {
            NotebookCell cell = notebook.Cells.ElementAt(index);
            if (cell.Type != "code") continue;
            if (failure is not null || string.IsNullOrWhiteSpace(cell.Source))
            {
                cell.SetOutputs([], null);
                continue;
            }

            CellResult result = await RunAsync(cell, cancel).ConfigureAwait(false);
            if (!cell.HasTag("raises-exception")) failure = result.Failure;
            if (cancel.IsCancellationRequested) break;
            if (failure is null && hasParameters && NotebookParameters.AreIn(cell))
            {
                notebook.Insert(index, NotebookParameters.Cell(options.Parameters, _engine));
                hasParameters = false;
            }
        }

        Record();
        return (_count, failure);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Exiting;
        _engine.Dispose();
    }

    private async Task<CellResult> RunAsync(NotebookCell cell, CancellationToken cancel)
    {
        var output = new RecordedOutput(_displays);
        // The cell that sets parameters is none of the notebook's: the others keep their numbers with it.
        int? count = cell.HasTag(NotebookParameters.InjectedTag) ? null : ++_count;
        _run.Add((cell, output, count));
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        if (options.CellTimeout is { } time) interrupt.CancelAfter(time);
        CellResult result = await _engine.RunAsync(cell.Executable, Name(count), output, interrupt.Token)
            .ConfigureAwait(false);
        if (result.Failure is { Kind: CellFailureKind.Interrupted } stopped && !cancel.IsCancellationRequested)
        {
            string message = $"longer than {options.CellTimeout!.Value.TotalSeconds:0.#} s; {stopped.Message}";
            result = result with
            { Failure = stopped with { Name = "Timeout", Message = message, Traceback = [$"Timeout: {message}"] } };
        }

        try
        {
            output.Finish(result, count);
        }
        catch (Exception failure)
        {
            // The result has a look that is made only here, and can't be.
            result = new CellResult(null, CellFailures.Exception(failure, Name(count)));
            output.Finish(result, count);
        }

        return result;
    }

    private void Record()
    {
        CellContext.FlushAll();
        foreach ((NotebookCell cell, RecordedOutput output, int? count) in _run) cell.SetOutputs(output.Taken(), count);
    }

    // Only a cell's own Environment.Exit: when a signal ends the process, the file stays as it was.
    private void Exiting(object? sender, EventArgs arguments)
    {
        if (_run.Count == 0 || s_signalled.Contains(Environment.ExitCode)) return;
        (NotebookCell last, RecordedOutput output, int? count) = _run[^1];
        CellContext.FlushAll();
        string message = $"Environment.Exit({Environment.ExitCode}) ended the run here.";
        CellFailure exit = new()
        {
            Kind = CellFailureKind.Exception,
            Name = "Exit",
            Message = message,
            Cell = Name(count),
            Traceback = [message],
        };
        output.Finish(new CellResult(null, exit), count);
        // Outputs of an earlier run behind the cell are those of cells that have not run now.
        foreach (NotebookCell cell in notebook.CodeCells.SkipWhile(cell => !cell.IsSame(last)).Skip(1))
            cell.SetOutputs([], null);
        Record();
        write();
        Console.Error.WriteLine($"{Name(count)}: {message}");
    }

    private static string Name(int? count) => count is null ? "the cell that sets -p" : $"cell {count}";
}
