using System.Collections.Frozen;
using System.IO.Enumeration;

namespace SPAgent;

/// <summary>The files of an image folder, at any depth, without hidden ones and without those of linked folders (a link may lead in a circle).</summary>
internal static class ImageFolderFiles
{
    private static readonly FrozenSet<string> Extensions =
        FrozenSet.ToFrozenSet([".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"], StringComparer.OrdinalIgnoreCase);

    public static bool IsImage(string file) => Extensions.Contains(Path.GetExtension(file));

    public static IEnumerable<string> In(string folder) =>
        new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && !IsHidden(entry.FileName),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !IsHidden(entry.FileName),
        };

    private static bool IsHidden(ReadOnlySpan<char> name) => name.StartsWith(".") || name.StartsWith("__");
}
