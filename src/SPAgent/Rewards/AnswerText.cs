using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Finds what a response gives as its answer, and makes answers comparable. Everything that looks for an answer looks here.</summary>
internal static partial class AnswerText
{
    private const string Open = "<answer>", Close = "</answer>", Box = @"\boxed{";

    /// <summary>
    /// The text in the last pair of answer tags (in capitals or not), else in the last box that is closed, without a LaTeX text command;
    /// trimmed. Empty where there is one with nothing in it, null where there is none.
    /// </summary>
    public static string? Find(string response)
    {
        string? tagged = LastTagged(response);
        if (tagged is { Length: > 0 }) return tagged;
        string? boxed = LastBoxed(response);
        return boxed is { Length: > 0 } ? boxed : tagged ?? boxed;
    }

    /// <summary>The text in the first pair of answer tags as it stands, trimmed; null where there is none, or nothing in it.</summary>
    public static string? FindFirstTagged(string response)
    {
        int start = response.IndexOf(Open, StringComparison.OrdinalIgnoreCase);
        return start >= 0 && Tagged(response, start) is { Length: > 0 } answer ? answer : null;
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

    private static string? LastTagged(string response)
    {
        int end = response.LastIndexOf(Close, StringComparison.OrdinalIgnoreCase);
        int start = end < 0 ? -1 : response.LastIndexOf(Open, end, StringComparison.OrdinalIgnoreCase);
        return start >= 0 && Tagged(response, start) is { } answer ? Plain(answer) : null;
    }

    private static string? Tagged(string response, int start)
    {
        start += Open.Length;
        int end = response.IndexOf(Close, start, StringComparison.OrdinalIgnoreCase);
        return end < 0 ? null : response[start..end].Trim();
    }

    // One pass: each closing brace ends the newest open one, and the last box to open among those that end is the answer.
    private static string? LastBoxed(string response)
    {
        Stack<int> open = [];
        (int Start, int End) last = (-1, -1);
        for (int i = 0; i < response.Length; i++)
        {
            if (response[i] == '{') open.Push(i + 1);
            else if (response[i] == '}' && open.TryPop(out int start) && start > last.Start && response.AsSpan(0, start).EndsWith(Box)) last = (start, i);
        }

        return last.Start < 0 ? null : Plain(response[last.Start..last.End]);
    }

    private static string Plain(string answer) => TextCommand().Replace(answer.Trim(), "${text}").Trim();

    [GeneratedRegex(@"\A\\(?:text|textbf|mathrm|mathbf)\{(?<text>[^{}]*)\}\z")]
    private static partial Regex TextCommand();
}
