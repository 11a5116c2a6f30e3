using System.Globalization;
using System.Text.Json;

namespace SPAgent;

/// <summary>One session as an article: the question, each inference in order with the tools it called, and what came of
/// it beside.</summary>
internal static class PageSession
{
    private const int MostSamples = 200, MostFields = 40;

    private static readonly string[] Histories =
        ["tool_calls_history", "tool_results_history", "additional_images_history", "type"];

    public static Html Of(CollectedSession session, SessionPictures pictures, IReadOnlyList<Finding> findings,
        PagePlace place, PageLabel label) => PageParts.Article(
        place, "session", PageParts.Shorten(session.Question, 120), session.SessionId, Facts(session),
        Html.Join([Question(session, pictures), .. Inferences(session, pictures)]), Aside(session, findings), label);

    public static string? ModelOf(CollectedSession session) => RowText.Of(session.Metadata, "model");

    /// <summary>A number that the caller kept as the score.</summary>
    public static double? ScoreOf(CollectedSession session) =>
        session.Metadata.ValueKind == JsonValueKind.Object && session.Metadata.TryGetProperty("score",
            out JsonElement score) && score.ValueKind == JsonValueKind.Number ? score.GetDouble() : null;

    /// <summary>Why a sample was asked for apart from the iterations: final_synthesis or fallback; null for the
    /// others.</summary>
    public static string? TypeOf(InferenceSample sample) =>
        sample.Context.ValueKind == JsonValueKind.Object ? RowText.Of(sample.Context, "type") : null;

