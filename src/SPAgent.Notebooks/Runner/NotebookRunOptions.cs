namespace SPAgent.Notebooks;

/// <summary>How notebooks are run. The defaults write the outputs back into the file, without a limit of
/// time.</summary>
public sealed record NotebookRunOptions
{
    /// <summary>Folder for what is written, created when absent; null writes beside the notebook (its outputs into the
    /// notebook itself).</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Writes an HTML page instead of a notebook.</summary>
    public bool Html { get; init; }

    /// <summary>Longest time for one cell, which is then interrupted; null for no limit.</summary>
    public TimeSpan? CellTimeout
    {
        get;
        init
        {
            if (value is { } time) ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>
    /// New values of variables, as text, by name. They are set in a cell behind the one with the tag
    /// <c>parameters</c>, in the type that the variable has there. The cell is not counted, so that errors name the
    /// cells of the notebook by their own numbers.
    /// </summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}

/// <summary>How the run of one notebook ended.</summary>
/// <param name="Notebook">The notebook's file.</param>
/// <param name="Written">The file with the outputs, written after a failure too.</param>
/// <param name="CellsRun">Code cells that were run.</param>
/// <param name="Failure">Cell, line and error that stopped it; null when all cells ran.</param>
public sealed record NotebookRunResult(string Notebook, string Written, int CellsRun, string? Failure);
