using System.Text.Json;

namespace SPAgent;

/// <summary>A row on its way from a session or a trace into any format.</summary>
internal sealed record TrainingRow
{
    public required string Id { get; init; }

    /// <summary>The session or trace file, for messages.</summary>
    public required string Source { get; init; }

    /// <summary>Iteration of a sample; number of turns of a trace.</summary>
    public required int Iteration { get; init; }

    public EncodedText System { get; init; }

    /// <summary>From the user's first word to the model's last.</summary>
    public required IReadOnlyList<TrainingMessage> Messages { get; init; }

    /// <summary>The pictures in the order in which the messages show them.</summary>
    public required IReadOnlyList<TrainingImage> Images { get; init; }

    /// <summary>The question alone, without placeholder and instructions where the source keeps it apart.</summary>
    public EncodedText Question { get; init; }

    /// <summary>Definitions of the tools, an array of {type, function}; only where calls stand apart from the
    /// text.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>Names of the tools that the row declares, as a parameter or in its prompt; null where nothing says
    /// which there are.</summary>
    public IReadOnlySet<string>? DeclaredTools { get; init; }

    /// <summary>Names of the tools that are called, in the text or apart from it.</summary>
    public IReadOnlyList<(int Turn, string Name)> Called { get; init; } = [];

    /// <summary>The sample of a session with all its fields; null for a trace.</summary>
    public JsonElement? Sample { get; init; }

    /// <summary>The long strings that were cut out of <see cref="Sample"/>.</summary>
    public LongTexts? Texts { get; init; }

    /// <summary>The trace; null for a sample.</summary>
    public Trace? Trace { get; init; }

    public string? Model { get; init; }

    /// <summary>Tokens of its longest request and reply, as the server counted them; null where it did not.</summary>
    public long? Tokens { get; init; }

    /// <summary>Whether observations were brought back that no hash proves.</summary>
    public bool Unproved { get; init; }

    /// <summary>Whether its trace or session is labelled drop.</summary>
    public bool IsDropped { get; init; }

    /// <summary>Whether a better answer stands in the place of the model's.</summary>
    public bool IsBettered { get; init; }

    /// <summary>What the row is for; its shape follows.</summary>
    public TrainingTask Task { get; init; }

    /// <summary>Whether only the last reply is learnt.</summary>
    public bool LossOnFinal { get; init; }

    /// <summary>The worse conversation of a pair, of which this one is the better; null for any other row.</summary>
    public TrainingRow? Rejected { get; init; }

    /// <summary>Whether it succeeded; null where nobody knows.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>What the dataset holds for true; null where it holds nothing, or the source does not keep it.</summary>
    public RowTruth? Truth { get; init; }

    /// <summary>The row's place in its dataset.</summary>
    public int Index { get; init; }

    /// <summary>Where the row is from, by a name without folders; null where nothing says so.</summary>
    public string? DatasetName { get; init; }

    /// <summary>The pictures of both conversations of a pair, the better one's first.</summary>
    public IReadOnlyList<TrainingImage> AllImages => Rejected is { } other ? [.. Images, .. other.Images] : Images;

    /// <summary>Whether sharegpt shows the question in place of the prompt.</summary>
    public bool AskQuestionOnly { get; init; }
}
