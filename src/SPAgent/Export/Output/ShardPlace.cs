namespace SPAgent;

/// <summary>Where the files of a split go.</summary>
/// <param name="Place">The export.</param>
/// <param name="Split">The split.</param>
/// <param name="Name">
/// The name of a file, relative to the output: of its number, from 0, and of how many there are, which is known when
/// all are there.
/// </param>
/// <param name="Bytes">Length after which a file is full; 0 for one file of any length.</param>
internal sealed record ShardPlace(ExportStaging Place, string Split, Func<int, int, string> Name, long Bytes = 0);
