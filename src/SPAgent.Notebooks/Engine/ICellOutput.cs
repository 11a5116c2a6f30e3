namespace SPAgent.Notebooks;

/// <summary>Where a cell's output goes: a Jupyter front end, or the cells of a notebook file. Called from any thread,
/// one call at a time.</summary>
internal interface ICellOutput
{
    /// <summary>Text that the cell printed, a batch at a time.</summary>
    void Print(string text, bool isError);

    /// <summary>A value that the cell showed. A later bundle with the same id and <paramref name="update"/> takes its
    /// place.</summary>
    void Display(MimeBundle bundle, string displayId, bool update);

    /// <summary>Removes what the cell has shown so far; with <paramref name="wait"/> only when the next output
    /// comes.</summary>
    void Clear(bool wait);

    /// <summary>Asks the person in front of the notebook for a line, and waits; null when nobody can be
    /// asked.</summary>
    /// <param name="prompt">What is shown before the line; empty for nothing.</param>
    /// <param name="isSecret">The line is not shown while it is typed.</param>
    /// <param name="cancel">Interrupts the waiting.</param>
    string? Ask(string prompt, bool isSecret, CancellationToken cancel) => null;
}
