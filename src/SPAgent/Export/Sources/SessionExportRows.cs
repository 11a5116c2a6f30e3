using System.Text.Json;

namespace SPAgent;

/// <summary>The samples of one session as rows, ordered by iteration.</summary>
internal sealed class SessionExportRows(string folder, string sessionId, LongTexts texts, ExportOptions options)
{
    private readonly Lazy<bool> _hasCopies =
        new(() => options.ImageNames == ImageNaming.Saved
            && Directory.Exists(Path.Combine(folder, SessionLayout.Images)));
    private readonly Dictionary<(string Name, string? Saved), TrainingImage> _images = [];
    private readonly bool _hasFilters = RowFacts.Matter(options);
    private readonly EncodedText _question = texts.Of(Field(texts.Root, "question"u8));
    // What the collector says of how pictures were sent; sessions that say nothing were sent as they are stored,
    // upright.
    private readonly bool _onWhite =
        Field(Field(texts.Root, "metadata"u8), "on_white"u8).ValueKind == JsonValueKind.True;
    private readonly int? _maxPixels = Whole(Field(texts.Root, "metadata"u8), "max_pixels"u8);
    private readonly JsonElement _metadata = Field(texts.Root, "metadata"u8);
    private readonly JsonElement _scored = Scored(Field(texts.Root, "metadata"u8));

    /// <summary>Whether filters of the store took the session.</summary>
    public bool IsTaken { get; init; } = true;

    /// <summary>Whether it is labelled drop.</summary>
    public bool IsDropped { get; init; }

    /// <summary>What its last sample is to answer; null for what the model said.</summary>
    public string? BetterAnswer { get; init; }

    /// <exception cref="InvalidDataException">It is no session.</exception>
    public void AddTo(ExportItem item)
    {
        JsonElement samples = Field(texts.Root, "samples"u8);
        if (samples.ValueKind != JsonValueKind.Array)
            throw new InvalidDataException("it holds no list of samples, so it is no session.");
        int count = samples.GetArrayLength(), index = 0;
        if (count == 0 && IsTaken) item.Refusals.Add(new(sessionId, null, "it has no samples"));
        int last = BetterAnswer is null ? 0 : samples.EnumerateArray()
            .Select((sample, i) => Whole(sample, "iteration"u8) ?? i + 1).DefaultIfEmpty().Max();
        foreach (JsonElement sample in samples.EnumerateArray())
        {
            index++;
            int iteration = Whole(sample, "iteration"u8) ?? index;
            if (!IsTaken)
            {
                RowFacts.NoteIds(options, [sessionId, SampleId(sample, iteration)]);
                item.Filtered++;
            }
            else if (sample.ValueKind != JsonValueKind.Object)
                item.Refusals.Add(new(sessionId, iteration, $"a sample is {sample.ValueKind}, an object is expected"));
            else if (_hasFilters && !Facts(sample, iteration, count).Pass(options))
            {
                item.Filtered++;
            }
            else
            {
                item.Rows.Add(Row(sample, iteration, bettered: BetterAnswer is not null && iteration == last));
            }
        }

        if (IsOrdered(item.Rows)) return;
        TrainingRow[] ordered = [.. item.Rows.OrderBy(row => row.Iteration)];
        item.Rows.Clear();
        item.Rows.AddRange(ordered);
    }

    private static bool IsOrdered(List<TrainingRow> rows)
    {
        for (int i = 1; i < rows.Count; i++)
        {
            if (rows[i].Iteration < rows[i - 1].Iteration) return false;
        }

        return true;
    }

    private RowFacts Facts(JsonElement sample, int iteration, int samples) => new()
    {
        Ids = [sessionId, SampleId(sample, iteration)],
        Success = Flag(Field(texts.Root, "success"u8)),
        Reward = Field(_scored, "score"u8) is { ValueKind: JsonValueKind.Number } score ? score.GetDouble() : null,
        Solved = Solved(),
        UsesTools = Field(Field(sample, "context"u8), "tool_calls_history"u8)
            is { ValueKind: JsonValueKind.Array } calls && calls.GetArrayLength() > 0,
        HasFailedCalls = Field(Field(sample, "context"u8), "tool_results_history"u8)
            is { ValueKind: JsonValueKind.Object } results
            && results.EnumerateObject().Any(result => SessionCall.IsFailure(result.Value)),
        Tokens = Whole(Field(sample, "usage"u8), "total_tokens"u8),
        Turns = samples,
    };

    // Where the score and its figures are: in the metadata themselves, or where a run with a reward writes them.
    private static JsonElement Scored(JsonElement metadata) =>
        Field(metadata, "score"u8).ValueKind == JsonValueKind.Number ? metadata : Field(metadata, "reward"u8);

