using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Finds what a response gives as its answer, and makes answers comparable.</summary>
internal static partial class AnswerText
{
    private const string Open = "<answer>";
    private const string Close = "</answer>";

    /// <summary>
    /// The text in the last pair of answer tags, else in the last box, without a LaTeX text command; null where there is neither.
    /// </summary>
    public static string? Find(string response)
    {
        string? answer = Tagged(response) ?? Boxed(response);
        return answer is null ? null : TextCommand().Replace(answer.Trim(), "${text}").Trim();
    }

    /// <summary>One form for all that count as equal: lower case, composed (NFC), each white space one blank, trimmed.</summary>
    public static string Fold(string text)
    {
        StringBuilder folded = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!Rune.IsWhiteSpace(rune)) folded.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
        }

        return Composition.Compose(folded.ToString().TrimEnd());
    }

    private static string? Tagged(string response)
    {
        int end = response.LastIndexOf(Close, StringComparison.OrdinalIgnoreCase);
        int start = end < 0 ? -1 : response.LastIndexOf(Open, end, StringComparison.OrdinalIgnoreCase);
        return start < 0 ? null : response[(start + Open.Length)..end];
    }

    private static string? Boxed(string response)
    {
        const string box = @"\boxed{";
        int start = response.LastIndexOf(box, StringComparison.Ordinal);
        int depth = 0;
        for (int i = start < 0 ? response.Length : start; i < response.Length; i++)
        {
            if (response[i] == '{') depth++;
            else if (response[i] == '}' && --depth == 0) return response[(start + box.Length)..i];
        }

        return null;
    }

    [GeneratedRegex(@"\A\\(?:text|textbf|mathrm|mathbf)\{(?<text>[^{}]*)\}\z")]
    private static partial Regex TextCommand();
}
