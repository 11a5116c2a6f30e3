using System.Text.Json;

namespace SPAgent;

/// <summary>Reads <c>session_metadata.json</c>, as written here and by the Python original.</summary>
internal static class SessionReader
{
    private const long MaxBytes = 1L << 30;

    public static CollectedSession Read(string folder)
    {
        folder = Path.GetFullPath(folder);
        string where = $"{Path.GetFileName(folder)}/{SessionLayout.Metadata}";
        return ReadAs(folder, new SessionFields(Parse(folder, where), where, ""));
    }

    private static JsonElement Parse(string folder, string where)
    {
        string file = Path.Combine(folder, SessionLayout.Metadata);
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MaxBytes })
                throw new InvalidDataException($"{where}: larger than {MaxBytes >> 20} MiB. Remove the session.");
            JsonElement root = JsonText.Parse(File.ReadAllBytes(file));
            if (root.ValueKind == JsonValueKind.Object) return root;
            throw new InvalidDataException(
                $"{where}: it holds {root.ValueKind}, an object is expected. Remove the session, or collect it again.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidDataException(
                $"{where}: the file is missing. Remove the session, or collect it again.", e);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"{where}: torn, or no JSON ({e.Message}) Remove the session, or collect it again.", e);
        }
    }

    private static CollectedSession ReadAs(string folder, SessionFields fields)
    {
        string name = Path.GetFileName(folder);
        IReadOnlyList<SessionFields> samples = fields.Objects("samples");
        return new CollectedSession
        {
            SessionId = name,
            Question = fields.Text("question") ?? "",
            OriginalImages = fields.Texts("original_images"),
            Success = fields.Flag("success") ?? false,
            FinalAnswer = fields.Text("final_answer"),
            ErrorMessage = fields.Text("error_message"),
            StartTime = SessionLayout.ParseTime(fields.Text("start_time")),
            EndTime = SessionLayout.ParseTime(fields.Text("end_time")),
            NumIterations = fields.Whole("num_iterations") ?? samples.Count,
            Samples = [.. samples.Select(sample => Sample(sample, folder)).OrderBy(sample => sample.Iteration)],
            Metadata = fields.Any("metadata") ?? SessionFields.EmptyObject,
            SourceKey = (fields.Any("metadata") is { ValueKind: JsonValueKind.Object } metadata
                ? fields.Inside(metadata, "metadata.") : null)?.Text("source_key"),
            Folder = folder,
        };
    }

    private static InferenceSample Sample(SessionFields fields, string folder)
    {
        IReadOnlyList<string> images = fields.Texts("images");
        int iteration = fields.Whole("iteration") ?? 0;
        return new InferenceSample
        {
            SampleId = fields.Text("sample_id") ?? $"{Path.GetFileName(folder)}_iter_{iteration}",
            Iteration = iteration,
            Images = images,
            Prompt = fields.Text("prompt") ?? "",
            Response = fields.Text("response") ?? "",
            Context = fields.Any("context") ?? SessionFields.EmptyObject,
            Timestamp = SessionLayout.ParseTime(fields.Text("timestamp")),
            SavedImages = fields.Any("saved_images") is null ? CopiesByName(folder, images)
                : fields.TextsOrNull("saved_images"),
            FinishReason = fields.Text("finish_reason"),
            Reasoning = fields.Text("reasoning"),
            LatencyMs = fields.Number("latency_ms"),
            Usage = fields.Any("usage"),
            StoredAsText = fields.Texts("stored_as_text"),
        };
    }

    // The Python original names no copies; it makes them under the base name of each image.
    private static List<string?> CopiesByName(string folder, IReadOnlyList<string> images)
    {
        string copies = Path.Combine(folder, SessionLayout.Images);
        if (images.Count == 0 || !Directory.Exists(copies)) return [];
        return
            [.. images.Select(image => SessionLayout.BaseName(image) is { Length: > 0 } name
                && !SessionLayout.IsShared(image, images) && File.Exists(Path.Combine(copies, name))
            ? SessionLayout.SavedImage(Path.GetFileName(folder), name)
            : null)];
    }
}
