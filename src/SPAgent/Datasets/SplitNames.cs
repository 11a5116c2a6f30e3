using System.Buffers;

namespace SPAgent.Internal;

/// <summary>The splits that names of folders or files tell, as Hugging Face takes them.</summary>
public static class SplitNames
{
    // What may stand beside a keyword within a name.
    private static readonly SearchValues<char> Bounds = SearchValues.Create("-._ 0123456789");

    private static readonly (string Split, string[] Keywords)[] All =
    [
        ("train", ["train", "training"]),
        ("validation", ["validation", "valid", "dev", "val"]),
        ("test", ["test", "testing", "eval", "evaluation"]),
    ];

    /// <summary>The names of splits in their order.</summary>
    public static IEnumerable<string> Order => All.Select(split => split.Split);

    /// <summary>
    /// The split that the outermost folder with a keyword names, and the path up to and with it; null for none.
    /// </summary>
    public static (string Split, string Folder)? OfFolders(string name)
    {
        int start = 0;
        for (int end; (end = name.IndexOf('/', start)) >= 0; start = end + 1)
        {
            if (Of(name.AsSpan(start, end - start)) is { } split) return (split, name[..end]);
        }

        return null;
    }

    /// <summary>The split that the name of a file tells without its folders; null for none.</summary>
    public static string? OfFile(string name) => Of(FolderTree.LastOf(name));

    private static string? Of(ReadOnlySpan<char> name)
    {
        for (int start = 0; start < name.Length;)
        {
            int length = name[start..].IndexOfAny(Bounds);
            ReadOnlySpan<char> word = length < 0 ? name[start..] : name.Slice(start, length);
            foreach ((string split, string[] keywords) in All)
            {
                foreach (string keyword in keywords)
                {
                    if (word.Equals(keyword, StringComparison.OrdinalIgnoreCase)) return split;
                }
            }

            start += word.Length + 1;
        }

        return null;
    }
}
