using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SPAgent;

/// <summary>Finds what a response gives as its answer, and makes answers comparable. Everything that looks for an
/// answer looks here.</summary>
internal static partial class AnswerText
{
    private const string Open = "<answer>", OpenName = "<answer", Close = "</answer>", Box = @"\boxed{",
        BoxBegin = "<|begin_of_box|>", BoxEnd = "<|end_of_box|>";

    /// <summary>
    /// The text in the last pair of answer tags (in capitals or not) that holds any, else in the last box that is
    /// closed, without a LaTeX text command; trimmed. Thoughts are passed over, unless the response is nothing else.
    /// Empty where there is a place for an answer with nothing in it, null where there is none.
    /// </summary>
    public static string? Find(string response)
    {
        ReplyText text = ReplyText.Of(response);
        string? tagged = LastTagged(text);
        if (tagged is { Length: > 0 }) return tagged;
        // Escaped, as for a page.
        if (tagged is null && response.Contains("&lt;answer&gt;", StringComparison.OrdinalIgnoreCase))
            return Find(WebUtility.HtmlDecode(response));
        string? boxed = LastBoxed(text.Sought) ?? Marked(text.Sought);
        return boxed is { Length: > 0 } ? boxed : tagged ?? boxed;
    }

    /// <summary>The same as a reward compares it: of an answer with one box, what stands in it.</summary>
    public static string? Compared(string response)
    {
        if (Find(response) is not { } answer) return null;
        // Of two boxes neither is the answer.
        bool isOne = answer.AsSpan().Count(@"\boxed") == 1;
        return isOne && LastBoxed(answer) is { Length: > 0 } inside ? inside : answer;
    }

    /// <summary>The text in answer tags, as it is written there; null where there are none, or nothing in
    /// them.</summary>
    public static string? FindTagged(string response) =>
        LastTagged(ReplyText.Of(response)) is { Length: > 0 } answer ? answer : null;

    /// <summary>What was said but for tool calls, whose numbers are no answer; the whole where there is nothing but
    /// thought.</summary>
    public static string Spoken(string response)
    {
        string sought = ReplyText.Of(response).Sought;
        if (!sought.AsSpan().ContainsAny('<', '[')) return sought;
        foreach (FoundCall call in CallReader.Read(sought, []).Reverse().DistinctBy(call => call.Start))
        {
            sought = sought.Remove(call.Start, Math.Min(call.End, sought.Length) - call.Start);
        }

        return sought;
    }

    /// <summary>A text whose answer ends with the mark that begins one.</summary>
    public static string? Reopened(string text)
    {
        string trimmed = text.TrimEnd();
        bool ends = trimmed.EndsWith(Open, StringComparison.OrdinalIgnoreCase);
        return ends && IsOpen(trimmed[..^Open.Length]) ? Closed(trimmed[..^Open.Length]) : null;
    }

    /// <summary>Whether a text ends inside an answer, whose end is missing.</summary>
    public static bool IsOpen(string text)
    {
        return LastOpen(text, text.Length) is var (start, inside)
            && text.IndexOf(Close, start, StringComparison.OrdinalIgnoreCase) < 0
            && text.AsSpan(inside).ContainsAnyExcept(" .…\r\n") && !Mention().IsMatch(text, inside);
    }

    /// <summary>The text with the end of its answer behind it.</summary>
    public static string Closed(string text) => text.TrimEnd() + Close;

    /// <summary>The answer as it is written, in its tags or its box; null where there is none.</summary>
    public static string? Written(string response)
    {
        if (FindTagged(response) is { } tagged) return $"{Open}{tagged}{Close}";
        return Find(response) is { Length: > 0 } boxed ? $"{Box}{boxed}}}" : null;
    }

    /// <summary>One form for all that count as equal: lower case, composed (NFC), each white space one blank,
    /// trimmed.</summary>
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

    // Sought in what was said; the words of the answer are the text's own.
    private static string? LastTagged(ReplyText text)
    {
        string? found = null;
        string sought = text.Sought;
        for (int end = sought.Length; end > 0
            && (end = sought.LastIndexOf(Close, end - 1, StringComparison.OrdinalIgnoreCase)) >= 0;)
        {
            if (LastOpen(sought, end) is not var (start, inside)) break;
            string answer = text.Text[inside..end];
            // Tags in tags: the inner end comes first.
            int inner = answer.IndexOf(Close, StringComparison.OrdinalIgnoreCase);
            string plain = Plain(inner < 0 ? answer : answer[..inner]);
            // Dots show where an answer goes.
            if (plain.AsSpan().ContainsAnyExcept('.', '…')) return plain;
            if (found is null or "") found = plain;
            end = start;
        }

        return found;
    }

    // The last mark that begins an answer and ends at or before a position, with or without attributes.
    private static (int Start, int Inside)? LastOpen(string text, int before)
    {
        for (int at = before; at > 0
            && (at = text.LastIndexOf(OpenName, at - 1, StringComparison.OrdinalIgnoreCase)) >= 0;)
        {
            ReadOnlySpan<char> rest = text.AsSpan(at + OpenName.Length, before - at - OpenName.Length);
            int length = rest is ['>', ..] ? 0 : rest is [' ' or '\n', ..] ? rest.IndexOfAny('<', '>') : -1;
            if (length >= 0 && rest[length] == '>') return (at, at + OpenName.Length + length + 1);
        }

        return null;
    }

    private static string? Marked(string text)
    {
        int end = text.LastIndexOf(BoxEnd, StringComparison.Ordinal);
        int start = end <= 0 ? -1 : text.LastIndexOf(BoxBegin, end - 1, StringComparison.Ordinal);
        return start < 0 || start + BoxBegin.Length > end ? null : Plain(text[(start + BoxBegin.Length)..end]);
    }

    // One pass: each closing brace ends the newest open one, and the last box to open among those that end is the
    // answer. One that is empty or holds dots shows where an answer goes.
    private static string? LastBoxed(string response)
    {
        Stack<int> open = [];
        (int Start, int End) last = (-1, -1);
        for (int i = 0; i < response.Length; i++)
        {
            if (response[i] == '{') open.Push(i + 1);
            else if (response[i] == '}' && open.TryPop(out int start) && start > last.Start
                && response.AsSpan(0, start - 1).TrimEnd().EndsWith(@"\boxed")
                && (last.Start < 0 || !response.AsSpan(start, i - start).Trim(" .…\t\r\n").IsEmpty))
                last = (start, i);
        }

        return last.Start < 0 ? null : Plain(response[last.Start..last.End]);
    }

    private static string Plain(string answer) =>
        TextCommand().Replace(BoxMark().Replace(answer, "").Trim(), "${text}").Trim();

    // What stands behind the mark where a sentence speaks of it.
    [GeneratedRegex("""\G(?:[`"'”’)*]|\s*(?:tags?|and|marks?)\b)""", RegexOptions.IgnoreCase)]
    private static partial Regex Mention();

    [GeneratedRegex(@"<\|(?:begin|end)_of_box\|>")]
    private static partial Regex BoxMark();

    [GeneratedRegex(@"\A\\(?:text|textbf|mathrm|mathbf)\{(?<text>[^{}]*)\}\z")]
    private static partial Regex TextCommand();
}
