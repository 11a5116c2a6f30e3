namespace SPAgent;

/// <summary>Parts of a conversation that stand alone: a turn, a call, a sample, the prompt.</summary>
internal static class ConversationCells
{
    private const int MostParts = 40;

    public static MimeBundle Of(ConversationTurn turn) => Of([turn]);

    public static MimeBundle Of(IEnumerable<ConversationTurn> turns) =>
        Sections(turns, PageTrace.Turn, turn => $"turn {turn.Turn}: {turn.Response}");

    public static MimeBundle Of(ToolCall call) => Of([call]);

    public static MimeBundle Of(IEnumerable<ToolCall> calls) => Sections(
        calls, call => PageTrace.Call(call).ToHtml(),
        call =>
            $"turn {call.Turn}: {call.Name} {(call.Success ? "worked" : "failed")} {TerminalText.Json(call.Arguments)} {call.Message}");

    public static MimeBundle Of(InferenceSample sample) => Of([sample]);

    public static MimeBundle Of(IEnumerable<InferenceSample> samples) => Sections(
        samples, sample => SessionCard.Sample(sample, isLast: false, []),
        sample => $"{sample.SampleId}: {TerminalText.Count(sample.Images.Count, "picture")}. {sample.Response}");

    public static MimeBundle Of(InitialPrompt prompt) => Prompt("Prompt", prompt.System, prompt.User);

    public static MimeBundle Of(TaskPrompt prompt) => Prompt($"Prompt {prompt.Name}", TaskPrompt.System, prompt.User);

    private static MimeBundle Prompt(string title, string system, string user) => MimeBundle.Html(
        CellStyle.Frame(
            Html.Of(
                $"{FactsCell.Head(title, "")}{Html.If(system.Length > 0, () => PageParts.Details("System prompt", system))}{PageParts.Text(Html.Text(PageParts.Cut(user)))}")),
        TerminalText.Text($"{title}\n{user}"));

    private static MimeBundle Sections<T>(IEnumerable<T> parts, Func<T, Html> section, Func<T, string> line)
    {
        T[] taken = [.. parts.Take(MostParts + 1)];
        string more = taken.Length > MostParts ? "… and more" : "";
        Html rest = PageParts.More(more.Length > 0);
        Html none = Html.If(taken.Length == 0, () => Html.Of($"<p class=\"soft\">none</p>"));
        string text =
            string.Join('\n', taken.Take(MostParts)
                .Select(part => PageParts.Shorten(TerminalText.Line(line(part)), 400))
                .Append(more).Where(shown => shown.Length > 0));
        return MimeBundle.Html(CellStyle.Frame(Html.Join([.. taken.Take(MostParts).Select(section), rest, none])),
            text.Length > 0 ? text : "none");
    }
}
