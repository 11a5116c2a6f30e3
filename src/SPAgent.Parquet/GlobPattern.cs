using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>
/// A pattern of paths: <c>*</c> and <c>?</c> within a name, <c>**</c> across folders, <c>[0-9]</c> and <c>{a,b}</c> as
/// a shell reads them.
/// </summary>
internal static class GlobPattern
{
    private const int Longest = 4096;

    /// <summary>A regular expression for whole paths with forward slashes.</summary>
    public static Regex ToRegex(string pattern)
    {
        if (pattern.Length > Longest) throw new InvalidDataException($"a pattern has {pattern.Length:N0} letters.");
        var text = new StringBuilder("^");
        int braces = 0;
        for (int i = 0; i < pattern.Length; i++)
        {
            char letter = pattern[i];
            int close = letter == '[' ? pattern.IndexOf(']', Math.Min(i + 2, pattern.Length)) : -1;
            if (letter == '*' && i + 1 < pattern.Length && pattern[i + 1] == '*')
            {
                bool folders = i + 2 < pattern.Length && pattern[i + 2] == '/';
                text.Append(folders ? "(?:.*/)?" : ".*");
                i += folders ? 2 : 1;
            }
            else if (close > 0)
            {
                string letters = pattern[(i + 1)..close];
                bool not = letters[0] is '!' or '^';
                text.Append(not ? "[^/" : "[").Append(Letters(not ? letters[1..] : letters)).Append(']');
                i = close;
            }
            else
            {
                text.Append(letter switch
                {
                    '*' => "[^/]*",
                    '?' => "[^/]",
                    '{' when ++braces > 0 => "(?:",
                    '}' when braces > 0 && braces-- > 0 => ")",
                    ',' when braces > 0 => "|",
                    _ => Regex.Escape(letter.ToString()),
                });
            }
        }

        if (braces > 0)
        {
            throw new InvalidDataException($"the pattern \"{pattern}\" opens a brace that it does not close.");
        }

        const RegexOptions options =
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline;
        try
        {
            return new(text.Append('$').ToString(), options);
        }
        catch (ArgumentException problem)
        {
            throw new InvalidDataException($"the pattern \"{pattern}\" can't be read.", problem);
        }
    }

    private static string Letters(string set) => set.Replace("\\", "\\\\").Replace("[", "\\[").Replace("^", "\\^");
}
