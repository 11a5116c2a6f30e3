using System.Text.Json;

namespace SPAgent;

/// <summary>A batch as its server tells of it.</summary>
/// <param name="Id">Its name there.</param>
/// <param name="InputFile">The file of its requests.</param>
/// <param name="State">Such as <c>in_progress</c> or <c>completed</c>.</param>
/// <param name="Total">Its requests, as far as they are counted.</param>
/// <param name="Completed">Those with a reply.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="OutputFile">The file of replies; null for none.</param>
/// <param name="ErrorFile">The file of failures; null for none.</param>
/// <param name="Problem">Why it was refused as a whole; null where it was not.</param>
internal sealed record BatchStatus(string Id, string? InputFile, string State, long Total, long Completed, long Failed,
    string? OutputFile, string? ErrorFile, string? Problem)
{
    public const string Completion = "completed";

    // What some servers call it is the second of a pair.
    private static readonly string[] s_ends = [Completion, "succeeded", "failed", "expired", "cancelled", "canceled"];

    /// <summary>Whether nothing more comes of it.</summary>
    public bool HasEnded => s_ends.Contains(State);

    /// <summary>Whether it came to its end with all of its requests.</summary>
    public bool IsWhole => State is Completion or "succeeded";

    /// <summary>Reads it; null where it has no id.</summary>
    public static BatchStatus? Read(JsonElement batch)
    {
        if (LenientJson.Text(batch, "id") is not { Length: > 0 } id) return null;
        JsonElement counts = LenientJson.Get(batch, "request_counts") ?? default;
        return new(id, LenientJson.Text(batch, "input_file_id"),
            LenientJson.Text(batch, "status")?.ToLowerInvariant() ?? "unknown", Count("total"), Count("completed"),
            Count("failed"), LenientJson.Text(batch, "output_file_id") is { Length: > 0 } output ? output : null,
            LenientJson.Text(batch, "error_file_id") is { Length: > 0 } errors ? errors : null, ProblemOf(batch));

        long Count(string name) => LenientJson.Number(counts, name) ?? 0;
    }

    private static string? ProblemOf(JsonElement batch)
    {
        if (LenientJson.Get(batch, "errors") is not { } errors) return null;
        JsonElement list = LenientJson.Get(errors, "data") ?? errors;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0) return null;
        JsonElement first = list[0];
        if (first.ValueKind == JsonValueKind.String) return first.GetString();
        string said = LenientJson.Text(first, "message") ?? LenientJson.Text(first, "code") ?? first.GetRawText();
        return LenientJson.Number(first, "line") is { } line
            ? FormattableString.Invariant($"line {line}: {said}") : said;
    }
}
