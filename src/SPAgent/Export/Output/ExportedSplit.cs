namespace SPAgent;

/// <summary>What was written for a split.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Files">The files that hold them.</param>
internal sealed record ExportedSplit(string Name, int Rows, IReadOnlyList<ExportedFile> Files);
