namespace SPAgent;

/// <summary>The rows of one session or trace. They live until the item is disposed.</summary>
internal sealed class ExportItem(IDisposable? memory = null) : IDisposable
{
    public List<TrainingRow> Rows { get; } = [];

    public List<ExportRefusal> Refusals { get; } = [];

    /// <summary>How many rows the filters left out.</summary>
    public int Filtered { get; set; }

    /// <summary>Why it gave no pair; null where it did, or none was asked for.</summary>
    public string? Unpaired { get; set; }

    public void Dispose() => memory?.Dispose();
}
