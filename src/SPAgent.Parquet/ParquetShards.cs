namespace SPAgent;

/// <summary>
/// Files that are parts of one dataset have the same columns; no library notices where they have not.
/// </summary>
internal static class ParquetShards
{
    /// <summary>For each column of the dataset, its place in a file.</summary>
    /// <param name="first">The file that says which columns there are.</param>
    /// <param name="file">The file.</param>
    /// <param name="fields">The columns; one of which all values were null takes the type that this file has.</param>
    /// <exception cref="DatasetException">The columns differ.</exception>
    public static int[] Places(ParquetFile first, ParquetFile file, ArrowField[] fields)
    {
        int[] places = [.. fields.Select(field => Place(first, file, field))];
        if (file.Fields.Count > fields.Length)
        {
            string extra = file.Fields.First(field => fields.All(known => known.Name != field.Name)).Name;
            throw new DatasetException(file.File.Path,
                $"it has a column \"{extra}\", which {Name(first)} lacks. {Advice}")
            { Column = extra };
        }

        for (int i = 0; i < places.Length; i++)
        {
            ArrowField other = file.Fields[places[i]];
            if (IsNull(fields[i])) fields[i] = other;
            else if (!IsNull(other) && other.TypeName != fields[i].TypeName) throw Other(first, file, fields[i], other);
        }

        return places;
    }

    private const string Advice = "All files of a split need the same columns.";

    private static int Place(ParquetFile first, ParquetFile file, ArrowField field)
    {
        for (int i = 0; i < file.Fields.Count; i++)
        {
            if (file.Fields[i].Name == field.Name) return i;
        }

        string seen = $"it has no column \"{field.Name}\", which {Name(first)} has";
        throw new DatasetException(file.File.Path, $"{seen}. {Advice}") { Column = field.Name };
    }

    private static DatasetException Other(ParquetFile first, ParquetFile file, ArrowField field, ArrowField other)
    {
        string seen = $"its column \"{field.Name}\" is {other.TypeName}; in {Name(first)} it is {field.TypeName}";
        return new(file.File.Path, $"{seen}. {Advice}") { Column = field.Name };
    }

    private static bool IsNull(ArrowField field) => field.Type.Layout == ArrowLayout.Null;

    private static string Name(ParquetFile file) => Path.GetFileName(file.File.Path);
}
