using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SPAgent;

/// <summary>What a page needs to mark a record: its id, which answer it is, and what is marked on it.</summary>
/// <param name="Id">As labels name it: <c>7</c>, <c>7.r2</c>, or a session's id.</param>
/// <param name="Identity">See <see cref="RecordIdentity"/>; labels that a page makes carry it.</param>
/// <param name="Label">What is marked; null for nothing.</param>
internal sealed record PageLabel(string Id, string Identity, RecordLabel? Label)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The attributes of the head of its article and of its line in the list.</summary>
    public Html Attributes => Html.Of($" data-record=\"{Id}\" data-mark=\"{Identity}\"{Marked}");

    /// <summary>The labels of a folder by their ids.</summary>
    public static IReadOnlyDictionary<string, RecordLabel> All(LabelStore labels) =>
        labels.All().ToDictionary(label => label.Id, StringComparer.Ordinal);

    /// <summary>Of a trace, by the name of its file.</summary>
    public static PageLabel Of(Trace trace, IReadOnlyDictionary<string, RecordLabel> labels)
    {
        string id = (TraceName.ParseId(Path.GetFileName(trace.Source) ?? "") ?? TraceName.Of(trace)).LabelId;
        return new(id, RecordIdentity.Of(trace), labels.GetValueOrDefault(id));
    }

    public static PageLabel Of(CollectedSession session, IReadOnlyDictionary<string, RecordLabel> labels) =>
        new(session.SessionId, RecordIdentity.Of(session), labels.GetValueOrDefault(session.SessionId));

    // Escaped where it stands in the attribute. Times as a script writes them, so that texts of both compare.
    private Html Marked => Label is null ? Html.Empty : Html.Of($" data-label=\"{JsonSerializer.Serialize(new
    {
        at = Label.At?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        verdict = Label.Verdict == LabelVerdict.None ? null : Label.Verdict.ToString().ToLowerInvariant(),
        tags = Label.Tags,
        note = Label.Note,
        answer = Label.Answer,
    }, s_json)}\"");
}
