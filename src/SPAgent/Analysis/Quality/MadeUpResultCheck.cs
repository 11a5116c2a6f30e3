using System.Text.Json;

namespace SPAgent;

/// <summary>A reply that goes on behind its call, as if the tool had answered.</summary>
internal sealed class MadeUpResultCheck : QualityCheck
{
    private const string What = "The reply goes on behind its tool call, as if the result were there.";
    private const string Remedy = "Exports leave that text out; look whether the model took it for a result.";

    public override string Name => "made_up_result";

    public override IEnumerable<Finding> Check(Trace trace) => trace.Turns
        .Select(turn => (turn.Turn, Text: turn.TextAfterCall ?? Behind(turn.Response)))
        .Where(turn => turn.Text is not null)
        .Select(turn => Found(trace, Severity.Warning, What, Remedy, turn.Turn, Quote(turn.Text!.Trim())));

    public override IEnumerable<Finding> Check(CollectedSession session) => session.Samples
        .Select(sample => (sample.Iteration, Text: Kept(sample.Context) ?? Behind(sample.Response)))
        .Where(sample => sample.Text is not null)
        .Select(sample => Found(session, Severity.Warning, What, Remedy, sample.Iteration, Quote(sample.Text!.Trim())));

    private static string? Kept(JsonElement context) =>
        context.ValueKind == JsonValueKind.Object && context.TryGetProperty("text_after_call", out JsonElement text)
            && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    // What stands behind the last real call of a reply that was kept whole.
    private static string? Behind(string response)
    {
        string speech = ReplyText.Of(response).Sought;
        IReadOnlyList<FoundCall> calls = Reply.Real(speech, CallReader.Read(speech, []));
        return calls.Count == 0 || string.IsNullOrWhiteSpace(response[calls[^1].End..])
            || CallReader.IsEndMark(response[calls[^1].End..]) ? null : response[calls[^1].End..];
    }
}