    private static IEnumerable<Html> Facts(CollectedSession session)
    {
        yield return session.Success ? new("<b class=\"good\">answered</b>") : new("<b class=\"bad\">failed</b>");
        if (ModelOf(session) is { } model) yield return PageParts.Fact(model);
        yield return PageParts.Count(session.Samples.Count, "inference");
        yield return PageParts.Count(SessionCall.Of(session).Count, "tool call");
        if (session.Samples.Any(sample => sample.Tokens() is not null))
            yield return PageParts.Count(session.Samples.Sum(sample => sample.Tokens() ?? 0), "token");
        if (session is { StartTime: DateTime start, EndTime: DateTime end } && end >= start)
            yield return Html.Of($"<span><b>{PageParts.Duration((end - start).TotalMilliseconds)}</b></span>");
        if (session.StartTime is DateTime began)
            yield return PageParts.Fact(began.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
    }

    private static Html Question(CollectedSession session, SessionPictures pictures)
    {
        Html[] shots = [.. session.OriginalImages.Take(20)
            .Select((name, i) => pictures.Show(name, Caption(i, name)) ?? Lost(Caption(i, name)))];
        return
            Html.Of(
                $"<section class=\"turn\"><h3>Question</h3>{PageParts.Text(Html.Text(PageParts.Cut(session.Question)))}{PageParts.Shots(shots)}</section>");
    }

    private static IEnumerable<Html> Inferences(CollectedSession session, SessionPictures pictures)
    {
        SessionTurns turns = new(session);
        foreach (InferenceSample sample in session.Samples.Take(MostSamples))
        {
            Html prompt =
                PageParts.Asked(
                    $"Prompt ({sample.Prompt.Length.ToString("N0", CultureInfo.InvariantCulture)} characters)",
                    sample.Prompt);
            Html reasoning = sample.Reasoning is { Length: > 0 } thought ? PageParts.Details("Reasoning", thought)
                : Html.Empty;
            Html seen = Html.Join(sample.Images.Take(20)
                .Select((name, i) => pictures.Show(name, Caption(i, name)) ?? Lost(Caption(i, name))));
            Html calls = Html.Join(turns.CallsOf(sample).Select(call => Call(call, sample, pictures).ToHtml()));
            string last = ReferenceEquals(sample, session.Samples[^1]) ? " answer" : "";
            yield return Html.Of(
                $"<section class=\"turn{last}\"><h3>Iteration {sample.Iteration} <span>{About(sample)}</span></h3>{prompt}{Context(sample)}<div class=\"shots seen\">{seen}</div>{reasoning}{PageParts.Text(PageParts.Marked(sample.Response))}{calls}</section>");
        }

        if (session.Samples.Count > MostSamples)
            yield return Html.Of($"<p class=\"soft\">… {session.Samples.Count - MostSamples:N0} more inferences.</p>");
    }

    private static Html About(InferenceSample sample)
    {
        List<string> about = [];
        if (TypeOf(sample) is { } type) about.Add(type.Replace('_', ' '));
        if (sample.Tokens() is long tokens) about.Add(TerminalText.Count(tokens, "token"));
        if (sample.LatencyMs is double latency) about.Add(PageParts.Duration(latency));
        if (sample.FinishReason is not null) about.Add(sample.FinishReason);
        return Html.Text(string.Join(" · ", about));
    }

    private static PageCall Call(SessionTurnCall call, InferenceSample sample, SessionPictures pictures)
    {
        List<Html> shots = [];
        if (call.ActedOn(sample) is (int number, string name)
            && pictures.Show(name, Html.Of($"acted on {number}"), call.Arguments) is Html before) shots.Add(before);
        if (call.Made is { } made && pictures.Show(made, Html.Of($"result")) is Html after) shots.Add(after);
        return new PageCall
        {
            Name = call.Name,
            Arguments = call.Arguments,
            Code = call.Code,
            Success = call.Success,
            Message = call.Message,
            Shots = shots
        };
    }

    // What a caller noted by hand.
    private static Html Context(InferenceSample sample)
    {
        if (sample.Context.ValueKind != JsonValueKind.Object) return Html.Empty;
        string[] notes =
            [.. sample.Context.EnumerateObject().Where(field => !Histories.Contains(field.Name, StringComparer.Ordinal))
                .Take(MostFields).Select(field => $"{field.Name}: {JsonText.Line(field.Value)}")];
        return Html.If(notes.Length > 0, () => PageParts.Details("Context", string.Join('\n', notes)));
    }

    private static Html Aside(CollectedSession session, IReadOnlyList<Finding> findings)
    {
        List<Html> panels = [];
        if (session.FinalAnswer is { Length: > 0 } answer)
            panels.Add(PageParts.Panel("Answer", PageParts.Text(Html.Text(PageParts.Shorten(answer, 1000)))));
        if (session.ErrorMessage is { Length: > 0 } error)
            panels.Add(PageParts.Panel("Error", PageParts.Text(Html.Text(PageParts.Shorten(error, 1000)))));
        panels.Add(PageParts.Findings(findings));
        if (session.Metadata.ValueKind == JsonValueKind.Object && session.Metadata.GetPropertyCount() > 0)
        {
            panels.Add(
                PageParts.Panel("Metadata",
                    PageParts.Rows(session.Metadata.EnumerateObject().Take(MostFields)
                        .Select(field => PageParts.Row(field.Name, PageParts.Shorten(Shown(field.Value), 200))))));
        }

        return Html.Join(panels);
    }

    private static string Shown(JsonElement value) => value.ValueKind == JsonValueKind.Array && value.EnumerateArray()
        .All(item => item.ValueKind == JsonValueKind.String)
        ? string.Join(", ", value.EnumerateArray().Select(item => RowText.Of(item)))
        : value.ValueKind == JsonValueKind.String ? RowText.Of(value)! : JsonText.Line(value);

    private static Html Caption(int index, string name) =>
        Html.Of(
            $"{index + 1}. {PageParts.Shorten(Path.GetFileName(name.TrimEnd('/', '\\')) is { Length: > 0 } file ? file : name, 40)}");

    private static Html Lost(Html caption) =>
        Html.Of(
            $"<figure class=\"shot\"><figcaption>{caption} <span class=\"soft\">no copy of it</span></figcaption></figure>");
}
