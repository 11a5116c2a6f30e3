using System.Collections.Frozen;
using System.IO.Enumeration;

namespace SPAgent.Internal;

/// <summary>The files of an image folder at any depth; not hidden ones, nor those of linked folders: a link may lead in
/// a circle.</summary>
public static class ImageFolderFiles
{
    private static readonly FrozenDictionary<string, ImageFormat> Formats = new Dictionary<string, ImageFormat>
    {
        [".jpg"] = ImageFormat.Jpeg,
        [".jpeg"] = ImageFormat.Jpeg,
        [".jpe"] = ImageFormat.Jpeg,
        [".jfif"] = ImageFormat.Jpeg,
        [".png"] = ImageFormat.Png,
        [".apng"] = ImageFormat.Png,
        [".webp"] = ImageFormat.WebP,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly EnumerationOptions AllFiles = new() { RecurseSubdirectories = true, AttributesToSkip = 0 };

    // Formats that can't be decoded here are rows as well, so that every row has the index that it has elsewhere.
    /// <summary>Whether a name ends as that of a picture that is read.</summary>
    public static bool IsImage(string file) => FormatOf(file) is not null || ForeignPictures.Is(file);

    /// <summary>The format that the end of a name promises; null for one that is not decoded here.</summary>
    internal static ImageFormat? FormatOf(string file) =>
        Formats.TryGetValue(Path.GetExtension(file), out ImageFormat format) ? format : null;

    /// <summary>The files of a folder and those below it, hidden ones left out.</summary>
    public static IEnumerable<string> In(string folder) =>
        new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), AllFiles)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && !IsHidden(entry.FileName),
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsLink(entry) && !IsHidden(entry.FileName),
        };

    private static bool IsLink(in FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    /// <summary>Whether a name begins with a dot or two underscores.</summary>
    public static bool IsHidden(ReadOnlySpan<char> name) => name.StartsWith(".") || name.StartsWith("__");
}