    // By the score and its figures; null where there is no score.
    private bool? Solved()
    {
        if (Field(_scored, "score"u8) is not { ValueKind: JsonValueKind.Number } score) return null;
        return (options.SuccessWhen ?? SuccessRule.Default).Holds(new RewardScore
        {
            Score = score.GetDouble(),
            ParseSuccess = Field(_scored, "parse_success"u8).ValueKind != JsonValueKind.False,
            Metrics = [.. _scored.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.Number)
                .Select(field => KeyValuePair.Create(field.Name, field.Value.GetDouble()))],
        });
    }

    private TrainingRow Row(JsonElement sample, int iteration, bool bettered)
    {
        List<TrainingImage> images = Images(sample);
        EncodedText prompt = texts.Of(Field(sample, "prompt"u8)), response = texts.Of(Field(sample, "response"u8));
        if (bettered) response = EncodedText.Of(SPAgent.BetterAnswer.Reply(response.ToString(), BetterAnswer!));
        else if (options.Reasoning && Field(sample, "reasoning"u8) is { ValueKind: JsonValueKind.String } reasoning
            && !texts.Of(reasoning).Utf8.IsEmpty)
        {
            response = EncodedText.Concat(EncodedText.Of("<think>\n"), texts.Of(reasoning),
                EncodedText.Of("\n</think>\n\n"), response);
        }

        // A prompt may say where its pictures stand; otherwise they stand in front of it.
        int inline = images.Count > 0 && prompt.Count(TrainingMessage.Placeholder) == images.Count ? images.Count : 0;
        return new TrainingRow
        {
            Id = SampleId(sample, iteration),
            Source = sessionId,
            Task = options.Task,
            LossOnFinal = options.LossOn == LossScope.Final,
            // What a person wrote in the place of a reply is good, whatever the score of that was.
            Succeeded = bettered ? true : Solved() ?? Flag(Field(texts.Root, "success"u8)),
            Iteration = iteration,
            Messages =
            [
                new() { Role = TrainingRole.User, Turn = iteration, Text = prompt, InlineImages = inline,
                    LeadingImages = images.Count - inline },
                new() { Role = TrainingRole.Assistant, Turn = iteration, Text = response },
            ],
            Images = images,
            Question = _question.Utf8.IsEmpty ? prompt : _question,
            AskQuestionOnly = options.QuestionOnly,
            IsDropped = IsDropped,
            IsBettered = bettered,
            Sample = sample,
            Texts = texts,
            Model = Field(_metadata, "model"u8) is { ValueKind: JsonValueKind.String } model
                ? texts.Of(model).ToString() : null,
        };
    }

    private List<TrainingImage> Images(JsonElement sample)
    {
        List<string> names = Texts(Field(sample, "images"u8));
        if (names.Count == 0) return [];
        List<string> saved = Texts(Field(sample, "saved_images"u8));
        return [.. names.Select((name, i) => Image(name,
            saved.Count > 0 ? saved.ElementAtOrDefault(i) : SessionLayout.IsShared(name, names) ? null : name))];
    }

    // Iterations look at the same pictures: each is looked at once.
    private TrainingImage Image(string name, string? saved) =>
        _images.TryGetValue((name, saved), out TrainingImage? known) ? known
        : _images[(name, saved)] =
            new TrainingImage { Name = name, File = SavedFile(saved), OnWhite = _onWhite, MaxPixels = _maxPixels };

    // Only the last part of a name is taken, so that the path stays in the session; the Python original names no copies
    // and keeps base names.
    private string? SavedFile(string? name)
    {
        if (string.IsNullOrEmpty(name) || !_hasCopies.Value
            || SessionLayout.BaseName(name) is not { Length: > 0 } last || last is "." or "..") return null;
        string path = Path.Combine(folder, SessionLayout.Images, last);
        return !last.Contains('\0', StringComparison.Ordinal) && File.Exists(path) ? path : null;
    }

    private string SampleId(JsonElement sample, int iteration) =>
        Field(sample, "sample_id"u8) is { ValueKind: JsonValueKind.String } id ? texts.Of(id).ToString()
            : $"{sessionId}_iter_{iteration}";

    private List<string> Texts(JsonElement list)
    {
        List<string> found = [];
        if (list.ValueKind != JsonValueKind.Array) return found;
        foreach (JsonElement item in list.EnumerateArray())
            found.Add(item.ValueKind == JsonValueKind.String ? texts.Of(item).ToString() : "");
        return found;
    }

    private static bool? Flag(JsonElement value) =>
        value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    private static int? Whole(JsonElement parent, ReadOnlySpan<byte> name) =>
        Field(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int whole)
            ? whole : null;

    private static JsonElement Field(JsonElement parent, ReadOnlySpan<byte> name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value)
            ? value : default;
}
