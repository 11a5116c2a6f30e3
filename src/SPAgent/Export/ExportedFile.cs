namespace SPAgent;

/// <summary>A file of an export.</summary>
/// <param name="Path">Path relative to the output's folder, with forward slashes.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Sha256">Lowercase hex of the hash of its bytes.</param>
[TypeFormatterSource]
public sealed record ExportedFile(string Path, long Bytes, string Sha256);
