namespace SPAgent;

/// <summary>Rows in files of a bounded length.</summary>
internal abstract class ShardedRows(ShardPlace place) : RowSink
{
    private readonly List<ExportedFile> _full = [];
    private HashedFile? _file;

    /// <summary>The file that rows go to now; it is begun where there is none.</summary>
    protected HashedFile File => _file ??= new HashedFile(Staged(_full.Count));

    public sealed override IReadOnlyList<ExportedFile> Finish()
    {
        FinishFile();
        List<ExportedFile> named = [];
        for (int i = 0; i < _full.Count; i++)
        {
            string name = place.Name(i, _full.Count), path = place.Place.Staged(name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.Move(Staged(i), path);
            named.Add(_full[i] with { Path = name });
        }

        return named;
    }

    public override void Dispose() => _file?.Dispose();

    /// <summary>Writes what ends a file.</summary>
    protected abstract void End();

    /// <summary>Goes on in another file where this one is full.</summary>
    protected void FinishFullFile()
    {
        if (place.Bytes > 0 && _file?.Length >= place.Bytes) FinishFile();
    }

    private void FinishFile()
    {
        if (_file is null && Rows == 0) return;
        End();
        if (_file is null) return;
        _full.Add(_file.Finish(""));
        _file.Dispose();
        _file = null;
    }

    private string Staged(int file) => place.Place.Staged($"{place.Split}-{file}.part");
}
