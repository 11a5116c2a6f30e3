using System.Text.Json;

namespace SPAgent;

/// <summary>
/// One row of a dataset as a model worked on it: the conversation, the parameters of every tool call, and the reward.
/// No pictures: they come back by replaying the calls on the row's image.
/// </summary>
[TypeFormatterSource]
public sealed record Trace
{
    /// <summary>The version of the format that this library writes.</summary>
    public const int CurrentFormatVersion = 1;

    internal static readonly JsonElement NoData = JsonElement.Parse("{}"u8);

    /// <summary>Where the dataset lay when the trace was made, as its maker says: not to be trusted. Null if
    /// unsaid.</summary>
    public string? DatasetPath { get; init; }

    /// <summary>
    /// Index of the row in the dataset on disk, from 0. In traces of some other tools it is the index in a sorted
    /// selection, so that another picture lies at this index: compare <see cref="ImageSha256"/> where there is one.
    /// </summary>
    public required int SampleIndex
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(SampleIndex));
            field = value;
        }
    }

    /// <summary>Which of the answers to its row it is, from 1; 1 where there is one only.</summary>
    public int Rollout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Rollout));
            field = value;
        }
    } = 1;

    /// <summary>The row without its image: a JSON object, empty by default.</summary>
    public JsonElement SampleData
    {
        get;
        init => field = value.ValueKind == JsonValueKind.Object
            ? value
            : throw new ArgumentException($"A row is a JSON object, not {value.ValueKind}.", nameof(value));
    } = NoData;

    /// <summary>What the model was told; null in older files, which do not keep it.</summary>
    public InitialPrompt? InitialPrompt { get; init; }

    /// <summary>The model's replies, in order.</summary>
    public required IReadOnlyList<ConversationTurn> Turns { get; init; }

    /// <summary>The tool calls, in order.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>The last reply; in some traces of other tools only the answer in it.</summary>
    public required string FinalResponse { get; init; }

    /// <summary>
    /// What the model answered, read from <see cref="FinalResponse"/> as the rewards read it: coordinates where the row
    /// holds a place, the letter of an option, the text in its tags or box.
    /// </summary>
    public TraceAnswer Answer => TraceAnswer.Given(FinalResponse, SampleData);

    /// <summary>
    /// What the dataset holds for true, read from <see cref="SampleData"/>: <c>lat</c> and <c>lon</c>, or
    /// <c>latitude</c> and <c>longitude</c>, in degrees; the column <c>answer</c> as text and, where it names an
    /// option, as its letter.
    /// </summary>
    public TraceAnswer Truth => TraceAnswer.Truth(SampleData);

    /// <summary>Kilometres from the answer to the truth, as the reward gave them; null without a place, or where the
    /// answer was not read.</summary>
    public double? DistanceKm => Reward is { ParseSuccess: true } reward ? reward["distance@km"] : null;

    /// <summary>The score; null when the run had no reward or the row no truth.</summary>
    public RewardScore? Reward { get; init; }

    /// <summary>
    /// The summary as it was read: an object. When the trace is written, total_turns, num_tool_calls, parse_success,
    /// distance_km and score are taken from the members above; other fields stay.
    /// </summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Version of the format as it was read; null for traces written elsewhere, or not yet written.</summary>
    public int? FormatVersion { get; init; }

    /// <summary>Name of the model; null for traces written elsewhere.</summary>
    public string? Model { get; init; }

    /// <summary>SHA-256 of the raw RGB bytes of the row's image; null for traces written elsewhere.</summary>
    public string? ImageSha256 { get; init; }

    /// <summary>How its pictures were sent; null where that is the row's first picture as it is stored.</summary>
    public TracePictures? Pictures { get; init; }

    /// <summary>Why the conversation ended before its answer, as the server said it (its limit of context, say); null
    /// otherwise.</summary>
    public string? EndedBy { get; init; }

    /// <summary>When the conversation began; null for traces written elsewhere.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Milliseconds from the start of the conversation to its end; null for traces written
    /// elsewhere.</summary>
    public long? DurationMs { get; init; }

    /// <summary>
    /// Requests sent to the model for this trace, over all turns, those that failed and were sent again included: at
    /// least one a turn. Tries of the row in earlier runs don't count. Null where the client does not count, and for
    /// traces written elsewhere.
    /// </summary>
    public int? Attempts { get; init; }

    /// <summary>
    /// What a reward that asks has asked about the answer, in this scoring and in earlier ones; the newest last. Its
    /// tokens and requests are counted here alone. Empty for other rewards.
    /// </summary>
    public IReadOnlyList<Judgement> Judgements { get; init; } = [];

    /// <summary>Top-level fields that this library does not know, in order; they are written back.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonElement>> Extra { get; init; } = [];

    /// <summary>The spelling that was read, such as <c>conversation_history.response, tool_calls</c>; by default the
    /// written one.</summary>
    public string Variant { get; init; } = TraceReader.WrittenVariant;

    /// <summary>The file that it was read from, as it was named; null for a trace made here.</summary>
    public string? Source { get; init; }

    /// <summary>Reads a trace file of any known variant.</summary>
    /// <exception cref="TraceException">It is not there, unreadable, over 256 MB, torn, or not a trace.</exception>
    public static Trace Load(string path) => TraceReader.Load(path);

    /// <summary>Reads the bytes of a trace file of any known variant.</summary>
    /// <param name="utf8">The JSON. Bare NaN, lone surrogates and a byte order mark are put up with.</param>
    /// <param name="name">What messages call it, such as <c>trace_00017.json</c>.</param>
    /// <exception cref="TraceException">It is torn, or not a trace.</exception>
    public static Trace Parse(ReadOnlyMemory<byte> utf8, string name) => TraceReader.Parse(utf8, name);

    /// <summary>The file as it is written: UTF-8 JSON, indent 2, always the same bytes for the same trace.</summary>
    public byte[] ToUtf8() => TraceWriter.ToUtf8(this);

    /// <summary>Writes the file, whole or not at all; durable when the task is done. Replaces a file of that
    /// name.</summary>
    /// <exception cref="IOException">The disk is full, or the folder is not there or can't be written.</exception>
    public Task SaveAsync(string path, CancellationToken cancellationToken = default) =>
        WholeFile.WriteAsync(path, ToUtf8(), cancellationToken);
}
