using System.Text;

namespace SPAgent;

/// <summary>Names that are safe as one component of a path on every system.</summary>
internal static class PortableName
{
    /// <summary>A file name holds 255 bytes; the temporary name of a session adds up to 40 to its own.</summary>
    public const int MaxBytes = 200;

    /// <summary>The last part of a path of any system, cleaned: no separators, no control characters, at most 200 bytes. Empty when nothing is left.</summary>
    public static string Of(string path)
    {
        string name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool refused = Rune.IsControl(rune) || rune.Value is ':' or '*' or '?' or '"' or '<' or '>' or '|';
            clean.Append(refused ? "_" : rune.ToString());
        }

        name = clean.ToString();
        if (name.Trim('.', ' ').Length == 0) return "";
        string extension = Path.GetExtension(name);
        if (extension.Length > 16) extension = "";
        return Temporaries.Shorten(name[..^extension.Length], MaxBytes - Encoding.UTF8.GetByteCount(extension)) + extension;
    }
}
