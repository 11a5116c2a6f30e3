namespace SPAgent;

/// <summary>What a conversion wrote.</summary>
/// <param name="Output">The folder, as an absolute path.</param>
/// <param name="Rows">Rows of all splits.</param>
/// <param name="Images">
/// Pictures: in Parquet those of all rows, in an image folder the files, where the same picture is there once a split.
/// </param>
[TypeFormatterSource]
public sealed record DatasetConversionReport(string Output, int Rows, int Images)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Rows:N0} rows and {Images:N0} pictures written to {Output}";
}
