namespace SPAgent;

/// <summary>A picture that is looked at: a file, or what a row of a dataset holds.</summary>
/// <param name="Place">Where it is, for findings: a path relative to what is checked, or a row.</param>
/// <param name="Extension">How the name ends, which its content must keep; null where nothing goes by it.</param>
/// <param name="Read">Reads its bytes.</param>
internal sealed record CheckedPicture(string Place, string? Extension, Func<byte[]> Read)
{
    /// <summary>A file.</summary>
    public static CheckedPicture OfFile(string root, string path) => new(
        Path.GetRelativePath(root, path).Replace('\\', '/'), Path.GetExtension(path), () => File.ReadAllBytes(path));
}
