using System.Text;

namespace SPAgent.Notebooks;

/// <summary>What stands behind a magic: options with a value, switches, and words, as on a command line.</summary>
internal sealed class MagicArguments
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <summary>Words that belong to no option, in order.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>The value of an option, or null; a switch has the value "".</summary>
    public string? this[string option] => _options.GetValueOrDefault(option);

    /// <summary>Takes a line apart at blanks outside of quotation marks and braces.</summary>
    /// <exception cref="ArgumentException">An option is unknown to the magic, or has no value.</exception>
    public static MagicArguments Parse(string line, params string[] known)
    {
        var parsed = new MagicArguments();
        List<string> parts = Split(line);
        for (int index = 0; index < parts.Count; index++)
        {
            string part = parts[index];
            if (!part.StartsWith("--", StringComparison.Ordinal) && part is not "-n")
            {
                parsed._words.Add(part);
                continue;
            }

            int mark = part.IndexOf('=', StringComparison.Ordinal);
            string name = mark < 0 ? part : part[..mark];
            if (name == "-n") name = "--name";
            if (!known.Contains(name))
                throw new ArgumentException($"There is no {name} here; known are: {string.Join(", ", known)}.");
            bool isSwitch = name == "--byref";
            if (mark < 0 && !isSwitch && index + 1 == parts.Count)
                throw new ArgumentException($"{name} needs a value behind it.");
            parsed._options[name] = mark >= 0 ? part[(mark + 1)..] : isSwitch ? "" : parts[++index];
        }

        return parsed;
    }

    /// <summary>The value of an option that must be there.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public string Required(string option, string example) =>
        this[option] ?? throw new ArgumentException($"{option} is missing. Write {example}.");

    private static List<string> Split(string line)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        (bool isQuoted, bool isBegun, int depth) = (false, false, 0);
        foreach (char c in line)
        {
            if (!isQuoted && depth == 0 && char.IsWhiteSpace(c))
            {
                if (isBegun) parts.Add(part.ToString());
                part.Clear();
                isBegun = false;
                continue;
            }

            isBegun = true;
            if (c == '"') isQuoted = !isQuoted;
            else if (c == '{' && !isQuoted) depth++;
            else if (c == '}' && !isQuoted) depth--;
            // Inside of braces stands JSON, which needs its marks.
            if (c != '"' || depth > 0) part.Append(c);
        }

        if (isBegun) parts.Add(part.ToString());
        return parts;
    }
}
