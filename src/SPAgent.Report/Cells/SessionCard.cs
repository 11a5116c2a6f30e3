using System.Text.Json;
using System.Text.Json.Nodes;

namespace SPAgent;

/// <summary>A session of an agent: what was asked, each inference with the pictures that were new to it, and the
/// answer.</summary>
internal static class SessionCard
{
    private const int MostSamples = 40, PictureWidthPx = 200;

    /// <summary>A session that is being collected: as it lies on disk once it is completed, else what is known of
    /// it.</summary>
    public static MimeBundle Of(CollectionSession session)
    {
        if (Saved(session) is { } saved) return Of(saved);
        string state = session.IsOpen ? "open: complete it, or let it fail" : "given up";
        Html card = Html.Of($"""
            {Head(session.SessionId)}
            <p class="facts"><span>{state}</span><span><b>{TerminalText.Count(session.SampleCount, "sample")}</b></span></p>
            <div class="text" dir="auto">{session.Question}</div>
            {PageParts.Shots(Pictures(session.OriginalImages))}
            """);
        return MimeBundle.Html(CellStyle.Frame(card),
            TerminalText.Line(
                $"{session.SessionId}: {state}, {TerminalText.Count(session.SampleCount, "sample")}. {session.Question}"));
    }

    /// <summary>A session on disk.</summary>
    public static MimeBundle Of(CollectedSession session)
    {
        HashSet<string> shown = new(StringComparer.Ordinal);
        Html card = Html.Of($"""
            {Head(session.SessionId)}
            <p class="facts"><span>{(session.Success ? "answered" : "failed")}</span><span><b>{TerminalText.Count(session.Samples.Count, "sample")}</b></span></p>
            <section class="turn"><h3>Question</h3><div class="text" dir="auto">{session.Question}</div></section>
            {Html.Join(session.Samples.Take(MostSamples).Select((sample, i) => Sample(session, sample, i == session.Samples.Count - 1, shown)))}
            {PageParts.More(session.Samples.Count > MostSamples)}
            """);
        string text = $"{session.SessionId}: {TerminalText.Count(session.Samples.Count, "sample")}. {session.Question} "
            + $"→ {session.FinalAnswer ?? session.ErrorMessage}";
        return MimeBundle.Html(CellStyle.Frame(card), TerminalText.Line(text));
    }

    /// <summary>What came of a question.</summary>
    public static MimeBundle Of(AgentResult result)
    {
        Html calls =
            Html.Join(result.ToolCalls.Zip(result.ToolResults).Select(pair => Call(pair.First, pair.Second.Value)));
        Html card = Html.Of($"""
            <section class="panel"><h3>Answer</h3><div class="text" dir="auto">{result.Answer ?? "none"}</div></section>
            <p class="facts"><span><b>{TerminalText.Count(result.Iterations, "iteration")}</b></span><span><b>{TerminalText.Count(result.ToolCalls.Count, "tool call")}</b></span><span>{result.Session?.SessionId}</span></p>
            {calls}
            """);
        string tools = result.UsedTools.Count == 0 ? "" : $", tools: {string.Join(", ", result.UsedTools)}";
        return MimeBundle.Html(CellStyle.Frame(card),
            TerminalText.Line(
                $"{result.Answer ?? "no answer"} ({TerminalText.Count(result.Iterations, "iteration")}{tools})"));
    }

    private static CollectedSession? Saved(CollectionSession session)
    {
        try
        {
            return !session.IsOpen && Directory.Exists(session.Folder) ? CollectedSession.Load(session.Folder) : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Html Head(string id) =>
        Html.Of($"<div class=\"head\"><b>Session</b> <span class=\"soft\">{id}</span></div>");

    private static Html Sample(CollectedSession session, InferenceSample sample, bool isLast, HashSet<string> shown) =>
        Sample(sample, isLast,
            [.. sample.Images.Select((_, i) => session.SavedImagePath(sample, i)).OfType<string>().Where(shown.Add)]);

    /// <summary>One sample with the pictures that lie at the paths.</summary>
    public static Html Sample(InferenceSample sample, bool isLast, IReadOnlyList<string> paths)
    {
        string about = string.Join(" · ",
            ((string?[])[TerminalText.Count(sample.Images.Count, "picture"), sample.FinishReason]).OfType<string>());
        return
            Html.Of(
                $"<section class=\"turn{(isLast ? " answer" : "")}\"><h3>Iteration {sample.Iteration} <span>{about}</span></h3>{PageParts.Details($"Prompt, {sample.Prompt.Length:N0} characters", sample.Prompt)}{PageParts.Shots(Pictures(paths))}<div class=\"text\" dir=\"auto\">{PageParts.Marked(sample.Response)}</div></section>");
    }

    private static Html Call(JsonObject call, JsonObject result)
    {
        var asked = new SessionTurnCall($"{call["name"]}", JsonSerializer.SerializeToElement(call["arguments"]),
            JsonSerializer.SerializeToElement(result), Problem: null);
        return new PageCall
        {
            Name = asked.Name,
            Arguments = asked.Arguments,
            Code = asked.Code,
            Success = asked.Success,
            Message = asked.Message,
            Shots = asked.Made is { } file ? Pictures([file]) : [],
        }.ToHtml();
    }

    // A picture that is not there, or no picture, is left out: the card is about what was said.
    private static List<Html> Pictures(IEnumerable<string> paths)
    {
        List<Html> pictures = [];
        foreach (string path in paths)
        {
            try
            {
                RasterImage image = RasterImage.Load(path).Upright();
                pictures.Add(ImageGrid.Picture(image,
                    Html.Of($"{Path.GetFileName(path)}<br>{image.Width} × {image.Height}"), PictureWidthPx));
            }
            catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or ImageException
                or ArgumentException or NotSupportedException)
            {
            }
        }

        return pictures;
    }
}
