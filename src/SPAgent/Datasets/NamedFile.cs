namespace SPAgent;

/// <summary>A file that a dataset names: on disk, or an entry of a zip.</summary>
/// <param name="Shown">Its name, for messages.</param>
/// <param name="OnDisk">The file, absolute; null for an entry of a zip.</param>
/// <param name="Zip">The zip that holds it; null for a file on disk.</param>
internal readonly record struct NamedFile(string Shown, string? OnDisk, ZipFolder? Zip = null)
{
    public bool Exists => OnDisk is null ? Zip!.Holds(Shown) : File.Exists(OnDisk);

    /// <summary>The whole file.</summary>
    /// <exception cref="InvalidDataException">There is no such file, or it can't be read.</exception>
    public byte[] Read() => OnDisk is null ? Zip!.Read(Shown) : LocalPath.ReadImage(OnDisk, Shown);
}
