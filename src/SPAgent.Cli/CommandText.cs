using System.CommandLine;
using System.Text;

namespace SPAgent.Cli;

/// <summary>A command as it can be typed again.</summary>
internal static class CommandText
{
    private const string Plain = "-_./=:,+@%";

    public static string Of(ParseResult parsed) =>
        string.Join(' ', (IEnumerable<string>)["spagent", .. parsed.Tokens.Select(token => Quoted(token.Value))]);

    // Within single quotes a shell takes every letter as it is, but the quote itself.
    private static string Quoted(string word)
    {
        bool plain = word.Length > 0
            && word.All(letter => char.IsAsciiLetterOrDigit(letter)
                || Plain.Contains(letter, StringComparison.Ordinal));
        return plain ? word : new StringBuilder("'").Append(word.Replace("'", "'\\''", StringComparison.Ordinal))
            .Append('\'').ToString();
    }
}
