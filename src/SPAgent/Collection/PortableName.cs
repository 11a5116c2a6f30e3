using System.Collections.Frozen;
using System.Text;

namespace SPAgent;

/// <summary>Names that are safe as one component of a path on every system.</summary>
internal static class PortableName
{
    /// <summary>A file name holds 255 bytes; the temporary name of a session adds up to 40 to its own.</summary>
    public const int MaxBytes = 200;

    private static readonly FrozenSet<string> s_devices = FrozenSet.ToFrozenSet(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
            .. "0123456789¹²³".SelectMany(number => (string[])[$"COM{number}", $"LPT{number}"])],
                StringComparer.OrdinalIgnoreCase);

    /// <summary>The last part of a path of any system, cleaned: no separators, no control characters, no device, at
    /// most 200 bytes. Empty when nothing is left.</summary>
    public static string Of(string path)
    {
        string name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            bool refused = Rune.IsControl(rune) || rune.Value is ':' or '*' or '?' or '"' or '<' or '>' or '|';
            clean.Append(refused ? "_" : rune.ToString());
        }

        name = clean.ToString().TrimEnd('.', ' ');
        if (name.TrimStart('.', ' ').Length == 0) return "";
        if (IsDevice(name)) name = $"_{name}";
        string extension = Path.GetExtension(name);
        if (extension.Length > 16) extension = "";
        return Temporaries.Shorten(name[..^extension.Length], MaxBytes - Encoding.UTF8.GetByteCount(extension))
            + extension;
    }

    /// <summary>Whether Windows takes the name for a device, as it does with any extension.</summary>
    public static bool IsDevice(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        ReadOnlySpan<char> stem = name.AsSpan(0, dot < 0 ? name.Length : dot).TrimEnd(' ');
        return stem.Length is >= 3 and <= 7 && s_devices.Contains(stem.ToString());
    }
}
