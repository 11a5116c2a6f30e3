namespace SPAgent;

/// <summary>Length and time of a file, by which a change is noticed; of one that is not there the default.</summary>
internal readonly record struct FileMoment(long Length, DateTime Written)
{
    public static FileMoment Of(string path) =>
        new FileInfo(path) is { Exists: true } file ? new(file.Length, file.LastWriteTimeUtc) : default;
}
