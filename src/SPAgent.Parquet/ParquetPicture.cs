namespace SPAgent;

/// <summary>Where the bytes of a picture lie.</summary>
/// <param name="File">The file.</param>
/// <param name="Leaf">The leaf that holds them.</param>
/// <param name="Row">The row, counted in the file.</param>
/// <param name="Ordinal">Which entry of the row.</param>
internal sealed record ParquetPicture(ParquetFile File, int Leaf, long Row, int Ordinal)
{
    /// <summary>The bytes; null where the row holds none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public byte[]? Read()
    {
        ParquetCells cells = Cells(levels: false);
        return (byte[]?)cells.Own(cells.Start + Ordinal);
    }

    /// <summary>Whether there are bytes.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public bool IsThere()
    {
        ParquetCells cells = Cells(levels: true);
        int full = File.Schema.Leaves[Leaf].MaxDefinition;
        return cells.Definitions is null || cells.Definitions[cells.Start + Ordinal] == full;
    }

    private ParquetCells Cells(bool levels)
    {
        ParquetCells cells = File.Read(Leaf, Row, levels);
        if (Ordinal < cells.End - cells.Start) return cells;
        throw new InvalidDataException(
            "the picture's bytes and path do not lie in the same lists. The file is damaged.");
    }
}
