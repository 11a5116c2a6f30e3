using System.Buffers;

namespace SPAgent;

/// <summary>
/// Tells what a model thought from what it said, by the marks that models put around their thoughts. What is said keeps
/// its place: the thought is blanked, so that a position in <see cref="Speech"/> is one in the text.
/// </summary>
internal readonly struct ReplyText
{
    // A mark that opens a thought, and the one that ends it.
    private static readonly (string Open, string Close)[] s_marks =
    [
        ("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<thought>", "</thought>"),
        ("<thoughts>", "</thoughts>"),
        ("<reasoning>", "</reasoning>"), ("<seed:think>", "</seed:think>"), ("<mm:think>", "</mm:think>"),
        ("<longcat_think>", "</longcat_think>"),
        ("[THINK]", "[/THINK]"), ("◁think▷", "◁/think▷"), ("<|begin_of_thought|>", "<|end_of_thought|>"),
        ("<|START_THINKING|>", "<|END_THINKING|>"), ("<|channel|>analysis<|message|>", "<|end|>"),
        ("<|channel>thought", "<channel|>"),
        ("<unused94>thought", "<unused95>"),
    ];

    // What a mark begins with. Few texts have it often, and a search for so many marks in all cases looks at each
    // character by itself.
    private static readonly SearchValues<char> s_begins = SearchValues.Create(
        [.. s_marks.SelectMany(mark => (char[])[mark.Open[0], mark.Close[0]]).Distinct()]);

    private ReplyText(string text, string speech) => (Text, Speech) = (text, speech);

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>The text with its thoughts blanked; as long as the text.</summary>
    public string Speech { get; }

    /// <summary>Whether there is a thought and nothing else.</summary>
    public bool IsAllThought => string.IsNullOrWhiteSpace(Speech) && !string.IsNullOrWhiteSpace(Text);

    /// <summary>What is looked at for an answer: what was said, or the thought where nothing was.</summary>
    public string Sought => IsAllThought ? Text : Speech;

    public static ReplyText Of(string text)
    {
        if (!HasMark(text)) return new(text, text);
        char[]? blanked = null;
        foreach ((string open, string close) in s_marks) Blank(text, open, close, ref blanked);
        return new(text, blanked is null ? text : new string(blanked));
    }

    private static bool HasMark(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(s_begins) is >= 0 and int at)
        {
            text = text[at..];
            foreach ((string open, string close) in s_marks)
            {
                if (text.StartsWith(open, StringComparison.OrdinalIgnoreCase)
                    || text.StartsWith(close, StringComparison.OrdinalIgnoreCase)) return true;
            }

            text = text[1..];
        }

        return false;
    }

    private static void Blank(string text, string open, string close, ref char[]? blanked)
    {
        // Most texts hold one kind of mark: the rest is soon passed over.
        if (!text.Contains(close, StringComparison.OrdinalIgnoreCase)
            && !text.Contains(open, StringComparison.OrdinalIgnoreCase)) return;
        int from = 0;
        while (text.IndexOf(open, from, StringComparison.OrdinalIgnoreCase) is >= 0 and int start)
        {
            int end = text.IndexOf(close, start + open.Length, StringComparison.OrdinalIgnoreCase);
            // Without its end it is a thought where the text begins with it, and a word like any other elsewhere.
            if (end < 0 && !string.IsNullOrWhiteSpace(text[..start])) break;
            int after = end < 0 ? text.Length : end + close.Length;
            Fill(text, start, after, ref blanked);
            from = after;
            if (end < 0) return;
        }

        // An end without its beginning: the server's template began the thought. This one also ends a turn.
        if (close == "<|end|>") return;
        int lone = text.LastIndexOf(close, StringComparison.OrdinalIgnoreCase);
        if (lone < from || IsQuoted(text, lone) || string.IsNullOrWhiteSpace(text[(lone + close.Length)..])) return;
        Fill(text, 0, lone + close.Length, ref blanked);
    }

    // Inside an answer, such as "the tag </think>", it is text.
    private static bool IsQuoted(string text, int at)
    {
        int open = text.LastIndexOf("<answer>", at, StringComparison.OrdinalIgnoreCase);
        return open >= 0 && text.IndexOf("</answer>", open, StringComparison.OrdinalIgnoreCase) > at;
    }

    private static void Fill(string text, int start, int end, ref char[]? blanked)
    {
        blanked ??= text.ToCharArray();
        blanked.AsSpan(start, end - start).Fill(' ');
    }
}
