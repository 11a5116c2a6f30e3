using System.Text;

namespace SPAgent.Formats.Golden;

/// <summary>A folder as one text: texts in full, pictures and large texts by length and hash.</summary>
internal static class Folder
{
    public const string Heading = "=== ";

    private const int LargestText = 48 << 10;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Dotted files are caches and locks: no one reads them but this library.</summary>
    public static string Describe(string folder, string work)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file))
            .Where(name => !name.Split('/').Any(part => part.StartsWith('.')));
        StringBuilder text = new();
        // What holds hashes of the others comes last: a moved byte is told where it is.
        foreach (string name in files.OrderBy(IsManifest).ThenBy(name => name, StringComparer.Ordinal))
        {
            text.Append(Entry(name, File.ReadAllBytes(Path.Combine(folder, name)), work));
        }

        return text.ToString();
    }

    /// <summary>One file under its name.</summary>
    public static string Entry(string? name, byte[] bytes, string work) => $"{Heading}{name}\n{Content(bytes, work)}";

    private static string Content(byte[] bytes, string work)
    {
        if (Text(bytes) is not { } text) return $"({Varying.Sha256(bytes)})\n";
        text = Varying.Settle(text, work);
        if (text.Length > LargestText) return $"({Varying.Sha256(s_strict.GetBytes(text))})\n";
        return text.EndsWith('\n') ? text : $"{text}\n(no line feed at the end)\n";
    }

    private static bool IsManifest(string name) =>
        name == "spagent-export.json" || name.EndsWith(".manifest.json", StringComparison.Ordinal);

    private static string? Text(byte[] bytes)
    {
        try
        {
            string text = s_strict.GetString(bytes);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
