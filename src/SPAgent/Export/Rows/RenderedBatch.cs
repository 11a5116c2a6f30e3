namespace SPAgent;

/// <summary>The rows of some sessions or traces, rendered. Their text lives until the batch is disposed.</summary>
internal sealed class RenderedBatch : IDisposable
{
    public PooledBuffer Text { get; } = new(256 * 1024);

    public List<RenderedRow> Rows { get; } = [];

    public List<ExportRefusal> Refusals { get; } = [];

    /// <summary>How many rows the filters left out.</summary>
    public int Filtered { get; set; }

    /// <summary>Why rows of the dataset gave no pair.</summary>
    public List<string> Unpaired { get; } = [];

    public void Dispose() => Text.Dispose();
}
