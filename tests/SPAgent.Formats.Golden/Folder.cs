using System.Text;

namespace SPAgent.Formats.Golden;

/// <summary>A folder as one text: each file under its name, texts in full, pictures and large texts by length and hash.</summary>
internal static class Folder
{
    public const string Heading = "=== ";

    private const int LargestText = 48 << 10;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Dotted files are caches and locks: no one reads them but this library.</summary>
    public static string Describe(string folder, string work)
    {
        IEnumerable<string> files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file)).Where(name => !name.Split('/').Any(part => part.StartsWith('.')));
        StringBuilder text = new();
        foreach (string name in files.Order(StringComparer.Ordinal))
        {
            text.Append(Heading).Append(name).Append('\n').Append(Content(File.ReadAllBytes(Path.Combine(folder, name)), work));
        }

        return text.ToString();
    }

    public static string Content(byte[] bytes, string work)
    {
        if (Text(bytes) is not { } text) return $"({Varying.Sha256(bytes)})\n";
        text = Varying.Settle(text, work);
        if (text.Length > LargestText) return $"({Varying.Sha256(s_strict.GetBytes(text))})\n";
        return text.EndsWith('\n') ? text : $"{text}\n(no line feed at the end)\n";
    }

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
